// SPDX-License-Identifier: Apache-2.0

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.AnnotationTextPanel;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.HeatMapStyler;

/// Puts the results of all searches together: finds the loudest template in each detector and in
/// both, measures the arrival difference, and draws the map of the signal-to-noise ratio.
///
///     java -cp 'lib/*' Combine.java results.jsonl peak.json map.png
///
/// Masses are in solar masses in the detector frame, times in GPS seconds.

static final double LIGHT_TRAVEL = 10.0;        // ms from Hanford to Livingston, 3000 km apart
static final double PUBLISHED_DIFFERENCE = 6.9; // ms, +0.5 -0.4: PRL 116, 061102
static final int GPS_MINUS_UTC = 17;            // s, leap seconds from July 2015 to December 2016
static final Instant GPS_EPOCH = Instant.parse("1980-01-06T00:00:00Z");

/// Component masses of a template, m1 >= m2, in solar masses.
record Masses(double m1, double m2) {}

/// The loudest moment of one template in one detector.
record Trigger(String detector, Masses masses, double chirpMass, double snr, double gps) {

    String toJson() {
        return "{\"snr\": %.3f, \"gps\": %.6f, \"chirp_mass\": %.3f, \"m1\": %.1f, \"m2\": %.1f}"
                .formatted(snr, gps, chirpMass, masses.m1(), masses.m2());
    }
}

/// The same template in both detectors.
record Pair(Trigger h1, Trigger l1) {

    double networkSnr() {
        return Math.hypot(h1.snr(), l1.snr());
    }

    /// Positive where the wave came to Livingston first. Only one and the same template gives a
    /// fair difference: two templates of other masses put the moment of coalescence elsewhere.
    double arrivalDifferenceMs() {
        return (h1.gps() - l1.gps()) * 1000;
    }

    String arrival() {
        double difference = arrivalDifferenceMs();
        return "%s %.1f ms before %s".formatted(
                difference > 0 ? "Livingston" : "Hanford", Math.abs(difference),
                difference > 0 ? "Hanford" : "Livingston");
    }

    /// False for two noise peaks that no one wave can have made.
    boolean isCoincident() {
        return Math.abs(arrivalDifferenceMs()) <= LIGHT_TRAVEL;
    }
}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 3) {
        throw fail("usage: Combine.java <results.jsonl> <peak.json> <map.png>");
    }
    var triggers = readTriggers(Path.of(args[0]));
    var h1 = loudest(triggers, "H1");
    var l1 = loudest(triggers, "L1");
    var pairs = pairUp(triggers);
    var network = pairs.stream().filter(Pair::isCoincident)
            .max(Comparator.comparingDouble(Pair::networkSnr)).orElse(null);
    if (network == null) {
        throw fail("no template peaks in H1 and L1 within " + LIGHT_TRAVEL + " ms of each other");
    }
    Files.writeString(Path.of(args[1]), peakJson(h1, l1, network));
    tell(h1, l1, network);
    drawMap(pairs, network, Path.of(args[2]));
}

Trigger loudest(List<Trigger> triggers, String detector) {
    return triggers.stream().filter(t -> t.detector().equals(detector))
            .max(Comparator.comparingDouble(Trigger::snr)).orElseThrow();
}

List<Pair> pairUp(List<Trigger> triggers) {
    var livingston = new HashMap<Masses, Trigger>();
    triggers.stream().filter(t -> t.detector().equals("L1"))
            .forEach(t -> livingston.put(t.masses(), t));
    return triggers.stream()
            .filter(t -> t.detector().equals("H1") && livingston.containsKey(t.masses()))
            .map(t -> new Pair(t, livingston.get(t.masses()))).toList();
}

// ---- what was found -------------------------------------------------------------------------

String peakJson(Trigger h1, Trigger l1, Pair network) {
    var loudest = h1.snr() >= l1.snr() ? h1 : l1;
    var common = network.h1();
    return """
            {
              "detector": "%s",
              "snr": %.3f,
              "gps": %.6f,
              "chirp_mass": %.3f,
              "m1": %.1f,
              "m2": %.1f,
              "h1": %s,
              "l1": %s,
              "network_snr": %.3f,
              "arrival_difference_ms": %.2f,
              "network_template": {"m1": %.1f, "m2": %.1f, "chirp_mass": %.3f}
            }
            """.formatted(
            loudest.detector(), loudest.snr(), loudest.gps(), loudest.chirpMass(),
            loudest.masses().m1(), loudest.masses().m2(), h1.toJson(), l1.toJson(),
            network.networkSnr(), network.arrivalDifferenceMs(),
            common.masses().m1(), common.masses().m2(), common.chirpMass());
}

