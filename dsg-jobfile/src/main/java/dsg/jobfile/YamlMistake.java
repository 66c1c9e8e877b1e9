// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// What the YAML parser could not get over, in words for a person who has never read the YAML specification.
record YamlMistake(ProblemCode code, Span span, String what, String help) {

    static final YamlMistake DIRECTIVE = new YamlMistake(
            ProblemCode.E121, new Span(0, 1), "directives (`%YAML`, `%TAG`) are not taken", "remove the line");

    private static final String QUOTE_IT = "put the value in quotes, or write it on the next line, indented, after `|`";

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
        if (problem.contains("could not find expected ':'") && begun.isPresent()) {
            return unreadable(
                    begun.get(),
                    "this line is not `key: value`",
                    "write key: value, or indent it below what it belongs to");
        }
        return byProblem(problem, at);
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
