// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every sample of the manual is typed at a real terminal, in the manual's order, and answers what the manual says.
///
/// Where an answer has become better, `./check` tells the place. To write the answers of this machine into the page,
/// run this test with `-Ddsg.manual.write=true`, and read what has changed.
@Timeout(400)
class ManualTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void everySampleOfTheManualAnswersWhatItSays() throws IOException, InterruptedException {
        everySampleAnswersWhatItSays("docs/manual.md");
    }

    @Test
    @Timeout(900)
    void theFirstFiveMinutesAnswerWhatTheySay() throws IOException, InterruptedException {
        Machine.onlyInTheLongForm();
        everySampleAnswersWhatItSays("docs/first-five-minutes.md");
    }

    private static void everySampleAnswersWhatItSays(String page) throws IOException, InterruptedException {
        Path file = TestGrid.REPOSITORY.resolve(page);
        Machine.needs("script", "bsdutils");
        Machine.needsPython();
        boolean write = Boolean.getBoolean("dsg.manual.write");
        List<Transcript.Piece> real = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (TestGrid grid = TestGrid.create()) {
            Typist typist = new Typist(grid);
            for (Transcript.Piece piece : new Transcript(file).pieces()) {
                switch (piece) {
                    case Transcript.Piece.Text text -> real.add(text);
                    case Transcript.Piece.Sample sample -> {
                        Files.write(typist.folder().resolve(sample.name()), sample.lines());
                        real.add(sample);
                    }
                    case Transcript.Piece.Typed(String command, List<String> answer) -> {
                        List<String> answered = typist.type(command);
                        boolean so = Transcript.isSo(answer, answered);
                        real.add(new Transcript.Piece.Typed(command, so ? answer : answered));
                        if (!so) {
                            wrong.add("$ " + command + "\nanswers\n" + String.join("\n", answered)
                                    + "\nand the page says\n" + String.join("\n", answer));
                        }
                    }
                }
            }
        }
        if (write) {
            Files.writeString(file, Transcript.text(real));
        } else {
            assertThat(wrong)
                    .describedAs("samples of " + page + " that answer something else")
                    .isEmpty();
        }
    }

    @Test
    void theReadmesJobFileIsValid() throws IOException {
        String readme = Files.readString(TestGrid.REPOSITORY.resolve("README.md"));
        int begin = readme.indexOf("```yaml\n") + "```yaml\n".length();
        try (TestGrid none = TestGrid.create()) {
            none.file("job.yaml", readme.substring(begin, readme.indexOf("```", begin)));
            none.file("fall.py", "");
            none.file("plot.py", "");

            assertThat(none.dsg("check", "job.yaml").expect(0).out())
                    .isEqualTo("job.yaml is ok.  fall 15 tasks, plot 1 task.\n");
        }
    }

    @Test
    void aTableNeverWrapsInANarrowTerminal() throws IOException, InterruptedException {
        Machine.needs("script", "bsdutils");
        try (TestGrid grid = TestGrid.create()) {
            Typist typist = new Typist(grid);
            List<String> wide = typist.type("unset COLUMNS; stty cols 200; dsg example list");
            List<String> narrow = typist.type("unset COLUMNS; stty cols 60; dsg example list");

            assertThat(wide).anySatisfy(line -> assertThat(line).hasSizeGreaterThan(60));
            assertThat(narrow)
                    .hasSameSizeAs(wide)
                    .filteredOn(line -> !line.startsWith("Times are"))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60))
                    .anySatisfy(line -> assertThat(line).startsWith("gw150914 ").contains("..."));
        }
    }

    @Test
    void aSampleThatAnswersSomethingElseIsFound() {
        assertThat(Transcript.isSo(List.of("job 1   done   3/3   0:02"), List.of("job 1   done   3/3   0:17")))
                .isTrue();
        assertThat(Transcript.isSo(List.of("job 1   done   3/3   0:02"), List.of("job 1   done   2/3   0:02")))
                .isFalse();
        assertThat(Transcript.isSo(List.of("a", "...", "c"), List.of("a", "b", "b", "c")))
                .isTrue();
        assertThat(Transcript.isSo(List.of("a", "...", "c"), List.of("a", "b", "b")))
                .isFalse();
        assertThat(Screen.after("one\n\u001b[1A\r\u001b[Jtwo\u001b[32m!\u001b[0m\n"))
                .containsExactly("two!");
    }

    /// Types commands at a terminal of its own, made by `script`, one after the other in one shell's folder.
    private static final class Typist {
        private final TestGrid grid;
        private final Path root;
        private Path folder;

        Typist(TestGrid grid) throws IOException {
            this.grid = grid;
            this.root = grid.folder();
            this.folder = Files.createDirectory(root.resolve("science"));
            Path program =
                    grid.file("bin/dsg", "#!/bin/sh\nexec '" + TestGrid.REPOSITORY.resolve("dsg") + "' \"$@\"\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            grid.onPath(program.getParent());
        }

        Path folder() {
            return folder;
        }

        List<String> type(String command) throws IOException, InterruptedException {
            Path left = root.resolve("left");
            String line = command.replace("dsg up", "dsg up --port 0");
            Path typed = grid.file("typed.sh", line + "\npwd > '" + left + "'\n");
            Path written = root.resolve("written");
            ProcessBuilder builder = new ProcessBuilder("script", "-qec", "sh '" + typed + "'", "/dev/null")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(written.toFile());
            grid.dress(builder);
            builder.environment().put("TERM", "xterm");
            builder.environment().put("COLUMNS", "110");
            builder.environment().put("SHELL", "/bin/sh");
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                fail("`" + command + "` does not end: " + Files.readString(written));
            }
            folder = Path.of(Files.readString(left).strip());
            return Screen.after(Files.readString(written)
                            .replace(root.toString(), "~")
                            .replace(grid.home().toString(), "~/.local/share/dsg"))
                    .stream()
                    .map(this::withoutThisMachine)
                    .toList();
        }

        private String withoutThisMachine(String line) {
            try {
                return line.replaceAll(
                        "\\b"
                                + java.util.regex.Pattern.quote(
                                        InetAddress.getLocalHost().getHostName()) + "\\b",
                        "den-pc");
            } catch (java.net.UnknownHostException _) {
                return line;
            }
        }
    }
}
