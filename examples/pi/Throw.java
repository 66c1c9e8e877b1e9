// SPDX-License-Identifier: Apache-2.0

/// Throws darts at a square and counts those that land in the quarter circle inside it.
///
///     java Throw.java 1 10000000 darts.json
///
/// The same seed throws the same darts, on every machine.
void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[0]);
    long darts = Long.parseLong(args[1]);
    var random = new SplittableRandom(seed);
    long inside = 0;
    for (long i = 0; i < darts; i++) {
        double x = random.nextDouble();
        double y = random.nextDouble();
        if (x * x + y * y < 1) {
            inside++;
        }
    }
    Files.writeString(Path.of(args[2]),
            "{\"darts\": " + darts + ", \"inside\": " + inside + "}\n");
}
