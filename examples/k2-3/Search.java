// SPDX-License-Identifier: Apache-2.0

/// Searches the light of one star for a planet that passes in front of it again and again: box
/// least squares over one part of the orbital periods.
///
///     java Search.java data/EPIC201367065.csv 7 12 periods.csv
///
/// The method is that of Kovács, Zucker & Mazeh 2002 (A&A 391, 369): fold the light curve at a
/// trial period, lay a box-shaped dip over it at every phase, and keep the box that leaves the
/// least squares. All times in days, flux relative to the star's median.

static final double SHORTEST_PERIOD = 2;   // d
static final double LONGEST_PERIOD = 30;   // d
static final int PERIODS = 30_000;         // spaced evenly in log(period)

static final double BIN = 0.025;           // d: a little longer than one exposure of 29.4 minutes
static final int[] BOX_BINS = {4, 6, 8};   // boxes of 0.10, 0.15 and 0.20 d

static final double OUTLIER = 0.99;        // no dip of this star is deeper than that

/// The samples of a light curve.
record Light(double[] time, double[] flux) {}

/// The best box at one trial period. `residue` is the signal residue SR of the paper's equation 5,
/// `depth` how much of the star's light is missing, `middle` the time of the dip's middle after
/// the first sample.
record Box(double period, double residue, double depth, double duration, double middle) {}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 4) {
        throw fail("usage: Search.java <light curve.csv> <part> <of how many> <output.csv>");
    }
    var light = readLight(Path.of(args[0]));
    int part = Integer.parseInt(args[1]);
    int parts = Integer.parseInt(args[2]);
    var lines = new ArrayList<String>();
    for (int i = (part - 1) * PERIODS / parts; i < part * PERIODS / parts; i++) {
        var box = bestBox(light, trialPeriod(i));
        lines.add("%.7f,%.9f,%.7f,%.3f,%.4f".formatted(
                box.period(), box.residue(), box.depth(), box.duration(), box.middle()));
    }
    Files.write(Path.of(args[3]), lines);
}

double trialPeriod(int i) {
    double octaves = Math.log(LONGEST_PERIOD / SHORTEST_PERIOD);
    return SHORTEST_PERIOD * Math.exp(octaves * i / (PERIODS - 1));
}

/// Folds the light curve into bins of phase, and tries every box on it.
Box bestBox(Light light, double period) {
    int bins = (int) Math.round(period / BIN);
    var weightIn = new double[bins];
    var sumIn = new double[bins];
    double weight = 1.0 / light.time().length;
    for (int i = 0; i < light.time().length; i++) {
        double turns = light.time()[i] / period;
        int bin = (int) ((turns - Math.floor(turns)) * bins);
        weightIn[bin] += weight;
        sumIn[bin] += weight * light.flux()[i];
    }
    // Running sums, over a little more than one turn: a box may reach past the end of the phase.
    int longest = BOX_BINS[BOX_BINS.length - 1];
    var weights = new double[bins + longest + 1];
    var sums = new double[bins + longest + 1];
    for (int i = 0; i < bins + longest; i++) {
        weights[i + 1] = weights[i] + weightIn[i % bins];
        sums[i + 1] = sums[i] + sumIn[i % bins];
    }
    return bestBox(period, period / bins, weights, sums);
}

/// The paper's r is the weight of the samples in the box, s their weighted sum of flux (of which
/// the mean over all samples is zero). The least squares are left where s^2 / (r (1 - r)) is most.
Box bestBox(double period, double bin, double[] weights, double[] sums) {
    var best = new Box(period, 0, 0, 0, 0);
    int bins = weights.length - 1 - BOX_BINS[BOX_BINS.length - 1];
    for (int length : BOX_BINS) {
        for (int from = 0; from < bins; from++) {
            double r = weights[from + length] - weights[from];
            double s = sums[from + length] - sums[from];
            if (s >= 0 || r <= 0) {
                continue; // brighter, or nothing seen
            }
            double residue = Math.sqrt(s * s / (r * (1 - r)));
            if (residue > best.residue()) {
                best = new Box(period, residue, -s / (r * (1 - r)), length * bin,
                        (from + length / 2.0) * bin);
            }
        }
    }
    return best;
}

// ---- in and out -----------------------------------------------------------------------------

/// Reads `time,flux` lines; times from the first sample on, flux without its mean.
Light readLight(Path file) throws IOException {
    if (!Files.isReadable(file)) {
        throw fail("cannot read the light curve " + file);
    }
    var rows = Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.split(","))
            .map(row -> new double[] {Double.parseDouble(row[0]), Double.parseDouble(row[1])})
            .filter(row -> row[1] > OUTLIER)
            .toList();
    double first = rows.getFirst()[0];
    double median = rows.stream().mapToDouble(row -> row[1]).sorted().toArray()[rows.size() / 2];
    double mean = rows.stream().mapToDouble(row -> row[1] / median).average().orElseThrow();
    return new Light(
            rows.stream().mapToDouble(row -> row[0] - first).toArray(),
            rows.stream().mapToDouble(row -> row[1] / median - mean).toArray());
}

/// Ends the program. Written `throw fail(...)`, so that the compiler knows too.
RuntimeException fail(String what) {
    System.err.println(what);
    System.exit(2);
    return new IllegalArgumentException(what);
}
