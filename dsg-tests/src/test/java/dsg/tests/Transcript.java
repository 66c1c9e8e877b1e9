// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page whose samples can be typed: what stands in ` ```console ` blocks after `$` is typed at a terminal, and what
/// follows is what it answers; a block that begins with ` ```yaml file=NAME ` (or any other language) is a file that
/// lies there. A line `...` stands for any lines, and `…` in a line for
/// anything.
final class Transcript {

    /// A piece of the page, in its order.
    sealed interface Piece {

        /// What is no sample.
        record Text(List<String> lines) implements Piece {}

        /// A file; `fence` is its first line.
        record Sample(String fence, String name, List<String> lines) implements Piece {}

        /// Something that is typed, and what was answered.
        record Typed(String command, List<String> answer) implements Piece {}
    }

    private static final Pattern FILE = Pattern.compile("```\\w+ file=(\\S+)");
    private static final String TYPED = "$ ";
    private static final String ANYTHING = "...";

    private final List<Piece> pieces = new ArrayList<>();

    /// Reads a page of the repository.
    Transcript(Path page) {
        try {
            read(Files.readAllLines(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(List<String> lines) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher file = FILE.matcher(lines.get(i));
            boolean console = lines.get(i).equals("```console");
            if (!console && !file.matches()) {
                text.add(lines.get(i));
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            List<String> block = lines.subList(i + 1, end);
            if (console) {
                text.add(lines.get(i));
                pieces.add(new Piece.Text(List.copyOf(text)));
                typed(block);
                text.clear();
                text.add("```");
            } else {
                pieces.add(new Piece.Text(List.copyOf(text)));
                pieces.add(new Piece.Sample(lines.get(i), file.group(1), List.copyOf(block)));
                text.clear();
                text.add("```");
            }
            i = end;
        }
        pieces.add(new Piece.Text(List.copyOf(text)));
    }

    private void typed(List<String> block) {
        for (int i = 0; i < block.size(); ) {
            String command = block.get(i).substring(TYPED.length());
            int end = i + 1;
            while (end < block.size() && !block.get(end).startsWith(TYPED)) {
                end++;
            }
            pieces.add(new Piece.Typed(command, List.copyOf(block.subList(i + 1, end))));
            i = end;
        }
    }

    List<Piece> pieces() {
        return pieces;
    }

    /// The page with these pieces in place of its own.
    static String text(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(List<String> lines) ->
                    lines.forEach(line -> text.append(line).append('\n'));
                case Piece.Sample(String fence, var _, List<String> lines) -> {
                    text.append(fence).append('\n');
                    lines.forEach(line -> text.append(line).append('\n'));
                }
                case Piece.Typed(String command, List<String> answer) -> {
                    text.append(TYPED).append(command).append('\n');
                    answer.forEach(line -> text.append(line).append('\n'));
                }
            }
        }
        return text.toString();
    }

    /// Whether this is what the page says, but for what differs from run to run and from machine to machine.
    static boolean isSo(List<String> page, List<String> answered) {
        if (page.isEmpty()) {
            return answered.isEmpty();
        }
        if (page.getFirst().strip().equals(ANYTHING)) {
            List<String> rest = page.subList(1, page.size());
            for (int from = 0; from <= answered.size(); from++) {
                if (isSo(rest, answered.subList(from, answered.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !answered.isEmpty()
                && isLike(masked(page.getFirst()), masked(answered.getFirst()))
                && isSo(page.subList(1, page.size()), answered.subList(1, answered.size()));
    }

    private static boolean isLike(String page, String answered) {
        String[] parts = page.split("…", -1);
        return answered.matches(Stream.of(parts).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /// Times, sizes, hashes, addresses and what a machine has, made alike.
    static String masked(String line) {
        return line.replaceAll("\\d+(\\.\\d+)? (min|ms|s)\\b", "# s")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?Z?)?", "DATE")
                .replaceAll("\\b\\d+(:\\d\\d){1,2}\\b", "#:##")
                .replaceAll("\\b\\d+(\\.\\d+)? ?(B|KiB|MiB|GiB|TiB)\\b", "# B")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                .replaceAll("\\b[0-9a-f]{8,64}\\b|\\b[0-9a-f]{4}\\b(?= ->|\\))", "HASH")
                .replaceAll("\\b\\d+ cores?\\b", "# cores")
                .replaceAll("\\b\\d+ at a time", "# at a time")
                .replaceAll("\\bDSG \\d+\\.\\d+\\.\\d+", "DSG #")
                .replaceAll("\\b(sandbox|bare)\\b", "RUNG")
                .replaceAll("[\\s-]+", " ")
                .strip();
    }
}
