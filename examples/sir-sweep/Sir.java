// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// One epidemic in a town: who is susceptible gets infected, recovers, and stays immune.
///
///     java Sir.java --beta 0.30 --gamma 0.10 --seed 7 --out run.json
///
/// The SIR model of Kermack & McKendrick (1927), by chance and event by event (Gillespie 1977):
/// each infected meets somebody who may catch it beta times a day and recovers with the rate
/// gamma. The same seed gives the same epidemic on every machine: StrictMath and SplittableRandom
/// are exactly defined.
///
/// A class with all it needs written out, as it starts 540 times: no streams, no text formats.
final class Sir {

    private static final int PEOPLE = 10_000;
    private static final int FIRST_INFECTED = 20;

    private final double beta;  // infections by each infected a day, while nobody is immune
    private final double gamma; // recoveries of each infected a day
    private final SplittableRandom random;

    private int susceptible = PEOPLE - FIRST_INFECTED;
    private int infected = FIRST_INFECTED;
    private double day;
    private int peak = FIRST_INFECTED;
    private double peakDay;

    private Sir(double beta, double gamma, long seed) {
        this.beta = beta;
        this.gamma = gamma;
        // Other dice at every point: where two agree, it is not because they were thrown alike.
        random = new SplittableRandom(seed ^ Double.hashCode(beta) ^ ((long) Double.hashCode(gamma) << 32));
    }

    private void run() {
        while (infected > 0) {
            double infections = beta * infected * susceptible / PEOPLE; // a day
            double recoveries = gamma * infected;                       // a day
            double all = infections + recoveries;
            day -= StrictMath.log(1 - random.nextDouble()) / all;
            if (random.nextDouble() * all < infections) {
                susceptible--;
                infected++;
            } else {
                infected--;
            }
            if (infected > peak) {
                peak = infected;
                peakDay = day;
            }
        }
    }

    /// `peak` and `total` are parts of all people: most infected at one time, and ever infected.
    private String toJson() {
        return "{\"peak\": " + (double) peak / PEOPLE
                + ", \"peak_day\": " + Math.round(peakDay * 10) / 10.0
                + ", \"total\": " + (double) (PEOPLE - susceptible) / PEOPLE
                + ", \"last_day\": " + Math.round(day * 10) / 10.0 + "}\n";
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 8) {
            System.err.println("usage: Sir --beta B --gamma G --seed N --out FILE");
            System.exit(2);
        }
        var sir = new Sir(
                Double.parseDouble(option(args, "--beta")),
                Double.parseDouble(option(args, "--gamma")),
                Long.parseLong(option(args, "--seed")));
        sir.run();
        Files.writeString(Path.of(option(args, "--out")), sir.toJson());
    }

    private static String option(String[] args, String name) {
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        throw new IllegalArgumentException("missing " + name);
    }
}