void tell(Trigger h1, Trigger l1, Pair network) {
    var common = network.h1();
    say("GW150914: two black holes merged at GPS %.3f (%s UTC).", h1.gps(), utc(h1.gps()));
    say("Hanford    SNR %4.1f, chirp mass %.1f solar masses (%.0f + %.0f), GPS %.4f.",
            h1.snr(), h1.chirpMass(), h1.masses().m1(), h1.masses().m2(), h1.gps());
    say("Livingston SNR %4.1f, chirp mass %.1f solar masses (%.0f + %.0f), GPS %.4f.",
            l1.snr(), l1.chirpMass(), l1.masses().m1(), l1.masses().m2(), l1.gps());
    say("Together   SNR %4.1f, with the one template %.0f + %.0f in both.",
            network.networkSnr(), common.masses().m1(), common.masses().m2());
    say("Arrival: %s (published: Livingston %.1f ms before Hanford).",
            network.arrival(), PUBLISHED_DIFFERENCE);
}

void say(String format, Object... values) {
    IO.println(format.formatted(values));
}

String utc(double gps) {
    return GPS_EPOCH.plusSeconds((long) gps - GPS_MINUS_UTC).atOffset(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss", Locale.ENGLISH));
}

// ---- the map --------------------------------------------------------------------------------

/// Network signal-to-noise ratio over the component masses.
void drawMap(List<Pair> pairs, Pair best, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    useFontsOfClassPath(file.toAbsolutePath().getParent());
    var m1 = distinct(pairs, Masses::m1);
    var m2 = distinct(pairs, Masses::m2);
    var cells = new ArrayList<Number[]>();
    for (var pair : pairs) {
        var masses = pair.h1().masses();
        cells.add(new Number[] {
            m1.indexOf(masses.m1()), m2.indexOf(masses.m2()), pair.networkSnr()});
    }
    var chart = new HeatMapChartBuilder().width(900).height(720)
            .title("GW150914: signal-to-noise ratio, LIGO Hanford and Livingston together")
            .xAxisTitle("heavier mass m1 (solar masses, detector frame)")
            .yAxisTitle("lighter mass m2 (solar masses, detector frame)").build();
    chart.addSeries("SNR", labels(m1), labels(m2), cells);
    chart.addAnnotation(new AnnotationTextPanel(caption(best), 90, 540, true));
    var snr = pairs.stream().mapToDouble(Pair::networkSnr).summaryStatistics();
    chart.getStyler().setMin(Math.floor(snr.getMin())).setMax(Math.ceil(snr.getMax()))
            .setShowValue(m1.size() <= 12); // more figures would not fit
    style(chart.getStyler());
    BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, 144);
}

/// For the corner of the map that m2 <= m1 leaves empty.
String caption(Pair best) {
    var h1 = best.h1();
    return """
            Loudest: %.0f + %.0f solar masses
            Chirp mass: %.1f solar masses
            SNR: %.1f (Hanford %.1f, Livingston %.1f)
            Arrival: %s""".formatted(
            h1.masses().m1(), h1.masses().m2(), h1.chirpMass(), best.networkSnr(),
            h1.snr(), best.l1().snr(), best.arrival());
}

void style(HeatMapStyler styler) {
    var ink = new Color(0x222222);
    var text = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    styler.setRangeColors(new Color[] {
        new Color(0xFFF7DC), new Color(0xFEE08B), new Color(0xFDAE61), new Color(0xF0553A)});
    styler.setHeatMapValueDecimalPattern("0.0").setValueFont(text).setValueFontColor(ink)
            .setGradientColorColumnHeight(400);
    styler.setPlotGridLinesVisible(false).setAxisTicksMarksVisible(false)
            .setAxisTickLabelsFont(text).setAxisTickLabelsColor(ink)
            .setAxisTitleFont(text).setAxisTitlePadding(12);
    styler.setPlotContentSize(1).setPlotBorderVisible(false)
            .setChartBackgroundColor(Color.WHITE).setChartFontColor(ink).setChartPadding(16)
            .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 19)).setChartTitlePadding(12)
            .setLegendBorderColor(Color.WHITE).setLegendFont(text)
            .setAnnotationTextPanelFont(text).setAnnotationTextPanelFontColor(ink)
            .setAnnotationTextPanelBorderColor(Color.WHITE);
}

List<Double> distinct(List<Pair> pairs, ToDoubleFunction<Masses> mass) {
    return pairs.stream().map(p -> p.h1().masses()).mapToDouble(mass)
            .distinct().sorted().boxed().toList();
}

List<String> labels(List<Double> masses) {
    var format = new DecimalFormat("0.#");
    return masses.stream().map(format::format).toList();
}

