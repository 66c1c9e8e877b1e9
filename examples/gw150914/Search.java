// SPDX-License-Identifier: Apache-2.0

import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/// Searches the strain of one LIGO detector for merging black holes: a matched filter
/// for one heavier mass m1 and every lighter mass m2 = 20, 24, ... m1.
///
///     java -cp lib/commons-math3-3.6.1.jar Search.java H1 data/H1.f64 48 result.json
///
/// Masses are in solar masses in the detector frame (that is, redshifted), times in GPS seconds.
/// The method is FINDCHIRP (Allen et al. 2012, arXiv:gr-qc/0509116).

static final double FIRST_SAMPLE_GPS = 1_126_259_446; // s
static final int SAMPLE_RATE = 4096;                  // Hz
static final int SAMPLES = 131_072;                   // 32 s = 2^17 samples
static final double FREQUENCY_STEP = (double) SAMPLE_RATE / SAMPLES; // Hz, of the long spectra

static final int PSD_SEGMENT = 4 * SAMPLE_RATE;       // samples: 4 s, so 0.25 Hz resolution
static final int TAPER = SAMPLE_RATE;                 // samples: 1 s faded in and out
static final int EDGE = 4 * SAMPLE_RATE;              // samples: 4 s at each end not searched

static final double LIGHTEST_MASS = 20;               // solar masses
static final double HEAVIEST_MASS = 200;              // solar masses
static final double MASS_STEP = 4;                    // solar masses
static final double ROUNDING = 1e-6;                  // solar masses: a swept m1 may be 23.999...

static final double LOW_FREQUENCY = 20;               // Hz: below it the ground shakes too much
static final double CUTOFF = 0.07;                    // highest f of a template times total mass
static final double SOLAR_MASS = 4.925491e-6;         // s: G M_sun / c^3

/// One point of the search: two component masses in solar masses.
record Masses(double m1, double m2) {

    double total() {
        return m1 + m2;
    }

    /// eta, 1/4 for equal masses.
    double symmetricRatio() {
        return m1 * m2 / (total() * total());
    }

    /// What the frequency sweep measures best, in solar masses.
    double chirpMass() {
        return total() * Math.pow(symmetricRatio(), 0.6);
    }
}

/// The loudest moment of one template: GPS time of the coalescence, and its signal-to-noise ratio.
record Peak(double snr, double gps) {}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    if (args.length != 4) {
        throw fail("usage: Search.java <H1|L1> <strain file> <m1> <output.json>");
    }
    var detector = args[0];
    if (!detector.equals("H1") && !detector.equals("L1")) {
        throw fail("detector must be H1 or L1, not " + detector);
    }
    var strain = readStrain(Path.of(args[1]));
    var m1 = parseMass(args[2]);

    var psd = medianWelchPsd(strain);
    var whitenedTwice = divideByPsd(spectrum(taper(strain)), psd);
    var lines = new ArrayList<String>();
    for (double m2 = LIGHTEST_MASS; m2 <= m1 + ROUNDING; m2 += MASS_STEP) {
        var masses = new Masses(m1, m2);
        lines.add(toJson(masses, matchedFilter(whitenedTwice, psd, masses)));
    }
    Files.writeString(Path.of(args[3]),
            "{\"detector\":\"%s\",\"m1\":%.1f,\"templates\":[\n%s\n]}\n"
                    .formatted(detector, m1, String.join(",\n", lines)));
}

// ---- the noise ------------------------------------------------------------------------------

/// One-sided power spectral density in 1/Hz at each frequency of the long spectra.
///
/// Hann-windowed segments overlap by half, and each frequency takes the median over them: the
/// signal is loud in one or two of the segments, which moves a mean but not a median.
double[] medianWelchPsd(double[] strain) {
    int hop = PSD_SEGMENT / 2;
    int segments = (SAMPLES - PSD_SEGMENT) / hop + 1;
    var power = new double[PSD_SEGMENT / 2 + 1][segments];
    for (int s = 0; s < segments; s++) {
        var segment = new double[PSD_SEGMENT];
        double windowPower = 0;
        for (int i = 0; i < PSD_SEGMENT; i++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / PSD_SEGMENT);
            segment[i] = hann * strain[s * hop + i];
            windowPower += hann * hann;
        }
        var x = spectrum(segment);
        for (int k = 0; k < power.length; k++) {
            power[k][s] = 2 * (x[0][k] * x[0][k] + x[1][k] * x[1][k]) / (SAMPLE_RATE * windowPower);
        }
    }
    var coarse = Arrays.stream(power).mapToDouble(p -> median(p) / medianBias(segments)).toArray();
    return interpolate(coarse, SAMPLES / PSD_SEGMENT);
}

double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// Expected median over expected mean of an odd number of powers of Gaussian noise: ln 2 for
/// very many of them (see FINDCHIRP's appendix on median spectra). Our 32 s give 15.
double medianBias(int n) {
    double bias = 0;
    for (int k = 1; k <= n; k++) {
        bias += (k % 2 == 1 ? 1.0 : -1.0) / k;
    }
    return bias;
}

/// Puts `factor` - 1 points on the straight line between each two neighbours.
double[] interpolate(double[] coarse, int factor) {
    var fine = new double[(coarse.length - 1) * factor + 1];
    for (int k = 0; k < fine.length; k++) {
        int left = Math.min(k / factor, coarse.length - 2);
        double part = (double) k / factor - left;
        fine[k] = (1 - part) * coarse[left] + part * coarse[left + 1];
    }
    return fine;
}

// ---- the filter -----------------------------------------------------------------------------

