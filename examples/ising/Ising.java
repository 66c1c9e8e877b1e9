// SPDX-License-Identifier: Apache-2.0

/// Measures the magnetisation of a square lattice of spins at one temperature, by Wolff's cluster
/// algorithm (Wolff 1989, PRL 62, 361).
///
///     java Ising.java --temperature 2.2 --size 128 --seed 1 --out magnet.json
///
/// Temperatures are in units of J / k. The same seed gives the same file, on every machine: the
/// random numbers are Java's own and exactly defined, and so is StrictMath.

static final int SETTLE_SWEEPS = 200;      // before the first measurement
static final int MEASURED_SWEEPS = 2_000;
static final int BLOCKS = 20;              // of measurements, for the error

/// Spins on a square lattice that is closed to a torus, each +1 or -1.
static final class Lattice {

    private final int size;
    private final byte[] spins;
    private final int[] pending;           // of the cluster that grows, spins yet to look around
    private final double bond;             // the chance that a like neighbour joins a cluster
    private final SplittableRandom random;

    Lattice(int size, double temperature, long seed) {
        this.size = size;
        spins = new byte[size * size];
        Arrays.fill(spins, (byte) 1);
        pending = new int[size * size];
        bond = 1 - StrictMath.exp(-2 / temperature);
        random = new SplittableRandom(seed);
    }

    /// Grows one cluster from a spin drawn at random and turns it over; its size.
    int flipCluster() {
        int start = random.nextInt(spins.length);
        byte old = spins[start];
        spins[start] = (byte) -old;
        pending[0] = start;
        int waiting = 1;
        int flipped = 1;
        while (waiting > 0) {
            int site = pending[--waiting];
            int column = site % size;
            int before = waiting;
            waiting = join(column + 1 < size ? site + 1 : site + 1 - size, old, waiting);
            waiting = join(column > 0 ? site - 1 : site - 1 + size, old, waiting);
            waiting = join(site + size < spins.length ? site + size : column, old, waiting);
            waiting = join(site >= size ? site - size : spins.length - size + column, old, waiting);
            flipped += waiting - before;
        }
        return flipped;
    }

    private int join(int site, byte old, int waiting) {
        if (spins[site] != old || random.nextDouble() >= bond) {
            return waiting;
        }
        spins[site] = (byte) -old;
        pending[waiting] = site;
        return waiting + 1;
    }

    /// From 0 to 1: how much more of one kind there is, whichever it is.
    double magnetisation() {
        long sum = 0;
        for (byte spin : spins) {
            sum += spin;
        }
        return (double) Math.abs(sum) / spins.length;
    }
}

void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    var options = options(args);
    double temperature = Double.parseDouble(options.get("--temperature"));
    int size = Integer.parseInt(options.get("--size"));
    var lattice = new Lattice(size, temperature, Long.parseLong(options.get("--seed")));

    int clusters = settle(lattice, size * size);
    var blocks = new double[BLOCKS];
    for (int i = 0; i < MEASURED_SWEEPS; i++) {
        for (int cluster = 0; cluster < clusters; cluster++) {
            lattice.flipCluster();
        }
        blocks[i * BLOCKS / MEASURED_SWEEPS] += lattice.magnetisation() * BLOCKS / MEASURED_SWEEPS;
    }
    double mean = Arrays.stream(blocks).average().orElseThrow();
    Files.writeString(Path.of(options.get("--out")), """
            {"size": %d, "magnetisation": %.6f, "standard_error": %.6f}
            """.formatted(size, mean, standardError(blocks, mean)));
}

/// Turns clusters until every spin has turned over SETTLE_SWEEPS times on average; how many
/// clusters that are for once.
int settle(Lattice lattice, int spins) {
    long flipped = 0;
    long clusters = 0;
    while (flipped < (long) SETTLE_SWEEPS * spins) {
        flipped += lattice.flipCluster();
        clusters++;
    }
    return (int) Math.max(1, clusters / SETTLE_SWEEPS);
}

/// Neighbouring measurements are alike; means of long blocks of them are not, so that their
/// scatter tells the error.
double standardError(double[] blocks, double mean) {
    double squares = Arrays.stream(blocks).map(b -> (b - mean) * (b - mean)).sum();
    return StrictMath.sqrt(squares / (blocks.length - 1) / blocks.length);
}

Map<String, String> options(String[] args) {
    var options = new HashMap<String, String>();
    for (int i = 0; i + 1 < args.length; i += 2) {
        options.put(args[i], args[i + 1]);
    }
    if (!options.keySet().equals(Set.of("--temperature", "--size", "--seed", "--out"))) {
        System.err.println("usage: Ising.java --temperature T --size L --seed N --out FILE");
        System.exit(2);
    }
    return options;
}
