// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// Grows a [Yaml] from the parser's events, and refuses what job files do without: anchors and aliases, tags,
/// directives, several documents, keys that are not words, and anything larger or deeper than a person would
/// write.
final class YamlTree {

    private static final int DEPTH_MAX = 64;
    private static final int VALUES_MAX = 200_000;

    private record Branch(int start, boolean mapping, boolean flow, List<Yaml> children) {}

    private final Source source;
    private final Problems problems;
    private final Set<Integer> unquoted;
    private final Deque<Branch> open = new ArrayDeque<>();
    private Optional<Yaml> root = Optional.empty();
    private Optional<Span> placeholder = Optional.empty();
    private int values;
    private int documents;
    private boolean givenUp;

    /// @param unquoted where values were blanked out that began with {{
    YamlTree(Problems problems, Set<Integer> unquoted) {
        this.source = problems.source();
        this.problems = problems;
        this.unquoted = unquoted;
    }

    Optional<Yaml> root() {
        return root;
    }

    /// Whether the rest of the file is not worth reading.
    boolean isGivenUp() {
        return givenUp;
    }

    /// A value that begins with {{ and was not in quotes, if the last event was one: YAML sees a mapping
    /// within a mapping.
    Optional<Span> placeholder() {
        return placeholder;
    }

    void take(Event event) {
        Span span = new Span(offset(event.getStartMark()), offset(event.getEndMark()));
        if (event instanceof NodeEvent node) {
            refuseFrills(node, span);
            values++;
            if (values > VALUES_MAX) {
                giveUp(span, "the file has more than 200,000 values");
                return;
            }
        }
        switch (event.getEventId()) {
            case DocumentStart -> begin((DocumentStartEvent) event, span);
            case Scalar -> add(scalar((ScalarEvent) event, span));
            case Alias -> add(new Yaml.Broken(span));
            case SequenceStart, MappingStart -> open((CollectionStartEvent) event, span);
            case SequenceEnd, MappingEnd -> add(close(span.end()));
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private int offset(Optional<Mark> mark) {
        return source.offset(mark.map(Mark::getIndex).orElse(0));
    }

    private void begin(DocumentStartEvent event, Span span) {
        documents++;
        if (documents > 1) {
            problems.add(
                    ProblemCode.E121,
                    span,
                    "a second document begins here",
                    "one file is one job; put it into its own");
            givenUp = true;
        } else if (event.getSpecVersion().isPresent() || !event.getTags().isEmpty()) {
            problems.add(ProblemCode.E121, span, YamlMistake.DIRECTIVE.what(), YamlMistake.DIRECTIVE.help());
        }
    }

    private void refuseFrills(NodeEvent node, Span span) {
        boolean alias = node.getEventId() == Event.ID.Alias;
        if (alias || node.getAnchor().isPresent()) {
            problems.add(
                    ProblemCode.E121,
                    new Span(span.start(), wordEnd(span.start())),
                    alias ? "aliases (`*name`) are not taken" : "anchors (`&name`) are not taken",
                    "write the value out where it is needed");
        }
        Optional<String> tag = switch (node) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.empty();
        };
        if (tag.isPresent()) {
            problems.add(
                    ProblemCode.E121,
                    new Span(span.start(), wordEnd(span.start())),
                    "tags (`!name`) are not taken",
                    "remove it; values are what they look like");
        }
    }

    private int wordEnd(int start) {
        String text = source.text();
        int end = start;
        while (end < text.length() && " \n\t,[]{}".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private Yaml scalar(ScalarEvent event, Span span) {
        return unquoted.contains(span.start())
                ? new Yaml.Broken(span)
                : new Yaml.Scalar(span, event.getValue(), event.isPlain(), event.isLiteral() || event.isFolded());
    }

    private void open(CollectionStartEvent event, Span span) {
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        Branch parent = open.peek();
        if (mapping
                && event.isFlow()
                && parent != null
                && parent.mapping
                && parent.flow
                && parent.children.isEmpty()
                && parent.start == span.start() - 1) {
            placeholder = Optional.of(new Span(parent.start, span.end()));
        }
        open.push(new Branch(span.start(), mapping, event.isFlow(), new ArrayList<>()));
        if (open.size() > DEPTH_MAX) {
            giveUp(span, "this is nested more than 64 deep");
        }
    }

    private void giveUp(Span span, String what) {
        problems.add(
                ProblemCode.E122,
                span,
                what,
                "a job file describes the work; put data into files and name them in `in`");
        givenUp = true;
    }

    private Yaml close(int end) {
        Branch branch = open.pop();
        Span span = new Span(branch.start, end);
        return branch.mapping
                ? new Yaml.Mapping(span, entries(branch.children))
                : new Yaml.Sequence(span, branch.children);
    }

    private void add(Yaml value) {
        Branch parent = open.peek();
        if (parent == null) {
            root = Optional.of(value);
        } else {
            parent.children.add(value);
        }
    }

    private List<Yaml.Entry> entries(List<Yaml> children) {
        List<Yaml.Entry> entries = new ArrayList<>(children.size() / 2);
        Map<String, Span> seen = HashMap.newHashMap(children.size() / 2);
        for (int i = 0; i + 1 < children.size(); i += 2) {
            switch (children.get(i)) {
                case Yaml.Scalar key -> {
                    Span first = seen.putIfAbsent(key.text(), key.span());
                    if (first == null) {
                        entries.add(new Yaml.Entry(key, children.get(i + 1)));
                    } else {
                        problems.add(
                                ProblemCode.E120,
                                key.span(),
                                Words.quote(key.text()) + " is given twice",
                                "it stands on line " + (source.line(first.start()) + 1) + " already; keep one");
                    }
                }
                case Yaml.Broken _ -> {}
                case Yaml.Sequence(Span span, var _) -> refuseKey(span);
                case Yaml.Mapping(Span span, var _) -> refuseKey(span);
            }
        }
        return entries;
    }

    private void refuseKey(Span span) {
        problems.add(ProblemCode.E121, span, "a key must be one word", "write key: value");
    }
}
