// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text of a job file, and where in it something stands: lines end in `\n` alone, and no byte order mark
/// leads.
final class Source {

    /// The most characters that a job file can have.
    static final int CHARACTERS_MAX = 4 << 20;

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{\\s*(?:params\\.)?([A-Za-z_][A-Za-z0-9_]{0,59})\\b");
    private static final int PLACEHOLDERS_MAX = 10_000;

    private static final int DRAWN_MAX = 200;
    private static final int DRAWN_BEFORE = 80;

    private final String file;
    private final String text;
    private final boolean isTooLong;
    private final int[] lineStarts;
    private final int[] offsets;
    private Optional<Set<String>> placeholders = Optional.empty();

    Source(String file, String text) {
        this(file, text, CHARACTERS_MAX);
    }

    Source(String file, String text, int charactersMax) {
        this.file = Words.printable(file);
        this.text = normalised(text.substring(0, Math.min(text.length(), charactersMax + 1)));
        this.isTooLong = text.length() > charactersMax;
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, this.text.length())
                                .filter(i -> this.text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
        this.offsets = this.text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                ? offsetsOfCodePoints(this.text)
                : new int[0];
    }

    /// Lines end in `\n` alone, and no byte order mark leads.
    static String normalised(String text) {
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return unmarked.indexOf('\r') < 0
                ? unmarked
                : unmarked.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static int[] offsetsOfCodePoints(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        int offset = 0;
        for (int i = 0; i < offsets.length - 1; i++) {
            offsets[i] = offset;
            offset += Character.charCount(text.codePointAt(offset));
        }
        offsets[offsets.length - 1] = offset;
        return offsets;
    }

    /// Whether the file has more than [#CHARACTERS_MAX] characters; then the rest is not here.
    boolean isTooLong() {
        return isTooLong;
    }

    String text() {
        return text;
    }

    /// What messages call the file.
    String file() {
        return file;
    }

    /// The names that placeholders call, those of parameters without their `params.`.
    Set<String> placeholders() {
        Set<String> known = placeholders.orElseGet(() -> PLACEHOLDER
                .matcher(text)
                .results()
                .limit(PLACEHOLDERS_MAX)
                .map(call -> call.group(1))
                .collect(Collectors.toUnmodifiableSet()));
        placeholders = Optional.of(known);
        return known;
    }

    /// Where the character with this number lies; characters beyond U+FFFF count once, as the YAML parser
    /// counts.
    int offset(int character) {
        return offsets.length == 0
                ? Math.min(character, text.length())
                : offsets[Math.min(character, offsets.length - 1)];
    }

    /// The text of a span.
    String slice(Span span) {
        return text.substring(span.start(), Math.min(span.end(), text.length()));
    }

    /// The line of a place, from 0.
    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found : -found - 2;
    }

    /// Where the line of a place ends, before its line break.
    int lineEnd(int offset) {
        int line = line(offset);
        return line + 1 < lineStarts.length ? lineStarts[line + 1] - 1 : text.length();
    }

    int lineStart(int offset) {
        return lineStarts[line(offset)];
    }

    /// A problem at this place, its line drawn.
    Problem problem(ProblemCode code, Span span, String what, String help) {
        int start = Math.min(span.start(), text.length());
        int from = lineStart(start);
        int to = lineEnd(start);
        int before = text.codePointCount(from, start);
        int width = text.codePointCount(start, Math.clamp(span.end(), start, to));
        int length = text.codePointCount(from, to);
        int cutBefore = length > DRAWN_MAX ? Math.max(0, before - DRAWN_BEFORE) : 0;
        int kept = Math.min(DRAWN_MAX, length - cutBefore);
        int drawnFrom = text.offsetByCodePoints(from, cutBefore);
        String middle = text.substring(drawnFrom, text.offsetByCodePoints(drawnFrom, kept));
        String head = cutBefore > 0 ? "…" : "";
        String tail = cutBefore + kept < length ? "…" : "";
        int caret = before - cutBefore + head.length();
        return new Problem(
                code.name(),
                file,
                line(start) + 1,
                before + 1,
                what,
                help,
                Words.printable(head + middle + tail),
                caret,
                Math.max(1, Math.min(width, kept + head.length() - caret)));
    }
}
