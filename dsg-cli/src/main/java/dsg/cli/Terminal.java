// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;

/// Where a person reads: data goes to standard output, notes and bars to standard error. What tasks print is
/// shown with its control characters made harmless.
final class Terminal {

    private static final int WIDTH_UNKNOWN = 100;
    private static final int CELL_MIN = 10;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private int linesDrawn;
    private int width;

    /// Data.
    void print(String line) {
        out.println(line);
    }

    /// A note.
    void note(String line) {
        erase();
        err.println(line);
    }

    /// The beginning of a note whose end comes when it is known.
    void begin(String text) {
        erase();
        err.print(text + " ");
        err.flush();
    }

    /// Whether lines can be drawn over: standard error is a terminal.
    boolean isLive() {
        return System.getenv("TERM") != null && isTerminal(Path.of("/proc/self/fd/2"));
    }

    private static boolean isTerminal(Path stream) {
        try {
            return Files.readSymbolicLink(stream).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException _) {
            return System.getenv("TERM_PROGRAM") != null; // no /proc: macOS
        }
    }

    /// Asks a person; whether the answer is yes. Where nobody can answer, that is a failure.
    ///
    /// @param otherwise what to type where nobody can answer
    boolean asks(String question, String otherwise) {
        return answer(question + " [y/N] ", otherwise).matches("(?i)y|yes");
    }

    /// The same where yes is what most people want: nothing but Enter is a yes.
    boolean agrees(String question, String otherwise) {
        return answer(question + " [Y/n] ", otherwise).matches("(?i)y|yes|");
    }

    private String answer(String question, String otherwise) {
        if (!isTerminal(Path.of("/proc/self/fd/0"))) {
            throw new CommandFailure(
                    ExitStatus.FAILED, "Nothing was done.", "There is no terminal to ask at.", otherwise);
        }
        err.print(question);
        err.flush();
        try {
            // Not to be closed: it is everybody's.
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return answer == null ? "no" : answer.strip();
        } catch (IOException _) {
            return "no";
        }
    }

    /// A line that nobody may see: typed without echo at a terminal, else the first line of standard input.
    String secret(String question) {
        boolean typed = isTerminal(Path.of("/proc/self/fd/0"));
        if (!typed) {
            return line();
        }
        echo(false); // before it is asked for: whoever pastes is quick
        err.print(question);
        err.flush();
        Thread echoes = new Thread(() -> echo(true)); // also after Ctrl-C
        Runtime.getRuntime().addShutdownHook(echoes);
        try {
            return line();
        } finally {
            echo(true);
            Runtime.getRuntime().removeShutdownHook(echoes);
            err.println();
        }
    }

    private static String line() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? "" : line;
        } catch (IOException _) {
            return "";
        }
    }

    /// Whether the terminal shows what is typed. Java's own console would want standard output to be a terminal, too.
    private static void echo(boolean on) {
        try {
            int status = new ProcessBuilder("stty", on ? "echo" : "-echo")
                    .redirectInput(new File("/dev/tty"))
                    .start()
                    .waitFor();
            if (status == 0 || on) {
                return;
            }
        } catch (IOException _) {
            if (on) {
                return;
            }
        } catch (InterruptedException _) {
            throw Launch.interrupted();
        }
        throw new CommandFailure(
                ExitStatus.FAILED,
                "The token is not asked for.",
                "This terminal cannot be kept from showing it (stty -echo failed).",
                "Put it into a file that only you can read: dsg login ADDRESS --token-file FILE");
    }

    /// A moment as people here read it: their own time, to the minute.
    static String time(String instant) {
        return LocalDateTime.ofInstant(Instant.parse(instant), ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm"));
    }

    /// The terminal's width in columns: what COLUMNS says, else what the terminal itself does.
    int width() {
        if (width == 0) {
            width = Optional.ofNullable(System.getenv("COLUMNS"))
                    .or(Terminal::askedWidth)
                    .filter(text -> text.matches("\\d{2,4}"))
                    .map(Integer::valueOf)
                    .orElse(WIDTH_UNKNOWN);
        }
        return width;
    }

    private static Optional<String> askedWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(size.strip().replaceFirst(".* ", ""));
        } catch (IOException _) {
            return Optional.empty(); // no terminal, or no stty
        }
    }

    /// Rows in columns, each row on one line of the terminal; whole where no person reads.
    void printTable(List<List<String>> rows) {
        int room = isTerminal(Path.of("/proc/self/fd/1")) ? width() : Integer.MAX_VALUE;
        table(rows, room).forEach(this::print);
    }

    /// Draws these lines over the ones drawn before.
    void draw(List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (linesDrawn > 0) {
            text.append("\033[").append(linesDrawn).append("A\r");
        }
        lines.forEach(line -> text.append(fit(line, width())).append("\033[K\n"));
        text.append("\033[J");
        err.print(text);
        err.flush();
        linesDrawn = lines.size();
    }

    /// What was drawn stays.
    void keep() {
        linesDrawn = 0;
    }

    private void erase() {
        if (linesDrawn > 0) {
            err.print("\033[" + linesDrawn + "A\r\033[J");
            linesDrawn = 0;
        }
    }

    /// Cut in the middle to this many columns.
    static String fit(String line, int width) {
        if (line.length() <= width) {
            return line;
        }
        int head = (width - 3) / 2;
        return line.substring(0, head) + "..." + line.substring(line.length() - (width - 3 - head));
    }

    /// Says whether colour is wanted: `auto`, `always` or `never`.
    static void colour(String when) {
        if (!when.equals("auto")) {
            System.setProperty("picocli.ansi", Boolean.toString(when.equals("always")));
        }
    }

    /// In this style where colour is wanted; the words say it without.
    static String styled(String style, String text) {
        return Ansi.AUTO.string("@|" + style + " " + text + "|@");
    }

    /// Control characters made visible, but for line breaks and tabs: no task may steer the reader's
    /// terminal.
    static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean kept =
                    c == '\n' || c == '\t' || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
            if (kept) {
                safe.appendCodePoint(c);
            } else if (c != '\r') {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return safe.toString();
    }

    /// Rows in columns as wide as their widest cell, two blanks between; the first row is the head.
    static List<String> table(List<List<String>> rows) {
        return table(rows, Integer.MAX_VALUE);
    }

    /// The same in so many columns of the terminal at the most: the widest columns give way, their
    /// cells cut in the middle.
    private static List<String> table(List<List<String>> rows, int room) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        narrow(widths, room - 2 * (widths.length - 1));
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = fit(row.get(i), widths[i]);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            lines.add(fit(line.toString().stripTrailing(), room));
        }
        return lines;
    }

    private static void narrow(int[] widths, int room) {
        int over = IntStream.of(widths).sum() - room;
        while (over > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= CELL_MIN) {
                return;
            }
            widths[widest]--;
            over--;
        }
    }

    /// `512 B`, `48 KiB`, `1.2 GiB`.
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 4) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %ciB" : "%.0f %ciB", value, "KMGTP".charAt(unit));
    }
}
