// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dsg.node.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written of the commands is what they say of themselves, and a shell can complete them.
@Timeout(120)
class ReferenceTest {

    private static final TestGrid GRID = TestGrid.create();

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    @ParameterizedTest
    @CsvSource({"markdown, docs/cli.md", "man, docs/dsg.1"})
    void theReferenceIsUpToDate(String form, String file) throws IOException {
        String now = GRID.dsg("reference", form).expect(0).out();

        assertThat(Files.readString(TestGrid.REPOSITORY.resolve(file)))
                .as("%s is out of date; make it again: ./dsg reference %s > %s", file, form, file)
                .isEqualTo(now);
    }

    @Test
    void theManualPageIsReadByManWithoutAWarning() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "SKIPPED: groff is not installed");
        Process groff = new ProcessBuilder("groff", "-man", "-ww", "-z", "docs/dsg.1")
                .directory(TestGrid.REPOSITORY.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(groff.waitFor()).isZero();
    }

    @Test
    void helpSaysTheSameAsTheCommandItself() {
        assertThat(GRID.dsg("help", "data", "gc").expect(0).out())
                .isEqualTo(GRID.dsg("data", "gc", "--help").expect(0).out());
        assertThat(GRID.dsg("help", "nothing").expect(2).err()).contains("none of run, submit", "dsg help");
    }

    @Test
    void aShellCompletesCommandsAndTheJobsAndNodesThatThereAre() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "SKIPPED: curl is not installed");
        GRID.submit("dsg: 1\nname: hello\nrun: echo hello\n").expect("done");
        GRID.file("completion.sh", GRID.dsg("completion", "bash").expect(0).out());

        assertThat(completed("lo")).containsExactly("logs", "login", "logout");
        assertThat(completed("data", "")).contains("trace", "gc");
        assertThat(completed("logs", "")).contains("last", "1", "calm-heron");
        assertThat(completed("job", "show", "cal")).containsExactly("calm-heron");
        String token = Files.readString(GRID.home().resolve("token"));
        Files.writeString(GRID.home().resolve("token"), "another\n");
        assertThat(completed("logs", ""))
                .as("silent where the grid does not answer")
                .containsExactly("last");
        Files.writeString(GRID.home().resolve("token"), token);
    }

    private static List<String> completed(String... words) throws IOException {
        String script = """
                source ./completion.sh 2>/dev/null
                COMP_WORDS=(dsg "$@")
                COMP_CWORD=$#
                _dsg_complete dsg "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        List<String> typed = new java.util.ArrayList<>(List.of("bash", "-c", script, "bash"));
        typed.addAll(List.of(words));
        ProcessBuilder bash = new ProcessBuilder(typed).directory(GRID.folder().toFile());
        bash.environment().put("DSG_HOME", GRID.home().toString());
        Process process = bash.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void everythingThatAnOwnerCanSayIsExplained() throws IOException {
        List<String> rows = Files.readAllLines(Machine.repository().resolve("docs/policy.md")).stream()
                .filter(line -> line.startsWith("| `--"))
                .toList();
        assertThat(rows).hasSize(Setting.values().length);
        for (Setting setting : Setting.values()) {
            String usual = setting.usual(false).isEmpty() ? "none" : setting.usual(false);
            assertThat(rows)
                    .as(setting.option())
                    .anySatisfy(row -> assertThat(row)
                            .startsWith("| `%s %s` | %s"
                                    .formatted(setting.option(), setting.label().replace("|", "\\|"), usual))
                            .contains("| " + setting.help() + " |"));
        }
    }
}
