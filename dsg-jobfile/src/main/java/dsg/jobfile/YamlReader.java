// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Turns text into [Yaml]: checks that it is text of a sane size, and lets the parser and a [YamlTree] do
/// the rest.
final class YamlReader {

    private final Source source;
    private final Problems problems;
    private final Set<Integer> unquoted = new HashSet<>();

    private final boolean json;

    private YamlReader(Problems problems, boolean json) {
        this.json = json;
        this.source = problems.source();
        this.problems = problems;
    }

    /// The document, or nothing if it is empty or cannot be read; then the problems say why.
    ///
    /// @param json whether tabs may indent, as they may in JSON
    static Optional<Yaml> read(Problems problems, boolean json) {
        return new YamlReader(problems, json).read();
    }

    private sealed interface Pass {
        record Done(Optional<Yaml> root, Problems problems) implements Pass {}

        record Unquoted(Span placeholder, String help) implements Pass {}
    }

    private Optional<Yaml> read() {
        if (!isFit(source.text())) {
            return Optional.empty();
        }
        String text = json ? source.text().replace('\t', ' ') : source.text();
        while (unquoted.size() < Problems.SHOWN_MAX) {
            switch (pass(text)) {
                case Pass.Done(Optional<Yaml> root, Problems met) -> {
                    problems.addAll(met);
                    return root;
                }
                case Pass.Unquoted(Span placeholder, String help) -> {
                    problems.add(ProblemCode.E107, placeholder, "a value that begins with {{ must be in quotes", help);
                    // YAML takes such a value for a mapping, which may derail all that follows. It is
                    // blanked out and
                    // the reading begins again, so that the rest of the file is checked too.
                    unquoted.add(placeholder.start());
                    text = blanked(text, placeholder);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFit(String text) {
        if (source.isTooLong()) {
            problems.add(
                    ProblemCode.E122,
                    new Span(0, 1),
                    "the file is larger than 4 MiB",
                    "a job file describes the work; put data into files and name them in `in`");
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (!isPrintable(c)) {
                problems.add(
                        ProblemCode.E100,
                        new Span(i, i + 1),
                        "the character U+%04X cannot stand in a job file".formatted((int) c),
                        "save the file as plain text in UTF-8");
                return false;
            }
        }
        return true;
    }

    /// What YAML 1.2 lets into a stream.
    private static boolean isPrintable(char c) {
        return (c >= ' ' && c < 0x7F)
                || c == '\t'
                || c == '\n'
                || c == 0x85
                || (c >= 0xA0 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD);
    }

    /// The parser copies its whole window each time that its buffer runs dry, so the buffer takes all of the
    /// text.
    private static LoadSettings settings(String text) {
        return LoadSettings.builder()
                .setCodePointLimit(Source.CHARACTERS_MAX + 1)
                .setBufferSize(text.length() + 1)
                .setParseComments(false)
                .setUseMarks(true)
                .build();
    }

    private Pass pass(String text) {
        Problems met = new Problems(source);
        YamlTree tree = new YamlTree(met, unquoted);
        try {
            for (Event event : new Parse(settings(text)).parseString(text)) {
                tree.take(event);
                Optional<Span> placeholder = tree.placeholder();
                if (placeholder.isPresent()) {
                    return unquoted(placeholder.get());
                }
                if (tree.isGivenUp()) {
                    return new Pass.Done(Optional.empty(), met);
                }
            }
            return new Pass.Done(tree.root(), met);
        } catch (MarkedYamlEngineException e) {
            return broken(YamlMistake.of(e, source), text, met);
        } catch (YamlEngineException _) {
            // The one error of the parser without a place: a `%YAML` directive of another major version.
            return broken(YamlMistake.DIRECTIVE, text, met);
        }
    }

    private Pass broken(YamlMistake mistake, String text, Problems met) {
        Optional<Span> placeholder = firstValueOfLine(mistake.span().start(), text);
        if (placeholder.isPresent()) {
            return unquoted(placeholder.get());
        }
        met.add(mistake.code(), mistake.span(), mistake.what(), mistake.help());
        return new Pass.Done(Optional.empty(), met);
    }

    /// The placeholder that begins the value of this line, if one does and is not in quotes.
    private Optional<Span> firstValueOfLine(int offset, String text) {
        int start = source.lineStart(offset);
        int at = text.indexOf("{{", start);
        if (at < 0 || at >= source.lineEnd(offset)) {
            return Optional.empty();
        }
        String before = text.substring(start, at).strip();
        return before.equals("-") || before.endsWith(":") ? Optional.of(placeholder(at)) : Optional.empty();
    }

    /// From `{{` to the `}}` of the same line.
    private Span placeholder(int at) {
        int close = source.text().indexOf("}}", at);
        return new Span(at, close < 0 || close > source.lineEnd(at) ? at + 2 : close + 2);
    }

    private Pass unquoted(Span opening) {
        Span placeholder = placeholder(opening.start());
        String text = source.text();
        int lineEnd = source.lineEnd(placeholder.start());
        String before = text.substring(source.lineStart(placeholder.start()), placeholder.start());
        boolean inFlow = before.indexOf('[') >= 0 || before.indexOf('{') >= 0;
        int end = placeholder.end();
        while (end < lineEnd && !(inFlow ? ",]}" : "#").contains(text.substring(end, end + 1))) {
            end++;
        }
        String value = text.substring(placeholder.start(), end).strip();
        String key = before.strip().endsWith(":") ? key(before.strip()) + ": " : "";
        String help = value.indexOf('"') < 0 && value.indexOf('\\') < 0
                ? "write:  " + key + '"' + Words.printable(value) + '"'
                : "write " + (key.isEmpty() ? "" : key) + "| and put the value on the next line, indented";
        return new Pass.Unquoted(placeholder, help);
    }

    private static String key(String before) {
        String head = before.substring(0, before.length() - 1);
        int from = Math.max(Math.max(head.lastIndexOf(' '), head.lastIndexOf('{')), head.lastIndexOf(','));
        return Words.shown(head.substring(from + 1));
    }

    /// The text with x in place of this span; characters beyond U+FFFF stay, so that all places remain the
    /// same.
    private static String blanked(String text, Span span) {
        StringBuilder blanked = new StringBuilder(text);
        for (int i = span.start(); i < span.end(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                blanked.setCharAt(i, 'x');
            }
        }
        return blanked.toString();
    }
}
