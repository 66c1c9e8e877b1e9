// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.InputDraft;
import dsg.model.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what a task finds in its folder before it starts.
final class InputReader {

    private static final Yaml NONE = new Yaml.Sequence(new Span(0, 0), List.of());
    private static final String FORM = "in: [run.py] or in: {code: run.py, runs: {from: simulate.run, as: jsonl}}";

    private final Problems problems;
    private final FileFinder finder;

    InputReader(Problems problems, InputFiles files) {
        this.problems = problems;
        this.finder = new FileFinder(problems, files);
    }

    List<InputDraft> read(Fields stage) {
        Optional<Yaml.Entry> entry = stage.entry("in");
        if (entry.isEmpty()) {
            return List.of();
        }
        List<InputDraft> inputs = new ArrayList<>();
        switch (entry.get().value()) {
            case Yaml.Sequence(var _, List<Yaml> items) -> {
                for (Yaml item : items) {
                    listed(item).ifPresent(inputs::add);
                }
            }
            case Yaml.Mapping(var _, List<Yaml.Entry> entries) -> {
                for (Yaml.Entry input : entries) {
                    named(input).ifPresent(inputs::add);
                }
            }
            case Yaml.Scalar other ->
                Fields.refuseKind(
                        other, "in", "a list or names", entry.get().key().span(), FORM, problems);
            case Yaml.Broken _ -> {}
        }
        return inputs;
    }

    /// The names of all inputs, also of those that cannot be read; nothing if even the names cannot.
    static Optional<List<String>> names(Fields stage) {
        return switch (stage.value("in").orElse(NONE)) {
            case Yaml.Sequence(var _, List<Yaml> items) ->
                Optional.of(items.stream()
                        .flatMap(item -> item instanceof Yaml.Scalar path ? Stream.of(path.text()) : Stream.empty())
                        .toList());
            case Yaml.Mapping(var _, List<Yaml.Entry> entries) ->
                Optional.of(entries.stream().map(entry -> entry.key().text()).toList());
            case Yaml.Scalar _, Yaml.Broken _ -> Optional.empty();
        };
    }

    private Optional<InputDraft> listed(Yaml item) {
        if (item instanceof Yaml.Mapping) {
            problems.add(
                    ProblemCode.E117,
                    item.span(),
                    "an input that is more than a path needs a name",
                    "write in: {runs: {from: simulate.run, as: jsonl}}");
            return Optional.empty();
        }
        return Fields.scalar(item, "in", item.span(), FORM, problems).flatMap(path -> local(path.text(), path));
    }

    private Optional<InputDraft> named(Yaml.Entry entry) {
        String name = entry.key().text();
        if (!Words.isIdentifier(name)) {
            problems.add(
                    ProblemCode.E118,
                    entry.key().span(),
                    Words.quote(name) + " cannot name an input",
                    "use letters, digits and _, not beginning with a digit: runs, code_2");
        }
        if (entry.value() instanceof Yaml.Mapping mapping) {
            return linked(entry.key(), mapping);
        }
        return Fields.scalar(entry.value(), name, entry.key().span(), FORM, problems)
                .flatMap(path -> local(name, path));
    }

    private Optional<InputDraft> linked(Yaml.Scalar name, Yaml.Mapping mapping) {
        Fields fields = Fields.of(mapping, Keys.INPUT, "input " + Words.shown(name.text()), problems);
        if (fields.entry("from").isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    name.span(),
                    "input " + Words.quote(name.text()) + " has no `from`",
                    "write {from: simulate.run, as: jsonl}, or a path");
            return Optional.empty();
        }
        Optional<Yaml.Scalar> as = fields.scalar("as", "as: jsonl");
        return fields.scalar("from", "from: simulate.run").map(from -> new InputDraft.Linked(name.text(), from, as));
    }

    /// A file beside the job file that a key of the stage names, as an input of its own.
    Optional<InputDraft> beside(Yaml.Scalar path) {
        return local(path.text(), path);
    }

    private Optional<InputDraft> local(String name, Yaml.Scalar path) {
        if (problems.isFull()) {
            return Optional.empty();
        }
        return switch (TaskPath.ofInput(path.text())) {
            case TaskPath.Refused refused -> {
                finder.refuse(path, refused);
                yield Optional.empty();
            }
            case TaskPath.At(String landing) ->
                finder.list(path, landing)
                        .map(found -> new InputDraft.Ready(path.span(), new Input.Local(name, landing, found)));
        };
    }
}
