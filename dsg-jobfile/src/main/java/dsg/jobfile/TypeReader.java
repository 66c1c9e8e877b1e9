// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.InputDraft;
import dsg.model.Command;
import dsg.model.Template;
import dsg.type.ContainerType;
import dsg.type.RunType;
import dsg.type.TaskTypes.Known;
import dsg.type.TypeFault;
import dsg.type.TypeKey;
import dsg.type.TypeValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Reads what a stage is of: a command, or a task of another type, and what it says under the keys of that type.
final class TypeReader {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private final Problems problems;
    private final InputReader inputs;
    private final List<Known> types;

    /// @param types what is known in this grid
    TypeReader(Problems problems, InputReader inputs, List<Known> types) {
        this.problems = problems;
        this.inputs = inputs;
        this.types = types;
    }

    /// What a stage runs.
    ///
    /// @param kind the type for the request, if it is not `run`
    /// @param files what comes into the task's folder beside its inputs
    /// @param outputs what its tasks make if the stage does not say
    record Read(Command command, Optional<String> kind, List<InputDraft> files, Map<String, String> outputs) {}

    /// @param given the inputs that the stage names
    Read read(Yaml.Scalar stage, Fields fields, TemplateReader templates, List<InputDraft> given) {
        CommandReader commands = new CommandReader(problems, templates);
        List<Known> meant = types.stream().filter(known -> says(fields, known)).toList();
        Optional<Known> type = meant.stream()
                .filter(known -> !known.type().name().equals(RunType.NAME))
                .findFirst();
        if (type.isEmpty()) {
            refuseOthers(fields, Set.of(RunType.NAME), "a command");
            Optional<Yaml.Entry> run = fields.entry(RunType.NAME);
            if (run.isEmpty()) {
                refuseNothing(stage);
            }
            Command command = run.map(commands::read).orElse(CommandReader.UNREAD);
            return new Read(command, Optional.empty(), List.of(), Map.of());
        }
        return new Typed(type.get(), fields, templates, given).read(stage, commands, meant);
    }

    private void refuseNothing(Yaml.Scalar stage) {
        problems.add(
                ProblemCode.E116,
                stage.span(),
                "stage " + Words.shown(stage.text()) + " has no `run`",
                "write " + CommandReader.FORM);
    }

    /// Whether the stage says that it is of this type; `container: none` says that it is not.
    static boolean says(Fields fields, Known known) {
        String name = known.type().name();
        return fields.value(name)
                .filter(value -> !(name.equals(ContainerType.NAME)
                        && value instanceof Yaml.Scalar word
                        && word.text().equals("none")))
                .isPresent();
    }

    /// Keys of types that the stage is not of.
    private void refuseOthers(Fields fields, Set<String> own, String what) {
        Set<String> told = new LinkedHashSet<>(own);
        types.forEach(known -> told.add(known.type().name()));
        for (Known known : types) {
            for (TypeKey key : known.type().keys()) {
                if (told.add(key.name())) {
                    fields.entry(key.name())
                            .ifPresent(entry -> problems.add(
                                    ProblemCode.E101,
                                    entry.key().span(),
                                    Words.quote(key.name()) + " has no meaning here: the stage is " + what,
                                    having(key.name())));
                }
            }
        }
    }

    private String having(String key) {
        return "it belongs to "
                + Words.list(types.stream()
                        .filter(known -> known.type().keys().stream()
                                .anyMatch(own -> own.name().equals(key)))
                        .map(known -> "`" + known.type().name() + "`")
                        .toList());
    }

    /// One stage of a type other than `run`.
    private final class Typed {
        private final Known known;
        private final Fields fields;
        private final TemplateReader templates;
        private final Set<String> landings = new LinkedHashSet<>();
        private final SortedMap<String, List<Template>> values = new TreeMap<>();
        private final Map<String, List<String>> written = new LinkedHashMap<>();
        private final List<InputDraft> files = new ArrayList<>();

        Typed(Known known, Fields fields, TemplateReader templates, List<InputDraft> given) {
            this.known = known;
            this.fields = fields;
            this.templates = templates;
            given.forEach(this::landed);
        }

        private void landed(InputDraft draft) {
            if (draft instanceof InputDraft.Ready ready) {
                ready.input().files().forEach(file -> landings.add(file.path()));
            }
        }

