// SPDX-License-Identifier: Apache-2.0

import java.awt.Color;
import org.knowm.xchart.HeatMapChartBuilder;

/// Puts all epidemics together: a table with one row for each beta and gamma, and a map of how
/// many are infected when it is worst.
///
///     java -cp 'lib/*' Summarise.java runs.jsonl --png peak.png --csv peak.csv

static final double FIRST_INFECTED = 20.0 / 10_000; // as Sir.java

/// One epidemic.
record Run(double beta, double gamma, double peak, double peakDay, double total) {}

/// All epidemics of one beta and gamma.
record Point(double beta, double gamma, List<Run> runs) {

    double mean(ToDoubleFunction<Run> what) {
        return runs.stream().mapToDouble(what).average().orElseThrow();
    }

    double standardError(ToDoubleFunction<Run> what) {
        double mean = mean(what);
        double squares = runs.stream()
                .mapToDouble(r -> Math.pow(what.applyAsDouble(r) - mean, 2)).sum();
        return runs.size() < 2 ? 0 : Math.sqrt(squares / (runs.size() - 1) / runs.size());
    }

    /// How many one infected infects while nobody is immune.
    double r0() {
        return beta / gamma;
    }

    /// The part of all people that is ever infected, in an endless town without chance: the root
    /// of Kermack & McKendrick's final size relation  1 - z = (1 - i) exp(-R0 z).
    double finalSize() {
        double z = 1;
        for (int i = 0; i < 1_000; i++) {
            z = 1 - (1 - FIRST_INFECTED) * Math.exp(-r0() * z);
        }
        return z;
    }
}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 5 || !args[1].equals("--png") || !args[3].equals("--csv")) {
        throw fail("usage: Summarise.java <runs.jsonl> --png FILE --csv FILE");
    }
    var points = readPoints(Path.of(args[0]));
    var table = new ArrayList<String>();
    table.add("beta,gamma,r0,runs,peak,peak_error,peak_day,total,total_error,total_theory");
    for (var p : points) {
        table.add("%.2f,%.2f,%.2f,%d,%.5f,%.5f,%.1f,%.5f,%.5f,%.5f".formatted(
                p.beta(), p.gamma(), p.r0(), p.runs().size(),
                p.mean(Run::peak), p.standardError(Run::peak), p.mean(Run::peakDay),
                p.mean(Run::total), p.standardError(Run::total), p.finalSize()));
    }
    Files.write(Path.of(args[4]), table);
    tell(points);
    Picture.begin();
    drawMap(points, Path.of(args[2]));
}

void tell(List<Point> points) {
    var worst = points.stream().max(Comparator.comparingDouble(p -> p.mean(Run::peak))).orElseThrow();
    long outbreaks = points.stream().filter(p -> p.r0() > 1).count();
    IO.println("%d epidemics; R0 = beta / gamma is above 1 at %d of %d points."
            .formatted(points.stream().mapToInt(p -> p.runs().size()).sum(), outbreaks, points.size()));
    IO.println("The worst, at beta %.2f and gamma %.2f (R0 = %.0f): %.0f %% are infected on day %.0f."
            .formatted(worst.beta(), worst.gamma(), worst.r0(), 100 * worst.mean(Run::peak),
                    worst.mean(Run::peakDay)));
}

// ---- the map --------------------------------------------------------------------------------

void drawMap(List<Point> points, Path file) throws IOException {
    var betas = points.stream().map(Point::beta).distinct().sorted().toList();
    var gammas = points.stream().map(Point::gamma).distinct().sorted().toList();
    var cells = new ArrayList<Number[]>();
    for (var p : points) {
        cells.add(new Number[] {
            betas.indexOf(p.beta()), gammas.indexOf(p.gamma()), 100 * p.mean(Run::peak)});
    }
    var chart = new HeatMapChartBuilder().width(1000).height(520)
            .title("Worst day of an epidemic: how many of 100 people are infected at once")
            .xAxisTitle("beta: infections by each infected (a day)")
            .yAxisTitle("gamma: recoveries (a day)").build();
    chart.addSeries("percent infected", labels(betas), labels(gammas), cells);
    var styler = chart.getStyler();
    Picture.style(styler);
    styler.setMin(0).setMax(80).setShowValue(betas.size() <= 12) // more figures would not fit
            .setHeatMapValueDecimalPattern("0.0")
            .setValueFont(styler.getAxisTickLabelsFont()).setValueFontColor(Picture.INK)
            .setGradientColorColumnHeight(260)
            .setRangeColors(new Color[] {
                new Color(0xFFFBEB), new Color(0xFEE08B), new Color(0xFDAE61), new Color(0xF0553A)});
    styler.setPlotGridLinesVisible(false).setAxisTicksMarksVisible(false);
    styler.setPlotContentSize(1).setPlotBorderVisible(false);
    Picture.save(chart, file);
}

List<String> labels(List<Double> values) {
    return values.stream().map("%.2f"::formatted).toList();
}

// ---- reading --------------------------------------------------------------------------------

/// One line of JSON for each epidemic, to one point for each beta and gamma, in their order.
List<Point> readPoints(Path file) throws IOException {
    var runs = Files.readAllLines(file).stream()
            .map(line -> new Run(number(line, "beta"), number(line, "gamma"),
                    number(line, "peak"), number(line, "peak_day"), number(line, "total")))
            .toList();
    var byPlace = new TreeMap<String, List<Run>>();
    for (var run : runs) {
        byPlace.computeIfAbsent("%.4f %.4f".formatted(run.beta(), run.gamma()), _ -> new ArrayList<>())
                .add(run);
    }
    return byPlace.values().stream()
            .map(same -> new Point(same.getFirst().beta(), same.getFirst().gamma(), same))
            .toList();
}

/// A number of one line of JSON; a sweep's values come as text, in quotes.
double number(String line, String key) {
    var found = Pattern.compile("\"" + key + "\": *\"?([-+.eE0-9]+)").matcher(line);
    if (!found.find()) {
        throw fail("no " + key + " in: " + line);
    }
    return Double.parseDouble(found.group(1));
}

/// Ends the program. Written `throw fail(...)`, so that the compiler knows too.
RuntimeException fail(String what) {
    System.err.println(what);
    System.exit(2);
    return new IllegalArgumentException(what);
}
