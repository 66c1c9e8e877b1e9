// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Parsers of what strangers send, under a fuzzer that watches which branches its bytes take (Jazzer, libFuzzer): none
/// throws anything but what its caller expects. It has found a planted fault first.
@Timeout(300)
class FuzzTest {

    private static final Path FUZZER = TestGrid.REPOSITORY.resolve("dsg-tests/target/fuzzer/jazzer.jar");
    private static final int FOUND = 77;
    private static final int SECONDS = 60;

    /// What reads what comes from elsewhere.
    enum Parser {
        JOB_FILE(
                "dsg.jobfile.JobFileFuzz",
                "2dsg: 1\nrun: x\nsweep: {grid: {x: {from: 0, to: 1, steps: 3}}}\n",
                "0{\"dsg\": 1, \"run\": [\"x\"]}"),
        WIRE("dsg.wire.WireFuzz", "7dsg-"),
        SUBMISSION("dsg.coordinator.SubmissionFuzz", "{\"text\": \"\", \"inputs\": {\"a\": [{\"path\": \"a\"}]}}"),
        RELEASE_NOTE(
                "dsg.cli.ReleaseNoteFuzz",
                "dsg-release 1\nversion 1\nsize 1\nsignature AA==\n\0-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----");

        final String target;
        final List<String> seeds;

        Parser(String target, String... seeds) {
            this.target = target;
            this.seeds = List.of(seeds);
        }
    }

    @TempDir
    Path folder;

    @BeforeAll
    static void onlyWhereThereIsAFuzzer() {
        Machine.onlyInTheLongForm();
        assumeTrue(Files.exists(FUZZER), "SKIPPED: the fuzzer was not fetched");
    }

    private static String classPath() {
        Stream<Path> own = Stream.of("jobfile", "wire", "coordinator", "cli", "tests")
                .map(module -> TestGrid.REPOSITORY.resolve("dsg-" + module + "/target/test-classes"));
        Stream<Path> libraries = Stream.of(
                        "dsg-cli/target/classes", "dsg-cli/target/dist/lib/*", "dsg-tests/target/fuzzer/*")
                .map(TestGrid.REPOSITORY::resolve);
        return Stream.concat(own, libraries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private int fuzz(String target, List<String> seeds, int seconds) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.writeString(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target,
                        "--instrumentation_includes=dsg.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-max_total_time=" + seconds,
                        "-seed=1",
                        corpus.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fuzz.log").toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds + 180, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String said() throws IOException {
        String said = Files.readString(folder.resolve("fuzz.log"));
        return said.substring(Math.max(0, said.length() - 4000));
    }

    @Test
    void aPlantedFaultIsFound() throws IOException, InterruptedException {
        assertThat(fuzz("dsg.tests.PlantedCrash", List.of(), 120))
                .describedAs(said())
                .isEqualTo(FOUND);
        assertThat(said()).contains("planted");
    }

    @ParameterizedTest
    @EnumSource
    void nothingThatIsSentMakesAParserFail(Parser parser) throws IOException, InterruptedException {
        assertThat(fuzz(parser.target, parser.seeds, SECONDS))
                .describedAs(said())
                .isZero();
        assertThat(said()).containsPattern("Done \\d{3,} runs");
    }
}
