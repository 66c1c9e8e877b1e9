// SPDX-License-Identifier: Apache-2.0

/// The mean of all estimates of pi, and its standard error as their scatter tells it.
///
///     java Mean.java darts.jsonl pi.json
void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // a point in decimals, whatever country this runs in
    var lines = Files.readAllLines(Path.of(args[0]));
    var estimates = lines.stream()
            .mapToDouble(line -> 4 * number(line, "inside") / number(line, "darts"))
            .toArray();
    int n = estimates.length;
    double darts = lines.stream().mapToDouble(line -> number(line, "darts")).sum();
    double mean = Arrays.stream(estimates).average().orElseThrow();
    double squares = Arrays.stream(estimates).map(e -> (e - mean) * (e - mean)).sum();
    double error = Math.sqrt(squares / (n - 1) / n);
    Files.writeString(Path.of(args[1]), """
            {
              "pi": %.7f,
              "standard_error": %.7f,
              "seeds": %d,
              "darts": %.0f
            }
            """.formatted(mean, error, n, darts));
    IO.println("pi = %.5f +- %.5f  (%,.0f darts, %d seeds; pi is %.5f)"
            .formatted(mean, error, darts, n, Math.PI));
}

/// A number of one line of JSON.
double number(String line, String key) {
    var found = Pattern.compile("\"" + key + "\": *([-+.eE0-9]+)").matcher(line);
    if (!found.find()) {
        throw new IllegalArgumentException("no " + key + " in: " + line);
    }
    return Double.parseDouble(found.group(1));
}
