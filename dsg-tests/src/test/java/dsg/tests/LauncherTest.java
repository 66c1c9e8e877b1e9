// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens between typing `dsg` and the command itself: the script `dsg`, and what the build prepares for it.
@Timeout(120)
class LauncherTest {

    private static final Path DSG = TestGrid.REPOSITORY.resolve("dsg");
    /// No JVM starts with it.
    private static final String NO_JVM = "-XX:NoSuchOption";

    @TempDir
    private Path folder;

    @Test
    void theVersionIsTheBuildsOwnAndStartsNoJvm() throws Exception {
        String pom = Files.readString(TestGrid.REPOSITORY.resolve("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));

        assertThat(said(TestGrid.REPOSITORY, DSG.toString(), "--version")).isEqualTo("dsg " + version + "\n");
    }

    @Test
    void itIsFoundByItsNameByALinkAndFromElsewhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("dsg"), DSG);

        for (List<String> typed : List.of(List.of("./dsg"), List.of("sh", "dsg"), List.of("dsg-cli/../dsg"))) {
            assertThat(said(
                            TestGrid.REPOSITORY,
                            Stream.concat(typed.stream(), Stream.of("--version"))
                                    .toArray(String[]::new)))
                    .describedAs(String.join(" ", typed))
                    .startsWith("dsg ");
        }
        assertThat(said(folder, link.toString(), "--version")).startsWith("dsg ");
        assertThat(said(folder, "./dsg", "--version")).startsWith("dsg ");
    }

    @Test
    void aCommandWithoutOptionsIsTheSameAsWithThem() {
        TestGrid grid = Rung.SANDBOX.grid();
        grid.submit("dsg: 1\nname: one\nrun: \"true\"\n").expect("done");

        assertThat(grid.dsg("ls").expect(0).out())
                .contains("one")
                .isEqualTo(grid.dsg("ls", "--limit", "20").expect(0).out());
        assertThat(grid.dsg("status").expect(0).out()).contains("sandbox");
    }

    @Test
    void withoutAGridACommandWithoutOptionsSaysSoToo() {
        try (TestGrid nothing = TestGrid.create()) {
            Finished plain = nothing.dsg("ls").expect(5);

            assertThat(plain.err()).contains("There is no grid here.", "dsg up");
            assertThat(nothing.dsg("ls", "--limit", "20").expect(5).err()).isEqualTo(plain.err());
            assertThat(nothing.dsg("status").expect(5).err()).isEqualTo(plain.err());
        }
    }

    @Test
    void theCommandLinesLibraryWorksInTheFormThatCanBeCached() throws Exception {
        Path picocli = TestGrid.REPOSITORY.resolve("dsg-cli/target/dist/lib/picocli-4.7.7.jar");
        Path made = Files.copy(picocli, folder.resolve("made.jar"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path tool = TestGrid.REPOSITORY.resolve("tools/CacheableJars.java");

        run(folder, Map.of(), java.toString(), tool.toString(), made.toString());

        try (var jar = new java.util.jar.JarFile(made.toFile());
                var in = jar.getInputStream(jar.getEntry("picocli/CommandLine.class"))) {
            assertThat(in.readNBytes(8)[7])
                    .describedAs("version of the class file")
                    .isGreaterThanOrEqualTo((byte) 50);
        }
        // Verified by the JVM itself, as it verifies every class of a library.
        assertThat(run(folder, Map.of(), java.toString(), "-cp", made.toString(), "picocli.AutoComplete", "--version"))
                .contains("4.7.7");
    }

    private static String said(Path in, String... words) throws IOException, InterruptedException {
        return run(in, Map.of("DSG_SKIP_BUILD", "1", "JAVA_TOOL_OPTIONS", NO_JVM), words);
    }

    private static String run(Path in, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .describedAs(String.join(" ", words) + ": " + out)
                .isZero();
        return out;
    }
}