        Read read(Yaml.Scalar stage, CommandReader commands, List<Known> meant) {
            Set<String> own = new LinkedHashSet<>();
            known.type().keys().forEach(key -> own.add(key.name()));
            meant.stream().filter(other -> !own.contains(other.type().name())).forEach(this::refuseSecond);
            refuseOthers(fields, own, "of the type " + Words.quote(known.type().name()));
            known.type().keys().forEach(key -> take(key, stage));
            TypeValues said = new TypeValues(written);
            ask(() -> known.type().files(said), List.<String>of(), stage).forEach(this::bring);
            for (TypeFault fault : ask(() -> known.type().check(said), List.<TypeFault>of(), stage)) {
                refuse(fault, stage);
            }
            Optional<Command> run =
                    own.contains(RunType.NAME) ? fields.entry(RunType.NAME).map(commands::read) : Optional.empty();
            Command command = new Command.Typed(known.type().name(), known.pin(), run, values);
            Map<String, String> outputs = ask(() -> known.type().outputs(said), Map.<String, String>of(), stage);
            return new Read(command, Optional.of(known.id()), files, outputs);
        }

        /// Whatever the code of a type throws is a problem of this job file, and of nothing else.
        private <T> T ask(Supplier<T> question, T otherwise, Yaml.Scalar stage) {
            try {
                return question.get();
            } catch (RuntimeException | LinkageError e) {
                problems.add(
                        ProblemCode.E129,
                        stage.span(),
                        "the task type " + Words.quote(known.type().name()) + " fails at this stage: "
                                + Words.printable(e.toString()),
                        "that is a fault of the type: tell whoever wrote it");
                return otherwise;
            }
        }

        private void refuseSecond(Known other) {
            fields.entry(other.type().name())
                    .ifPresent(entry -> problems.add(
                            ProblemCode.E128,
                            entry.key().span(),
                            "both " + Words.quote(known.type().name()) + " and "
                                    + Words.quote(other.type().name()),
                            "a stage runs one thing: remove one of them, or make two stages"));
        }

        private void take(TypeKey key, Yaml.Scalar stage) {
            Optional<Yaml.Entry> entry = fields.entry(key.name());
            if (entry.isEmpty()) {
                if (key.required()) {
                    problems.add(
                            ProblemCode.E116,
                            stage.span(),
                            "stage " + Words.shown(stage.text()) + " has no " + Words.quote(key.name()),
                            "write " + key.example());
                }
                return;
            }
            switch (key.kind()) {
                case TEXT, WHOLE ->
                    fields.scalar(key.name(), key.example()).ifPresent(value -> put(key, List.of(word(key, value))));
                case FILE ->
                    fields.scalar(key.name(), key.example()).ifPresent(value -> put(key, List.of(file(value))));
                case TEXTS -> put(key, fields.list(key.name(), key.example()));
                case FLAG ->
                    put(
                            key,
                            List.of(new Yaml.Scalar(
                                    entry.get().value().span(),
                                    Boolean.toString(fields.flag(key.name())),
                                    true,
                                    false)));
                case COMMAND -> {}
            }
        }

        private void put(TypeKey key, List<Yaml.Scalar> said) {
            values.put(key.name(), said.stream().map(templates::read).toList());
            written.put(key.name(), said.stream().map(Yaml.Scalar::text).toList());
        }

        private Yaml.Scalar word(TypeKey key, Yaml.Scalar value) {
            if (!value.text().contains("{{")) {
                boolean whole = key.kind() == TypeKey.Kind.WHOLE;
                if (whole && !WHOLE.matcher(value.text()).matches()) {
                    problems.add(
                            ProblemCode.E117,
                            value.span(),
                            Words.quote(key.name()) + " must be a whole number, not " + Words.quote(value.text()),
                            "write " + key.example());
                }
                if (!key.choices().isEmpty() && !key.choices().contains(value.text())) {
                    problems.add(
                            ProblemCode.E102,
                            value.span(),
                            Words.quote(value.text()) + " is no " + Words.quote(key.name()),
                            Words.didYouMean(value.text(), key.choices(), "write one of " + Words.list(key.choices())));
                }
            }
            return value;
        }

        /// The place where the file is in the task's folder.
        private Yaml.Scalar file(Yaml.Scalar path) {
            if (path.text().contains("{{") || landings.contains(path.text())) {
                return path;
            }
            Optional<InputDraft> draft = inputs.beside(path);
            draft.ifPresent(this::added);
            return draft.map(added -> new Yaml.Scalar(path.span(), landing(added), path.plain(), path.block()))
                    .orElse(path);
        }

        private void added(InputDraft draft) {
            files.add(draft);
            landed(draft);
        }

        private static String landing(InputDraft draft) {
            return draft instanceof InputDraft.Ready ready ? ready.input().path() : draft.name();
        }

        private void bring(String key) {
            fields.scalar(key, key).ifPresent(this::file);
        }

        private void refuse(TypeFault fault, Yaml.Scalar stage) {
            problems.add(
                    known.type().name().equals(ContainerType.NAME) ? ProblemCode.E113 : ProblemCode.E129,
                    fields.value(fault.key()).map(Yaml::span).orElse(stage.span()),
                    fault.what(),
                    fault.fix());
        }
    }
}
