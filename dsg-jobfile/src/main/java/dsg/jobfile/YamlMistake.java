// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// What the YAML parser could not get over, in words for a person who has never read the YAML specification.
record YamlMistake(ProblemCode code, Span span, String what, String help) {

    static final YamlMistake DIRECTIVE = new YamlMistake(
            ProblemCode.E121, new Span(0, 1), "directives (`%YAML`, `%TAG`) are not taken", "remove the line");

    private static final String QUOTE_IT = "put the value in quotes, or write it on the next line, indented, after `|`";

    /// What the parser says of a line with a key next to one without.
    private static final List<String> HALF_A_LIST = List.of(
            "mapping values are not allowed",
            "sequence entries are not allowed",
            "expected <block end>",
            "could not find expected ':'");

    private static final Pattern NAMED = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*:( .*)?");
    private static final Pattern BARE = Pattern.compile("[^\\s:{}\\[\\]\"'#&*!|>%@`]+");
    private static final Pattern IN_OR_OUT = Pattern.compile("(in|out):( +#.*)?");
    private static final int LINES_MAX = 100;
    private static final int LINE_LENGTH_MAX = 500;

    static YamlMistake of(MarkedYamlEngineException e, Source source) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        int at = e.getProblemMark().map(mark -> source.offset(mark.getIndex())).orElse(0);
        Optional<Integer> begun = e.getContextMark().map(Mark::getIndex).map(source::offset);
        if (problem.contains("(TAB)")) {
            Optional<YamlMistake> tab = tabInIndentation(at, source);
            if (tab.isPresent()) {
                return tab.get();
            }
        }
        if (problem.contains("end of stream") && begun.isPresent()) {
            return unreadable(begun.get(), "what begins here never ends", "close it: \" with \", ' with ', [ with ]");
        }
        if (problem.startsWith("expected ',' or") && begun.isPresent()) {
            return unreadable(
                    at,
                    "a list or a group of keys is not closed: it began on line " + (source.line(begun.get()) + 1),
                    "separate with commas, close [ with ] and { with }, and quote a value that has one of these in it");
        }
        Optional<YamlMistake> halfAList = HALF_A_LIST.stream().anyMatch(problem::contains)
                ? halfAList(problem.contains("expected ':'") ? begun.orElse(at) : at, source)
                : Optional.empty();
        if (halfAList.isPresent()) {
            return halfAList.get();
        }
        if (problem.contains("could not find expected ':'") && begun.isPresent()) {
            return unreadable(
                    begun.get(),
                    "this line is not `key: value`",
                    "write key: value, or indent it below what it belongs to");
        }
        return byProblem(problem, at);
    }

    /// Half a list, half names: a line without a key stands next to one with a key, below `in:` or `out:`.
    private static Optional<YamlMistake> halfAList(int at, Source source) {
        int line = source.lineStart(Math.min(at, source.text().length()));
        String here = written(line, source);
        int above = lineAbove(line, source);
        String before = above < 0 ? "" : written(above, source);
        boolean named = NAMED.matcher(here).matches();
        if (above < 0 || named == NAMED.matcher(before).matches()) {
            return Optional.empty();
        }
        String bare = (named ? before : here).replaceFirst("^- *", "").strip();
        int indent = indent(line, source);
        for (int parent = above, i = 0; parent >= 0 && i < LINES_MAX; parent = lineAbove(parent, source), i++) {
            if (indent(parent, source) < indent) {
                Matcher key = IN_OR_OUT.matcher(written(parent, source));
                return key.matches() && BARE.matcher(bare).matches()
                        ? Optional.of(halfAList(key.group(1), bare, named ? above : line, source))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static YamlMistake halfAList(String key, String bare, int line, Source source) {
        int start = source.text().indexOf(bare, line);
        boolean in = key.equals("in");
        return new YamlMistake(
                ProblemCode.E100,
                new Span(start, start + bare.length()),
                Words.quote(bare) + " has no name, but what stands beside it has",
                Words.quote(key) + " is either a list, "
                        + (in ? "[plot.py, data.csv], or names: code: " : "[map.png, map.csv], or names: map: ")
                        + Words.shown(bare));
    }

    private static String written(int lineStart, Source source) {
        String line = source.text().substring(lineStart, source.lineEnd(lineStart));
        return line.length() > LINE_LENGTH_MAX ? "" : line.strip();
    }

    private static int indent(int lineStart, Source source) {
        int at = lineStart;
        while (at < source.text().length() && source.text().charAt(at) == ' ') {
            at++;
        }
        return at - lineStart;
    }

    /// Where the nearest line above begins that is neither blank nor a comment; below 0 if there is none.
    private static int lineAbove(int lineStart, Source source) {
        int above = lineStart;
        for (int i = 0; i < LINES_MAX && above > 0; i++) {
            above = source.lineStart(above - 1);
            String line = written(above, source);
            if (!line.isEmpty() && !line.startsWith("#")) {
                return above;
            }
        }
        return -1;
    }

    private static YamlMistake byProblem(String problem, int at) {
        if (problem.contains("mapping values are not allowed")) {
            return unreadable(at, "a second `: ` in one value, or a key indented where none can stand", QUOTE_IT);
        }
        if (problem.contains("sequence entries are not allowed")) {
            return unreadable(at, "a list with `- ` cannot begin here", "begin it on the next line, or write [a, b]");
        }
        if (problem.contains("cannot start any token")) {
            return unreadable(at, "a value cannot begin with this character", QUOTE_IT);
        }
        if (problem.contains("expected <block end>")) {
            return unreadable(
                    at,
                    "this does not fit what stands before it",
                    "keys of one group begin in the same column; put quotes around a whole value, not a part of it");
        }
        return unreadable(at, "not YAML: " + Words.shown(problem.isEmpty() ? "unreadable" : problem), QUOTE_IT);
    }

    private static YamlMistake unreadable(int at, String what, String help) {
        return new YamlMistake(ProblemCode.E100, new Span(at, at + 1), what, help);
    }

    private static Optional<YamlMistake> tabInIndentation(int at, Source source) {
        int start = source.lineStart(at);
        int tab = source.text().indexOf('\t', start);
        boolean indents = tab >= 0
                && tab < source.lineEnd(at)
                && source.text().substring(start, tab).isBlank();
        return indents
                ? Optional.of(new YamlMistake(
                        ProblemCode.E108,
                        new Span(tab, tab + 1),
                        "a tab in the indentation",
                        "indent with spaces, two for each level; most editors can do this for the whole file"))
                : Optional.empty();
    }
}
