// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The Python client, run by the machine's own Python against a grid: its tests, and the samples of `docs/python.md`.
@Timeout(300)
class PythonClientTest {

    private static final Path CLIENT = TestGrid.REPOSITORY.resolve("clients/python");

    @TempDir
    Path folder;

    @BeforeEach
    void needsPython() {
        Machine.needsPython();
    }

    private Command python(TestGrid grid, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("/usr/bin/python3"));
        words.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(CLIENT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // No traces in the sources.
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("DSG_HOME", grid.home().toString());
        builder.environment().keySet().removeAll(List.of("DSG_GRID", "DSG_TOKEN"));
        return new Command(List.of(arguments), builder.start(), out, err);
    }

    @Test
    void itsTestsAndTheSamplesOfItsPagePass() throws IOException {
        Finished tests = python(Rung.SANDBOX.grid(), "-m", "unittest", "discover", "-t", ".", "-s", "tests")
                .awaitEnd(Duration.ofMinutes(4));

        assertThat(tests.err()).contains("\nOK").doesNotContain("skipped");
        assertThat(tests.err()).containsPattern("Ran ([3-9]\\d|\\d{3}) tests");
        tests.expect(0);
    }

    @Test
    @OnlyInTheLongForm
    void whoeverWaitsForAJobIsNotDisturbedByACoordinatorThatDies() throws IOException {
        Machine.needsLinux();
        try (TestGrid grid = TestGrid.create()) {
            grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            grid.up();
            Command waiting = python(grid, "-c", """
                    import dsg
                    job = dsg.connect().run_command(["sleep", "5"])
                    print("submitted", flush=True)
                    print(job.wait(90).state)
                    """);
            await().atMost(Duration.ofSeconds(20)).until(() -> waiting.out().contains("submitted"));
            grid.kill(TestGrid.COORDINATOR);
            grid.up();

            Finished waited = waiting.awaitEnd(Duration.ofSeconds(90)).expect(0);
            assertThat(waited.out()).isEqualTo("submitted\ndone\n");
        }
    }
}
