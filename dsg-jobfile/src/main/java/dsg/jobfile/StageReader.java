// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.InputDraft;
import dsg.model.Command;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.model.TimeLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one stage on its own; what it takes from other stages is left to [StageLinks].
final class StageReader {

    private static final String RUN_FORM = "run: python3 pi.py, or run: [python3, pi.py] without a shell";
    private static final Command UNREAD = new Command.Shell(Template.of(""));

    private final Problems problems;
    private final InputReader inputs;
    private final OutputReader outputs;
    private final SweepReader sweeps;
    private final Collection<String> params;

    /// @param params the names of the job's parameters
    StageReader(Problems problems, InputFiles files, ReadOptions options, Collection<String> params) {
        this.problems = problems;
        this.inputs = new InputReader(problems, files);
        this.outputs = new OutputReader(problems);
        this.sweeps = new SweepReader(problems, options);
        this.params = params;
    }

    /// A stage of which only the name can be read.
    static StageDraft unread(Yaml.Scalar name) {
        return new StageDraft(
                name,
                new Sweep.Single(),
                List.of(),
                UNREAD,
                List.of(),
                false,
                Resources.DEFAULT,
                new TimeLimit.Unlimited(),
                RetryPolicy.NEVER,
                List.of(),
                Map.of());
    }

    StageDraft read(Yaml.Scalar name, Fields fields) {
        Sweep sweep = sweeps.read(fields);
        List<InputDraft> in = inputs.read(fields);
        Scope scope = new Scope(
                name.text(),
                fields.entry("sweep").isPresent() && !sweep.isSweep() ? Optional.empty() : Optional.of(sweep.names()),
                InputReader.names(fields),
                params);
        TemplateReader templates = new TemplateReader(problems, scope);
        return new StageDraft(
                name,
                sweep,
                in,
                command(name, fields, templates),
                outputs.read(fields),
                OutputReader.areNamed(fields),
                Quantities.resources(fields, problems),
                Quantities.time(fields, problems),
                Quantities.retry(fields, problems),
                needs(fields),
                env(fields, templates));
    }

    private Command command(Yaml.Scalar stage, Fields fields, TemplateReader templates) {
        Optional<Yaml.Entry> run = fields.entry("run");
        if (run.isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    stage.span(),
                    "stage " + Words.shown(stage.text()) + " has no `run`",
                    "write " + RUN_FORM);
            return UNREAD;
        }
        Span at = run.get().key().span();
        return switch (run.get().value()) {
            case Yaml.Scalar scalar
            when !scalar.text().isBlank() && !scalar.isNothing() -> new Command.Shell(templates.read(scalar));
            case Yaml.Sequence(var _, List<Yaml> items) when !items.isEmpty() -> program(items, templates);
            case Yaml.Scalar _, Yaml.Sequence _ -> {
                problems.add(ProblemCode.E117, at, "`run` has no command", "write " + RUN_FORM);
                yield UNREAD;
            }
            case Yaml.Mapping mapping -> {
                Fields.refuseKind(mapping, "run", "a command", at, RUN_FORM, problems);
                yield UNREAD;
            }
            case Yaml.Broken _ -> UNREAD;
        };
    }

    private Command program(List<Yaml> items, TemplateReader templates) {
        List<Template> arguments = new ArrayList<>(items.size());
        for (Yaml item : items) {
            Fields.scalar(item, "run", item.span(), "run: [python3, pi.py, \"\"]: one value each", problems)
                    .map(templates::read)
                    .ifPresent(arguments::add);
        }
        if (items.getFirst() instanceof Yaml.Scalar program && program.text().isBlank()) {
            problems.add(ProblemCode.E117, program.span(), "`run` has no program", "write " + RUN_FORM);
        }
        return arguments.isEmpty() ? UNREAD : new Command.Program(arguments);
    }

    private List<Yaml.Scalar> needs(Fields fields) {
        Optional<Yaml.Entry> entry = fields.entry("needs");
        if (entry.isEmpty()) {
            return List.of();
        }
        if (!(entry.get().value() instanceof Yaml.Sequence(var _, List<Yaml> items))) {
            Fields.refuseKind(
                    entry.get().value(), "needs", "a list", entry.get().key().span(), "needs: [simulate]", problems);
            return List.of();
        }
        List<Yaml.Scalar> needs = new ArrayList<>(items.size());
        for (Yaml item : items) {
            Fields.scalar(item, "needs", item.span(), "needs: [simulate]", problems)
                    .ifPresent(needs::add);
        }
        return needs;
    }

    private Map<String, Template> env(Fields fields, TemplateReader templates) {
        Optional<Yaml.Mapping> mapping = fields.mapping("env", "env: {OMP_NUM_THREADS: 1}");
        if (mapping.isEmpty()) {
            return Map.of();
        }
        Map<String, Template> env =
                LinkedHashMap.newLinkedHashMap(mapping.get().entries().size());
        for (Yaml.Entry entry : mapping.get().entries()) {
            String name = entry.key().text();
            if (!Words.isIdentifier(name) || name.startsWith("DSG_")) {
                problems.add(
                        ProblemCode.E118,
                        entry.key().span(),
                        Words.quote(name) + " cannot name a variable",
                        "use letters, digits and _, not beginning with a digit or with DSG_, which DSG sets itself");
            }
            Fields.scalar(entry.value(), name, entry.key().span(), "one value, \"\" for an empty one", problems)
                    .map(templates::read)
                    .ifPresent(template -> env.put(name, template));
        }
        return env;
    }
}
