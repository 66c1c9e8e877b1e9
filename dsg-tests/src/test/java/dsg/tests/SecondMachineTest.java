// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `docs/second-machine.md` is typed at terminals on two hosts of a LAN, and they answer what it says. To write this
/// machine's answers into the page, run it with `-Ddsg.manual.write=true`, and read what has changed.
@Timeout(200)
class SecondMachineTest {

    private static final Path PAGE = TestGrid.REPOSITORY.resolve("docs/second-machine.md");
    private static final String BEGIN = "```console den-pc laptop";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern TYPED = Pattern.compile("([a-z-]+)\\$ (.*)");
    private static final Pattern GOES_ON = Pattern.compile("([a-z-]+):");
    /// A line that ends in a question, and what the page says was answered.
    private static final Pattern QUESTION = Pattern.compile("(.*\\? \\[[^]]+\\]) (\\w+)");
    private static final Pattern WORDS = Pattern.compile("first machine:  ([a-z]+) ([a-z]+) ([a-z]+)  ");
    private static final Pattern ROW = Pattern.compile("^(den-pc|laptop) ");
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final String PROCESSOR = "AMD EPYC";
    private static final List<String> WORDS_OF_THE_PAGE = List.of("amber", "otter", "violin");

    /// What happens at one of the machines: something is typed or, where `command` is empty, what was typed before
    /// goes on; and what is answered.
    private record Step(String host, String command, List<String> answer) {

        /// What this step's questions are answered with, in their order.
        List<String> answers() {
            return answer.stream()
                    .map(QUESTION::matcher)
                    .filter(Matcher::matches)
                    .map(question -> question.group(2))
                    .toList();
        }
    }

    private static List<Step> steps(List<String> page) {
        List<Step> steps = new ArrayList<>();
        int begin = page.indexOf(BEGIN) + 1;
        for (String line :
                page.subList(begin, begin + page.subList(begin, page.size()).indexOf("```"))) {
            Matcher typed = TYPED.matcher(line);
            Matcher goesOn = GOES_ON.matcher(line);
            if (typed.matches()) {
                steps.add(new Step(typed.group(1), typed.group(2), new ArrayList<>()));
            } else if (goesOn.matches()) {
                steps.add(new Step(goesOn.group(1), "", new ArrayList<>()));
            } else {
                steps.getLast().answer().add(line);
            }
        }
        return steps;
    }

