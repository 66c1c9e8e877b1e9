// SPDX-License-Identifier: Apache-2.0

import java.awt.BasicStroke;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Puts the measured magnetisations beside Onsager's exact one, in a table and a picture.
///
///     java -cp 'lib/*' Compare.java magnets.jsonl magnetisation.csv magnetisation.png
///
/// The formula is the one that Onsager announced in 1948 and Yang proved (1952, Phys. Rev. 85, 808).

static final double CRITICAL = 2 / Math.log(1 + Math.sqrt(2)); // 2.2692 J/k
static final int CURVE_POINTS = 2_000;

/// One temperature: what was measured on a lattice of size x size, and its standard error.
record Magnet(double temperature, int size, double magnetisation, double error) {}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 3) {
        throw fail("usage: Compare.java <magnets.jsonl> <table.csv> <picture.png>");
    }
    var magnets = Files.readAllLines(Path.of(args[0])).stream()
            .map(line -> new Magnet(number(line, "temperature"), (int) number(line, "size"),
                    number(line, "magnetisation"), number(line, "standard_error")))
            .sorted(Comparator.comparingDouble(Magnet::temperature))
            .toList();
    var table = new ArrayList<String>();
    table.add("temperature,size,magnetisation,standard_error,exact");
    for (var m : magnets) {
        table.add("%.4f,%d,%.6f,%.6f,%.6f".formatted(m.temperature(), m.size(),
                m.magnetisation(), m.error(), exact(m.temperature())));
    }
    Files.write(Path.of(args[1]), table);
    tell(magnets);
    Picture.begin();
    draw(magnets, Path.of(args[2]));
}

/// The spontaneous magnetisation of an endless lattice.
double exact(double temperature) {
    return temperature >= CRITICAL ? 0
            : Math.pow(1 - Math.pow(Math.sinh(2 / temperature), -4), 1.0 / 8);
}

void tell(List<Magnet> magnets) {
    IO.println("  kT/J   measured            exact");
    for (var m : magnets) {
        IO.println("  %4.2f   %.5f +- %.5f  %.5f".formatted(
                m.temperature(), m.magnetisation(), m.error(), exact(m.temperature())));
    }
}

// ---- the picture ----------------------------------------------------------------------------

void draw(List<Magnet> magnets, Path file) throws IOException {
    int size = magnets.getFirst().size();
    double from = magnets.getFirst().temperature();
    double to = magnets.getLast().temperature();
    var chart = new XYChartBuilder().width(1000).height(640)
            .title("The 2D Ising model: the magnet that can be solved exactly")
            .xAxisTitle("temperature (J/k)")
            .yAxisTitle("magnetisation per spin, |M|").build();
    Picture.style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0)
            .setXAxisDecimalPattern("0.0").setYAxisDecimalPattern("0.0")
            .setXAxisTickMarkSpacingHint(90).setErrorBarsColor(Picture.INK);
    chart.getStyler().setMarkerSize(9).setLegendPosition(LegendPosition.InsideNE);
    drawExact(chart, from, to);
    drawMeasured(chart, magnets, "measured, %d x %d spins (with standard error)"
            .formatted(size, size));
    chart.addAnnotation(new AnnotationLine(CRITICAL, true, false));
    chart.addAnnotation(new AnnotationText("critical temperature, 2.269", CRITICAL + 0.24, 0.62, false));
    chart.getStyler().setAnnotationLineColor(Picture.FAINT);
    Picture.save(chart, file);
}

void drawExact(XYChart chart, double from, double to) {
    var t = new double[CURVE_POINTS + 3];
    for (int i = 0; i <= CURVE_POINTS; i++) {
        t[i] = from + (to - from) * i / CURVE_POINTS;
    }
    t[CURVE_POINTS + 1] = CRITICAL - 1e-9; // the curve falls straight down here
    t[CURVE_POINTS + 2] = CRITICAL;
    Arrays.sort(t);
    chart.addSeries("Onsager's exact curve, endless lattice", t, Arrays.stream(t).map(this::exact).toArray())
            .setMarker(SeriesMarkers.NONE).setLineColor(Picture.LINE)
            .setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
}

void drawMeasured(XYChart chart, List<Magnet> magnets, String name) {
    chart.addSeries(name,
                    magnets.stream().mapToDouble(Magnet::temperature).toArray(),
                    magnets.stream().mapToDouble(Magnet::magnetisation).toArray(),
                    magnets.stream().mapToDouble(Magnet::error).toArray())
            .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
            .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Picture.POINT);
}

// ---- reading --------------------------------------------------------------------------------

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
