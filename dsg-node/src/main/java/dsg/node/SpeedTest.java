// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// A short benchmark of one core, in three parts that each do always the same work: hashing of whole numbers,
/// fast Fourier transforms in floating point, and reading memory in an order that caches cannot guess. Each part
/// is run once to warm up and then [#RUNS] times, and the median counts, so that something short beside it does no
/// harm. The speed is the geometric mean of how often faster the parts are than on the reference, where each takes
/// [#REFERENCE_NANOS]: 1.0 is about a core of the virtual server with an AMD EPYC processor that this was made on,
/// and 2.0 computes twice as fast. It takes less than half a second there.
///
/// It is run by the Java that the node runs on, so speeds of different versions of DSG are not compared.
public final class SpeedTest {

    static final int RUNS = 5;
    static final double REFERENCE_NANOS = 15e6;

    private static final int HASHES = 20_000_000;
    private static final int TRANSFORM = 1024;
    private static final int TRANSFORMS = 2_600;
    private static final int CELLS = 1 << 21;
    private static final int STEPS = 400_000;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final SystemFiles ROOT = new SystemFiles(Path.of("/"));

    private long sink;

    /// How often one core is as fast as the reference.
    public double measure() {
        double hash = part(SpeedTest::hash);
        double fourier = part(SpeedTest::fourier);
        int[] next = ring();
        double memory = part(() -> walk(next));
        double speed = Math.cbrt(hash * fourier * memory);
        return Math.max(0.01, Math.round(speed * 100) / 100.0);
    }

    private double part(LongSupplier work) {
        long[] nanos = new long[RUNS];
        sink += work.getAsLong();
        for (int i = 0; i < RUNS; i++) {
            long begun = nanos();
            sink += work.getAsLong();
            nanos[i] = nanos() - begun;
        }
        Arrays.sort(nanos);
        return REFERENCE_NANOS / Math.max(1, nanos[RUNS / 2]);
    }

    /// What this thread has computed, where the system tells it: what waits for a core does not count. Else the time.
    private static long nanos() {
        return ROOT.text("proc/thread-self/schedstat")
                .map(text -> text.split(" ", 2)[0])
                .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                .map(Long::parseLong)
                .orElseGet(System::nanoTime);
    }

    /// What all parts have computed: nobody needs it, but without it they need not be computed.
    long sink() {
        return sink;
    }

    static long hash() {
        long hash = 1;
        for (int i = 0; i < HASHES; i++) {
            hash = (hash ^ i) * SPREAD;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /// Transforms the same signal again and again, scaled so that its numbers stay of one size.
    static long fourier() {
        double[] real = new double[TRANSFORM];
        double[] imaginary = new double[TRANSFORM];
        double[] cosines = new double[TRANSFORM / 2];
        double[] sines = new double[TRANSFORM / 2];
        for (int i = 0; i < TRANSFORM; i++) {
            real[i] = i % 7 - 3;
            if (i < TRANSFORM / 2) {
                cosines[i] = StrictMath.cos(2 * Math.PI * i / TRANSFORM);
                sines[i] = -StrictMath.sin(2 * Math.PI * i / TRANSFORM);
            }
        }
        double scale = 1 / Math.sqrt(TRANSFORM);
        for (int round = 0; round < TRANSFORMS; round++) {
            transform(real, imaginary, cosines, sines);
            for (int i = 0; i < TRANSFORM; i++) {
                real[i] *= scale;
                imaginary[i] *= scale;
            }
        }
        return Double.doubleToLongBits(real[1]);
    }

    /// Cooley and Tukey's, without putting the result in order, which would be no floating point.
    private static void transform(double[] real, double[] imaginary, double[] cosines, double[] sines) {
        for (int length = TRANSFORM; length > 1; length /= 2) {
            int half = length / 2;
            int step = TRANSFORM / length;
            for (int start = 0; start < TRANSFORM; start += length) {
                for (int i = 0; i < half; i++) {
                    int one = start + i;
                    int other = one + half;
                    double re = real[one] - real[other];
                    double im = imaginary[one] - imaginary[other];
                    real[one] += real[other];
                    imaginary[one] += imaginary[other];
                    real[other] = re * cosines[i * step] - im * sines[i * step];
                    imaginary[other] = re * sines[i * step] + im * cosines[i * step];
                }
            }
        }
    }

    /// 8 MiB in which each cell names another, all of them in one ring (Sattolo's shuffle).
    static int[] ring() {
        int[] next = new int[CELLS];
        for (int i = 0; i < CELLS; i++) {
            next[i] = i;
        }
        long dice = 1;
        for (int i = CELLS - 1; i > 0; i--) {
            dice = dice * 6364136223846793005L + 1442695040888963407L;
            int other = (int) ((dice >>> 33) % i);
            int held = next[i];
            next[i] = next[other];
            next[other] = held;
        }
        return next;
    }

    static long walk(int[] next) {
        int at = 0;
        for (int i = 0; i < STEPS; i++) {
            at = next[at];
        }
        return at;
    }
}