    @Test
    void thePageAnswersWhatItSays() throws IOException {
        Machine.needs("script", "bsdutils");
        List<String> page = Files.readAllLines(PAGE);
        List<Step> steps = steps(page);
        List<Step> real = new ArrayList<>();
        try (Lan lan = Lan.of("den-pc", "laptop")) {
            Map<String, Terminal> terminals = new HashMap<>();
            List<String> words = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                Terminal terminal = terminals.computeIfAbsent(step.host(), name -> new Terminal(lan.host(name), words));
                boolean goesOn = steps.subList(i + 1, steps.size()).stream()
                        .anyMatch(later -> later.host().equals(step.host())
                                && later.command().isEmpty());
                real.add(new Step(step.host(), step.command(), terminal.type(step, goesOn)));
            }
        }
        if (Boolean.getBoolean("dsg.manual.write")) {
            write(page, steps, real);
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            List<String> answered = real.get(i).answer();
            assertThat(Transcript.isSo(step.answer(), answered))
                    .describedAs("%s$ %s answers%n%s", step.host(), step.command(), String.join("\n", answered))
                    .isTrue();
        }
    }

    private static void write(List<String> page, List<Step> steps, List<Step> real) throws IOException {
        int begin = page.indexOf(BEGIN) + 1;
        List<String> written = new ArrayList<>(page.subList(0, begin));
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean so = Transcript.isSo(step.answer(), real.get(i).answer());
            written.add(step.command().isEmpty() ? step.host() + ":" : step.host() + "$ " + step.command());
            written.addAll((so ? step : real.get(i)).answer());
        }
        int end = begin + page.subList(begin, page.size()).indexOf("```");
        written.addAll(page.subList(end, page.size()));
        Files.write(PAGE, written);
    }

    /// One terminal of a host, made by `script`: what is typed there is echoed and answered as people see it.
    private static final class Terminal {
        private final LanHost host;
        /// The three words that one of them has shown; the page's own stand for them on both.
        private final List<String> words;

        private Optional<Process> running = Optional.empty();
        private Path written = Path.of("/dev/null");
        private int shown;

        Terminal(LanHost host, List<String> words) {
            this.host = host;
            this.words = words;
            try {
                Path program = host.grid()
                        .file("bin/dsg", "#!/bin/sh\nexec '" + TestGrid.REPOSITORY.resolve("dsg") + "' \"$@\"\n");
                Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
                host.grid().onPath(program.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Types the step's command, or goes on with the last one; what is new on the screen since.
        ///
        /// @param goesOn whether a later step goes on with it
        List<String> type(Step step, boolean goesOn) throws IOException {
            if (!step.command().isEmpty()) {
                begin(step.command());
            }
            Process process = running.orElseThrow();
            for (String answer : step.answers()) {
                await("a question").atMost(PATIENCE).until(() -> asks(screen()));
                OutputStream in = process.getOutputStream();
                in.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
                await("an echo").atMost(PATIENCE).until(() -> !asks(screen()));
            }
            if (goesOn) {
                await("a pause").atMost(PATIENCE).until(() -> asks(screen()) || waits(screen()));
            } else {
                await("the end of " + step.command()).atMost(PATIENCE).until(() -> !process.isAlive());
            }
            List<String> all = screen();
            int end = asks(all) ? all.size() - 1 : all.size(); // a question comes with its answer
            List<String> news = all.subList(Math.min(shown, end), end);
            shown = end;
            return List.copyOf(news);
        }

        private static boolean asks(List<String> screen) {
            return !screen.isEmpty() && screen.getLast().strip().matches(".*\\? \\[[^]]+\\]");
        }

        private static boolean waits(List<String> screen) {
            return !screen.isEmpty() && screen.getLast().startsWith("Waiting ");
        }

        private void begin(String command) throws IOException {
            Path typed = host.grid().file("typed.sh", command + "\n");
            written = host.grid().folder().resolve("written");
            shown = 0;
            List<String> all = new ArrayList<>(host.grid().prefix());
            all.addAll(List.of("script", "-qefc", "sh '" + typed + "'", "/dev/null"));
            ProcessBuilder builder = new ProcessBuilder(all)
                    .directory(host.grid().folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile());
            host.grid().dress(builder);
            builder.environment().put("TERM", "xterm");
            builder.environment().put("COLUMNS", "110");
            builder.environment().put("SHELL", "/bin/sh");
            running = Optional.of(builder.start());
        }

        private List<String> screen() throws IOException {
            String text = Files.readString(written);
            List<String> screen = Screen.after(text.replace(host.grid().home().toString(), "~/.local/share/dsg"));
            Matcher three = WORDS.matcher(String.join("\n", screen));
            if (words.isEmpty() && three.find()) {
                words.addAll(List.of(three.group(1), three.group(2), three.group(3)));
            }
            return screen.stream().map(this::likeThePage).toList();
        }

        private String likeThePage(String line) {
            // Tables tell how many cores a machine has, and which processor.
            String like = ROW.matcher(line).find()
                    ? line.replaceAll("(?<= )" + CORES + "(?= )", "2").replaceAll("(?<= 0 {8})\\S.*$", PROCESSOR)
                    : line;
            for (int i = 0; i < words.size(); i++) {
                like = like.replaceAll("\\b" + words.get(i) + "\\b", WORDS_OF_THE_PAGE.get(i));
            }
            return like;
        }
    }
}
