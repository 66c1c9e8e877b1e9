// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The example of the README, undisturbed: run once, by a person with an empty HOME, for all tests that need its
/// answer.
record Gw150914(Finished run, byte[] peak, byte[] map) {

    static final Path JOB = TestGrid.REPOSITORY.resolve("examples/gw150914/job.yaml");
    static final int TASKS = 23;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static @Nullable Gw150914 undisturbed;

    static synchronized Gw150914 undisturbed() {
        Gw150914 known = undisturbed;
        if (known == null) {
            try (TestGrid grid = TestGrid.withEmptyHome()) {
                Finished run = grid.type("run", JOB.toString()).awaitEnd(PATIENCE);
                assertThat(run.status()).describedAs(run.toString()).isZero();
                Path results = grid.folder().resolve("dsg-results/1/combine");
                known = new Gw150914(run, read(results.resolve("peak.json")), read(results.resolve("map.png")));
                undisturbed = known;
            }
        }
        return known;
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode peakJson() {
        return Rest.JSON.readTree(peak);
    }
}
