// SPDX-License-Identifier: Apache-2.0

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Puts the results of all searches together: finds the period whose box stands out most, and
/// draws the periodogram and the light curve folded at that period.
///
///     java -cp 'lib/*' Combine.java light.csv periods.txt period.json periodogram.png folded.png
///
/// Times in days, BJD minus 2,454,833 as the telescope's own clock; flux relative to the median.

static final double PUBLISHED_PERIOD = 10.0546; // d, of K2-3 b: Crossfield et al. 2015
static final double PERIOD_OF_C = 24.646;       // d, of K2-3 c: the same
static final double OUTLIER = 0.99;             // as Search.java
static final double DAY_HOURS = 24;
static final double SHOWN_HOURS = 9;            // of the folded light curve, on each side
static final double BIN_HOURS = 0.5;            // of the folded light curve
static final double PART_PER_MILLION = 1e-6;

/// The best box at one trial period, as Search.java writes it.
record Box(double period, double residue, double depth, double duration, double middle) {}

/// The samples of a light curve.
record Light(double[] time, double[] flux) {}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 5) {
        throw fail("usage: Combine.java <light curve.csv> <list of results>"
                + " <period.json> <periodogram.png> <folded.png>");
    }
    var light = readLight(Path.of(args[0]));
    var boxes = readBoxes(Path.of(args[1]));
    var best = boxes.stream().max(Comparator.comparingDouble(Box::residue)).orElseThrow();
    double epoch = light.time()[0] + best.middle();
    double efficiency = detectionEfficiency(boxes, best);
    Files.writeString(Path.of(args[2]), """
            {
              "period_d": %.4f,
              "depth": %.6f,
              "duration_d": %.3f,
              "epoch_d": %.3f,
              "detection_efficiency": %.1f,
              "periods_tried": %d
            }
            """.formatted(best.period(), best.depth(), best.duration(), epoch, efficiency,
            boxes.size()));
    IO.println("K2-3: something crosses the star every %.3f days (published: %.3f for planet b)."
            .formatted(best.period(), PUBLISHED_PERIOD));
    IO.println("It takes away %.2f %% of the light for %.1f hours; its radius is %.1f %% of the star's."
            .formatted(100 * best.depth(), best.duration() * DAY_HOURS,
                    100 * Math.sqrt(best.depth())));
    IO.println("Signal detection efficiency %.1f over %,d periods."
            .formatted(efficiency, boxes.size()));
    Picture.begin();
    drawPeriodogram(boxes, best, Path.of(args[3]));
    drawFolded(light, best, epoch, Path.of(args[4]));
}

/// How many standard deviations the best residue stands above the mean of all: the paper's SDE.
double detectionEfficiency(List<Box> boxes, Box best) {
    double mean = boxes.stream().mapToDouble(Box::residue).average().orElseThrow();
    double variance = boxes.stream().mapToDouble(b -> Math.pow(b.residue() - mean, 2))
            .average().orElseThrow();
    return (best.residue() - mean) / Math.sqrt(variance);
}

// ---- pictures -------------------------------------------------------------------------------

/// Residue over period: the planet's own period, and weaker its multiples and fractions.
void drawPeriodogram(List<Box> boxes, Box best, Path file) throws IOException {
    var chart = new XYChartBuilder().width(1000).height(560)
            .title("K2-3: which orbital period fits the light best?")
            .xAxisTitle("orbital period (days)")
            .yAxisTitle("signal residue (parts per million)").build();
    Picture.style(chart.getStyler());
    double highest = best.residue() / PART_PER_MILLION;
    double top = Math.ceil(highest / 20) * 20;
    chart.getStyler().setXAxisMin(2.0).setXAxisMax(30.0).setYAxisMin(0.0).setYAxisMax(top)
            .setXAxisDecimalPattern("0").setYAxisDecimalPattern("0")
            .setXAxisTickMarkSpacingHint(60);
    chart.getStyler().setLegendVisible(false).setMarkerSize(0);
    var periods = boxes.stream().mapToDouble(Box::period).toArray();
    var residues = boxes.stream().mapToDouble(b -> b.residue() / PART_PER_MILLION).toArray();
    line(chart, "best box", periods, residues, Picture.POINT, 1.1f);
    mark(chart, best.period(), highest + 9, "planet b, %.3f days".formatted(best.period()));
    mark(chart, best.period() / 2, heightAt(boxes, best.period() / 2) + 7, "half of b's");
    mark(chart, best.period() * 2, heightAt(boxes, best.period() * 2) + 7, "twice b's");
    mark(chart, PERIOD_OF_C, heightAt(boxes, PERIOD_OF_C) + 7, "planet c, 24.6 days");
    Picture.save(chart, file);
}