/// Makes Java draw all text with the Roboto fonts on the class path, whatever this machine has.
///
/// A compute node often has no fonts at all, and Java then fails at the first letter ("Fontconfig
/// head is null"). A small file that says where its fonts are has to be named before it draws.
void useFontsOfClassPath(Path folder) throws IOException {
    var regular = unpackFont("Regular", folder);
    var bold = unpackFont("Bold", folder);
    if (regular == null || bold == null) {
        return; // left to the machine's own fonts
    }
    var settings = temporaryFile(folder, "fontconfig", ".properties");
    Files.writeString(settings, """
            version=1
            sequence.allfonts=latin
            allfonts.latin=Roboto
            sansserif.plain.latin=Roboto
            sansserif.bold.latin=Roboto Bold
            filename.Roboto=%s
            filename.Roboto_Bold=%s
            """.formatted(regular, bold));
    System.setProperty("sun.awt.fontconfig", settings.toString());
}

/// The font's file, or null where no jar on the class path has it.
Path unpackFont(String style, Path folder) throws IOException {
    var name = "com/formdev/flatlaf/fonts/roboto/Roboto-" + style + ".ttf";
    try (var font = ClassLoader.getSystemResourceAsStream(name)) {
        if (font == null) {
            return null;
        }
        var file = temporaryFile(folder, "Roboto-" + style, ".ttf");
        Files.copy(font, file, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }
}

Path temporaryFile(Path folder, String name, String ending) throws IOException {
    var file = Files.createTempFile(folder, name, ending);
    file.toFile().deleteOnExit();
    return file;
}

// ---- reading --------------------------------------------------------------------------------

/// One line of JSON for each search task; keys that we do not know do not matter.
List<Trigger> readTriggers(Path file) throws IOException {
    if (!Files.isReadable(file)) {
        throw fail("cannot read the results file " + file);
    }
    var triggers = new ArrayList<Trigger>();
    for (var line : Files.readAllLines(file)) {
        try {
            if (!line.isBlank()) {
                triggers.addAll(triggersOf(Json.parse(line)));
            }
        } catch (RuntimeException e) {
            throw fail(file + " has a line that is no search result: " + line);
        }
    }
    for (var detector : List.of("H1", "L1")) {
        if (triggers.stream().noneMatch(t -> t.detector().equals(detector))) {
            throw fail(file + " has no result of detector " + detector);
        }
    }
    return triggers;
}

List<Trigger> triggersOf(Json task) {
    var detector = task.text("detector");
    double m1 = task.number("m1");
    return task.list("templates").stream()
            .map(t -> new Trigger(detector, new Masses(m1, t.number("m2")),
                    t.number("chirp_mass"), t.number("snr"), t.number("gps")))
            .toList();
}

/// As much of JSON as a search result needs; Java has no reader of its own.
record Json(Object value) {

    private static final Pattern TOKEN =
            Pattern.compile("[{}\\[\\],:]|\"(?:\\\\.|[^\"\\\\])*\"|[^\\s{}\\[\\],:\"]+");

    static Json parse(String text) {
        var tokens = TOKEN.matcher(text).results().map(MatchResult::group).iterator();
        return parse(tokens.next(), tokens);
    }

    private static Json parse(String token, Iterator<String> tokens) {
        return new Json(switch (token.charAt(0)) {
            case '{' -> parseObject(tokens);
            case '[' -> parseList(tokens);
            case '"' -> token.substring(1, token.length() - 1);
            default -> token; // a number, or true, false, null
        });
    }

    private static Map<String, Json> parseObject(Iterator<String> tokens) {
        var members = new HashMap<String, Json>();
        for (var key = tokens.next(); !key.equals("}"); key = tokens.next()) {
            if (!key.equals(",")) {
                tokens.next(); // the colon
                members.put(key.substring(1, key.length() - 1), parse(tokens.next(), tokens));
            }
        }
        return members;
    }

    private static List<Json> parseList(Iterator<String> tokens) {
        var items = new ArrayList<Json>();
        for (var token = tokens.next(); !token.equals("]"); token = tokens.next()) {
            if (!token.equals(",")) {
                items.add(parse(token, tokens));
            }
        }
        return items;
    }

    String text(String key) {
        return (String) member(key).value;
    }

    double number(String key) {
        return Double.parseDouble(text(key));
    }

    @SuppressWarnings("unchecked")
    List<Json> list(String key) {
        return (List<Json>) member(key).value;
    }

    private Json member(String key) {
        return Objects.requireNonNull((Json) ((Map<?, ?>) value).get(key), key);
    }
}

/// Ends the program. Written `throw fail(...)`, so that the compiler knows too.
RuntimeException fail(String what) {
    System.err.println(what);
    System.exit(2);
    return new IllegalArgumentException(what);
}
