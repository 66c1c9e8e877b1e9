// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.Quantities.Times;
import dsg.jobfile.StageDraft.OutputDraft;
import dsg.model.Output;
import dsg.model.Request;
import dsg.model.StageSpec;
import dsg.model.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one stage on its own; what it takes from other stages is left to [StageLinks].
final class StageReader {

    private final Problems problems;
    private final InputReader inputs;
    private final TypeReader types;
    private final OutputReader outputs;
    private final SweepReader sweeps;
    private final Policies policies;
    private final HealthReader health;
    private final CheckpointReader checkpoints;
    private final Collection<String> params;

    /// @param params the names of the job's parameters
    StageReader(Problems problems, InputFiles files, ReadOptions options, Collection<String> params) {
        this.problems = problems;
        this.inputs = new InputReader(problems, files);
        this.types = new TypeReader(problems, inputs, options.types().all());
        this.outputs = new OutputReader(problems);
        this.sweeps = new SweepReader(problems, files, options);
        this.policies = new Policies(problems);
        this.health = new HealthReader(problems);
        this.checkpoints = new CheckpointReader(problems);
        this.params = params;
    }

    /// A stage of which only the name can be read.
    static StageDraft unread(Yaml.Scalar name) {
        return new StageDraft(
                name,
                new SweepDraft.Unread(),
                List.of(),
                List.of(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                StageSpec.of(name.text(), CommandReader.UNREAD));
    }

    SweepDraft sweep(Fields fields) {
        return sweeps.read(fields);
    }

    /// @param names the names that the sweep gives, if they are known
    StageDraft read(Yaml.Scalar name, Fields fields, SweepDraft sweep, Optional<List<String>> names) {
        Scope scope = new Scope(name.text(), names, InputReader.names(fields), params);
        TemplateReader templates = new TemplateReader(problems, scope);
        List<StageDraft.InputDraft> in = new ArrayList<>(inputs.read(fields));
        TypeReader.Read type = types.read(name, fields, templates, in);
        in.addAll(type.files());
        StageSpec.Builder spec = StageSpec.of(name.text(), type.command());
        addDemands(spec, fields, new CommandReader(problems, templates), type.kind());
        List<OutputDraft> out = fields.entry("out").isPresent()
                ? outputs.read(fields)
                : type.outputs().entrySet().stream()
                        .map(made ->
                                new OutputDraft(name.span(), new Output(made.getKey(), made.getValue(), false, "")))
                        .toList();
        spec.outputs(out.stream().map(OutputDraft::output).toList());
        spec.env(env(fields, templates));
        return new StageDraft(
                name,
                sweep,
                in,
                out,
                OutputReader.areNamed(fields),
                fields.list("needs", "needs: [simulate]"),
                when(fields),
                fields.value("run"),
                spec);
    }

    /// Notes what is wrong with the defaults, though every stage may say it otherwise.
    void check(Fields defaults) {
        CommandReader commands = new CommandReader(problems, new TemplateReader(problems, Scope.ofAnything()));
        addDemands(StageSpec.of("", CommandReader.UNREAD), defaults, commands, Optional.empty());
    }

    private void addDemands(StageSpec.Builder spec, Fields fields, CommandReader commands, Optional<String> kind) {
        Times times = Quantities.time(fields, problems);
        spec.request(new Request(
                        Quantities.resources(fields, problems),
                        policies.tags(fields),
                        policies.isolation(fields),
                        kind))
                .time(times.limit())
                .expect(times.expect())
                .retry(policies.retry(fields))
                .allowFailures(policies.allowFailures(fields))
                .health(health.read(fields, times.expect(), commands))
                .checkpoint(checkpoints.read(fields))
                .network(fields.flag("network"))
                .cache(fields.isOn("cache", true));
    }

    private Optional<Yaml.Scalar> when(Fields fields) {
        return fields.scalar("when", "when: params.full && stages.fit.failed == 0");
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