void mark(XYChart chart, double x, double y, String text) {
    chart.addAnnotation(new AnnotationText(text, x, y, false));
}

/// The highest residue within half a percent of a period, in parts per million.
double heightAt(List<Box> boxes, double period) {
    return boxes.stream().filter(b -> Math.abs(b.period() / period - 1) < 0.005)
            .mapToDouble(Box::residue).max().orElse(0) / PART_PER_MILLION;
}

/// All transits on top of each other: every sample, their means, and the box.
void drawFolded(Light light, Box best, double epoch, Path file) throws IOException {
    var hours = new ArrayList<Double>();
    var flux = new ArrayList<Double>();
    var bins = new TreeMap<Long, DoubleSummaryStatistics>();
    for (int i = 0; i < light.time().length; i++) {
        double turns = (light.time()[i] - epoch) / best.period();
        double hour = (turns - Math.round(turns)) * best.period() * DAY_HOURS;
        if (Math.abs(hour) <= SHOWN_HOURS) {
            hours.add(hour);
            flux.add(light.flux()[i]);
            bins.computeIfAbsent(Math.round(hour / BIN_HOURS), _ -> new DoubleSummaryStatistics())
                    .accept(light.flux()[i]);
        }
    }
    var chart = new XYChartBuilder().width(1000).height(560)
            .title("K2-3 b: %.0f transits on top of each other, folded at %.3f days".formatted(
                    transits(light, best, epoch), best.period()))
            .xAxisTitle("time from the middle of the transit (hours)")
            .yAxisTitle("brightness (1 = the star's median)").build();
    Picture.style(chart.getStyler());
    chart.getStyler().setXAxisMin(-SHOWN_HOURS).setXAxisMax(SHOWN_HOURS)
            .setXAxisDecimalPattern("0").setYAxisDecimalPattern("0.0000")
            .setXAxisTickMarkSpacingHint(90);
    chart.getStyler().setMarkerSize(5).setLegendPosition(LegendPosition.InsideSE);
    dots(chart, "one exposure of 29 minutes", hours.stream().mapToDouble(h -> h).toArray(),
            flux.stream().mapToDouble(f -> f).toArray(), Picture.FAINT);
    drawBox(chart, best);
    dots(chart, "mean of half an hour",
            bins.keySet().stream().mapToDouble(b -> b * BIN_HOURS).toArray(),
            bins.values().stream().mapToDouble(DoubleSummaryStatistics::getAverage).toArray(),
            Picture.POINT);
    Picture.save(chart, file);
}

void drawBox(XYChart chart, Box best) {
    double half = best.duration() * DAY_HOURS / 2;
    line(chart, "best box, %.2f %% deep".formatted(100 * best.depth()),
            new double[] {-SHOWN_HOURS, -half, -half, half, half, SHOWN_HOURS},
            new double[] {1, 1, 1 - best.depth(), 1 - best.depth(), 1, 1}, Picture.LINE, 2.2f);
}

double transits(Light light, Box best, double epoch) {
    return Math.floor((light.time()[light.time().length - 1] - epoch) / best.period()) + 1;
}

void line(XYChart chart, String name, double[] x, double[] y, Color colour, float width) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE).setLineColor(colour)
            .setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
}

void dots(XYChart chart, String name, double[] x, double[] y, Color colour) {
    chart.addSeries(name, x, y).setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
            .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
}

// ---- in and out -----------------------------------------------------------------------------

/// The results of all search tasks, by period.
List<Box> readBoxes(Path list) throws IOException {
    var boxes = new ArrayList<Box>();
    for (var file : Files.readAllLines(list)) {
        for (var line : Files.readAllLines(Path.of(file))) {
            var row = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
            boxes.add(new Box(row[0], row[1], row[2], row[3], row[4]));
        }
    }
    boxes.sort(Comparator.comparingDouble(Box::period));
    return boxes;
}

Light readLight(Path file) throws IOException {
    var rows = Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.split(","))
            .map(row -> new double[] {Double.parseDouble(row[0]), Double.parseDouble(row[1])})
            .filter(row -> row[1] > OUTLIER)
            .toList();
    double median = rows.stream().mapToDouble(row -> row[1]).sorted().toArray()[rows.size() / 2];
    return new Light(
            rows.stream().mapToDouble(row -> row[0]).toArray(),
            rows.stream().mapToDouble(row -> row[1] / median).toArray());
}

/// Ends the program. Written `throw fail(...)`, so that the compiler knows too.
RuntimeException fail(String what) {
    System.err.println(what);
    System.exit(2);
    return new IllegalArgumentException(what);
}
