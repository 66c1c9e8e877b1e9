// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.OutputDraft;
import dsg.model.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what a task leaves in its folder.
final class OutputReader {

    private static final Yaml NONE = new Yaml.Sequence(new Span(0, 0), List.of());
    private static final String UNREAD = "";
    private static final String FORM = "out: [pi.json] or out: {plot: {path: peak.png, show: true}}";

    private final Problems problems;

    OutputReader(Problems problems) {
        this.problems = problems;
    }

    List<OutputDraft> read(Fields stage) {
        Optional<Yaml.Entry> entry = stage.entry("out");
        if (entry.isEmpty()) {
            return List.of();
        }
        List<OutputDraft> outputs = new ArrayList<>();
        switch (entry.get().value()) {
            case Yaml.Sequence(var _, List<Yaml> items) -> {
                for (Yaml item : items) {
                    listed(item).ifPresent(outputs::add);
                }
            }
            case Yaml.Mapping(var _, List<Yaml.Entry> entries) -> {
                for (Yaml.Entry output : entries) {
                    outputs.add(named(output));
                }
            }
            case Yaml.Scalar other ->
                Fields.refuseKind(
                        other, "out", "a list or names", entry.get().key().span(), FORM, problems);
            case Yaml.Broken _ -> {}
        }
        refuseDoubles(outputs);
        return outputs;
    }

    /// Whether the names of all outputs can be read.
    static boolean areNamed(Fields stage) {
        return switch (stage.value("out").orElse(NONE)) {
            case Yaml.Sequence(var _, List<Yaml> items) -> items.stream().allMatch(Yaml.Scalar.class::isInstance);
            case Yaml.Mapping _ -> true;
            case Yaml.Scalar _, Yaml.Broken _ -> false;
        };
    }

    private Optional<OutputDraft> listed(Yaml item) {
        if (item instanceof Yaml.Mapping) {
            problems.add(
                    ProblemCode.E117,
                    item.span(),
                    "an output that is more than a path needs a name",
                    "write out: {plot: {path: peak.png, show: true}}");
            return Optional.empty();
        }
        return Fields.scalar(item, "out", item.span(), FORM, problems).map(scalar -> {
            String path = path(scalar);
            return new OutputDraft(scalar.span(), new Output(path.isEmpty() ? scalar.text() : path, path, false, ""));
        });
    }

    private OutputDraft named(Yaml.Entry entry) {
        Yaml.Scalar name = entry.key();
        if (!Words.isIdentifier(name.text())) {
            problems.add(
                    ProblemCode.E118,
                    name.span(),
                    Words.quote(name.text()) + " cannot name an output",
                    "use letters, digits and _, not beginning with a digit: run, peak_map");
        }
        if (entry.value() instanceof Yaml.Mapping mapping) {
            return described(name, mapping);
        }
        String path = Fields.scalar(entry.value(), name.text(), name.span(), FORM, problems)
                .map(this::path)
                .orElse(UNREAD);
        return new OutputDraft(entry.value().span(), new Output(name.text(), path, false, ""));
    }

    private OutputDraft described(Yaml.Scalar name, Yaml.Mapping mapping) {
        Fields fields = Fields.of(mapping, Keys.OUTPUT, "output " + Words.shown(name.text()), problems);
        boolean show = fields.flag("show");
        String caption = fields.text("caption");
        Optional<Yaml.Scalar> written = fields.scalar("path", "path: peak.png");
        if (fields.entry("path").isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    name.span(),
                    "output " + Words.quote(name.text()) + " has no `path`",
                    "write {path: peak.png, show: true}");
        }
        return new OutputDraft(
                written.map(Yaml.Scalar::span).orElse(name.span()),
                new Output(name.text(), written.map(this::path).orElse(UNREAD), show, caption));
    }

    private String path(Yaml.Scalar scalar) {
        return switch (TaskPath.ofOutput(scalar.text())) {
            case TaskPath.At(String path) -> path;
            case TaskPath.Refused(ProblemCode code, String why, String help) -> {
                problems.add(code, scalar.span(), "the path " + Words.quote(scalar.text()) + " " + why, help);
                yield UNREAD;
            }
        };
    }

    private void refuseDoubles(List<OutputDraft> outputs) {
        Map<String, String> nameByPath = HashMap.newHashMap(outputs.size());
        for (OutputDraft draft : outputs) {
            String path = draft.output().path();
            if (path.equals(UNREAD)) {
                continue;
            }
            String first = nameByPath.putIfAbsent(path, draft.output().name());
            // Two of one name are told by whoever looks outputs up by name.
            if (first != null && !first.equals(draft.output().name())) {
                problems.add(
                        ProblemCode.E112,
                        draft.span(),
                        "two outputs are the same file: " + Words.quote(path),
                        "it is output " + Words.quote(first) + " already; remove one of them");
            }
        }
    }
}