/// Fades both ends in and out, so that the jump from the last sample to the first, which a
/// Fourier transform takes for neighbours, does not leak over all frequencies.
double[] taper(double[] strain) {
    var faded = strain.clone();
    for (int i = 0; i < TAPER; i++) {
        double weight = 0.5 - 0.5 * Math.cos(Math.PI * i / TAPER);
        faded[i] *= weight;
        faded[SAMPLES - 1 - i] *= weight;
    }
    return faded;
}

/// Whitened once for the data and once for the template it will meet.
double[][] divideByPsd(double[][] spectrum, double[] psd) {
    var quotient = new double[2][psd.length];
    for (int k = 0; k < psd.length; k++) {
        quotient[0][k] = spectrum[0][k] / psd[k];
        quotient[1][k] = spectrum[1][k] / psd[k];
    }
    return quotient;
}

/// Correlates the data with one template at every time shift at once, by one inverse FFT. Without
/// negative frequencies the result is complex; its modulus maximises over the unknown phase.
Peak matchedFilter(double[][] whitenedTwice, double[] psd, Masses masses) {
    double totalMass = masses.total() * SOLAR_MASS; // s
    int first = (int) Math.ceil(LOW_FREQUENCY / FREQUENCY_STEP);
    int last = (int) Math.min(CUTOFF / totalMass / FREQUENCY_STEP, psd.length - 1);
    var z = new double[2][SAMPLES];
    double sigmaSquared = 0; // the template's own power in this noise
    for (int k = first; k <= last; k++) {
        double frequency = k * FREQUENCY_STEP;
        double amplitude = Math.pow(frequency, -7.0 / 6);
        double phase = inspiralPhase(frequency, totalMass, masses.symmetricRatio());
        double re = amplitude * Math.cos(phase); // the conjugate template: exp(+i phase)
        double im = amplitude * Math.sin(phase);
        z[0][k] = 4 * (whitenedTwice[0][k] * re - whitenedTwice[1][k] * im);
        z[1][k] = 4 * (whitenedTwice[0][k] * im + whitenedTwice[1][k] * re);
        sigmaSquared += 4 * amplitude * amplitude / psd[k] * FREQUENCY_STEP;
    }
    FastFourierTransformer.transformInPlace(z, DftNormalization.STANDARD, TransformType.INVERSE);
    return loudest(z, Math.sqrt(sigmaSquared));
}

/// TaylorF2: the phase of an inspiral in the frequency domain, to second post-Newtonian order,
/// of a binary that coalesces at time 0. Frequency in Hz, total mass in seconds.
double inspiralPhase(double frequency, double totalMass, double eta) {
    double v = Math.cbrt(Math.PI * totalMass * frequency); // orbital speed over c
    double v2 = v * v;
    double order1 = 3715.0 / 756 + 55.0 / 9 * eta;
    double order1half = -16 * Math.PI;
    double order2 = 15293365.0 / 508032 + 27145.0 / 504 * eta + 3085.0 / 72 * eta * eta;
    return 3 / (128 * eta * v2 * v2 * v)
            * (1 + order1 * v2 + order1half * v2 * v + order2 * v2 * v2);
}

/// The largest |z| / sigma away from the edges, where the filter would wrap around, with a
/// parabola through it and its neighbours: times come out finer than the 0.24 ms of a sample.
Peak loudest(double[][] z, double sigma) {
    int best = EDGE;
    for (int i = EDGE; i < SAMPLES - EDGE; i++) {
        if (modulus(z, i) > modulus(z, best)) {
            best = i;
        }
    }
    double before = modulus(z, best - 1);
    double here = modulus(z, best);
    double after = modulus(z, best + 1);
    double shift = 0.5 * (before - after) / (before - 2 * here + after); // samples
    double snr = (here - 0.25 * (before - after) * shift) / sigma;
    return new Peak(snr, FIRST_SAMPLE_GPS + (best + shift) / SAMPLE_RATE);
}

double modulus(double[][] z, int i) {
    return Math.hypot(z[0][i], z[1][i]);
}

double[][] spectrum(double[] samples) {
    var x = new double[][] {samples.clone(), new double[samples.length]};
    FastFourierTransformer.transformInPlace(x, DftNormalization.STANDARD, TransformType.FORWARD);
    return x;
}

// ---- in and out -----------------------------------------------------------------------------

/// Reads little-endian doubles.
double[] readStrain(Path file) throws IOException {
    if (!Files.isReadable(file)) {
        throw fail("cannot read the strain file " + file);
    }
    if (Files.size(file) != SAMPLES * 8L) {
        throw fail(file + " has " + Files.size(file) + " bytes; expected " + SAMPLES + " doubles");
    }
    var strain = new double[SAMPLES];
    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer().get(strain);
    return strain;
}

double parseMass(String text) {
    try {
        double mass = Double.parseDouble(text);
        if (mass >= LIGHTEST_MASS - ROUNDING && mass <= HEAVIEST_MASS) {
            return mass;
        }
    } catch (NumberFormatException e) {
        // said below
    }
    throw fail("m1 must be a number from %.0f to %.0f solar masses, not %s"
            .formatted(LIGHTEST_MASS, HEAVIEST_MASS, text));
}

String toJson(Masses masses, Peak peak) {
    return "  {\"m2\":%.1f,\"chirp_mass\":%.3f,\"snr\":%.4f,\"gps\":%.6f}"
            .formatted(masses.m2(), masses.chirpMass(), peak.snr(), peak.gps());
}

/// Ends the program. Written `throw fail(...)`, so that the compiler knows too.
RuntimeException fail(String what) {
    System.err.println(what);
    System.exit(2);
    return new IllegalArgumentException(what);
}
