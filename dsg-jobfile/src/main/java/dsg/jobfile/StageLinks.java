// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.InputDraft;
import dsg.jobfile.StageDraft.OutputDraft;
import dsg.jobfile.StageOutputs.Found;
import dsg.jobfile.StageOutputs.Ref;
import dsg.model.Input;
import dsg.model.Output;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Ties the stages of a job together: who takes what from whom, in what form, and who waits for whom.
final class StageLinks {

    /// Each stage of a chain carries the sweeps of all before it.
    private static final int CHAIN_MAX = 100;

    private final Problems problems;
    private final StageOutputs outputs;
    private final StageCycles cycles;
    private final Map<String, Sweep> sweeps = new HashMap<>();
    private final Set<Ref> taken = new HashSet<>();

    StageLinks(Problems problems, List<StageDraft> stages) {
        this.problems = problems;
        this.outputs = new StageOutputs(problems, stages);
        this.cycles = new StageCycles(problems, outputs.drafts().keySet());
    }

    /// The stages, complete but for their conditions; what is wrong is noted.
    List<StageSpec> tie() {
        List<StageSpec> stages = new ArrayList<>(outputs.drafts().size());
        outputs.drafts().keySet().forEach(this::sweep);
        for (StageDraft draft : outputs.drafts().values()) {
            String name = draft.name().text();
            Sweep sweep = sweep(name);
            List<Input> inputs = new ArrayList<>(draft.inputs().size());
            Landings landings = new Landings(problems);
            landings.add(sweep, draft.name().span());
            for (InputDraft input : draft.inputs()) {
                Optional<Input> tied = switch (input) {
                    case InputDraft.Ready(var _, Input.Local local) -> Optional.of(local);
                    case InputDraft.Linked linked -> tie(name, linked);
                };
                tied.ifPresent(whole -> landings.add(whole, input.span()));
                tied.ifPresent(inputs::add);
            }
            stages.add(draft.spec()
                    .sweep(sweep)
                    .inputs(inputs)
                    .needs(List.copyOf(needs(draft)))
                    .build());
        }
        cycles.report();
        return stages;
    }

    /// The sweep of a stage; of one that follows another, with the sweep of that. What waits for itself, or cannot be
    /// read, has none.
    private Sweep sweep(String stage) {
        Sweep known = sweeps.putIfAbsent(stage, new Sweep.Single());
        if (known != null) {
            return known;
        }
        StageDraft draft = outputs.drafts().get(stage);
        Sweep sweep = draft == null
                ? new Sweep.Single()
                : switch (draft.sweep()) {
                    case SweepDraft.Whole(Sweep whole) -> whole;
                    case SweepDraft.Unread() -> new Sweep.Single();
                    case SweepDraft.Follows(Yaml.Scalar as, Yaml.Scalar from) -> follow(stage, as, from);
                };
        sweeps.put(stage, sweep);
        return sweep;
    }

    private Sweep follow(String stage, Yaml.Scalar as, Yaml.Scalar from) {
        cycles.link(stage, Ref.of(from.text()).stage(), from.span());
        Optional<Found> found = outputs.find(from);
        if (found.isEmpty()) {
            return new Sweep.Single();
        }
        Ref ref = found.get().ref();
        taken.add(ref);
        Sweep upstream = sweep(ref.stage());
        if (length(upstream) >= CHAIN_MAX) {
            if (length(upstream) == CHAIN_MAX) {
                problems.add(
                        ProblemCode.E122,
                        from.span(),
                        "more than " + CHAIN_MAX + " stages follow each other task by task",
                        "let one stage do several steps, or gather in between: as: dir");
            }
            return new Sweep.Single();
        }
        return new Sweep.Each(
                as.text(),
                ref.stage(),
                ref.output(),
                TaskPath.baseName(found.get().output().path()),
                upstream);
    }

    /// How many stages a task of this sweep has come through.
    private static int length(Sweep sweep) {
        int length = 0;
        for (Sweep at = sweep; at instanceof Sweep.Each each; at = each.upstream()) {
            length++;
        }
        return length;
    }

    private Set<String> needs(StageDraft draft) {
        Set<String> stages = outputs.drafts().keySet();
        Set<String> needs = new LinkedHashSet<>();
        for (Yaml.Scalar need : draft.needs()) {
            if (stages.contains(need.text())) {
                needs.add(need.text());
                cycles.link(draft.name().text(), need.text(), need.span());
            } else if (!problems.isFull()) {
                problems.add(
                        ProblemCode.E103,
                        need.span(),
                        "there is no stage " + Words.quote(need.text()),
                        Words.nearest(need.text(), stages)
                                        .map(near -> "did you mean " + Words.quote(near) + "?  ")
                                        .orElse("")
                                + "stages: " + Words.list(stages));
            }
        }
        return needs;
    }

    private Optional<Input> tie(String stage, InputDraft.Linked linked) {
        cycles.link(stage, Ref.of(linked.from().text()).stage(), linked.from().span());
        Optional<Found> found = outputs.find(linked.from());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Ref ref = found.get().ref();
        taken.add(ref);
        return gather(linked, ref.stage())
                .map(as -> new Input.From(
                        linked.name(),
                        ref.stage(),
                        ref.output(),
                        as,
                        landing(linked.name(), found.get().output(), as)));
    }

    private Optional<Input.Gather> gather(InputDraft.Linked linked, String upstream) {
        boolean one = sweep(upstream).size() == 1;
        if (linked.as().isEmpty()) {
            if (one) {
                return Optional.of(Input.Gather.FILE);
            }
            refuseGather(linked.from().span(), upstream);
            return Optional.empty();
        }
        Yaml.Scalar as = linked.as().get();
        List<String> words = List.of("file", "dir", "jsonl", "list");
        if (!words.contains(as.text())) {
            problems.add(
                    ProblemCode.E102,
                    as.span(),
                    "outputs cannot arrive as " + Words.quote(as.text()),
                    Words.didYouMean(as.text(), words, "write as: dir, as: jsonl, as: list or as: file"));
            return Optional.empty();
        }
        Input.Gather gather = Input.Gather.valueOf(as.text().toUpperCase(Locale.ROOT));
        if (gather == Input.Gather.FILE && !one) {
            refuseGather(as.span(), upstream);
            return Optional.empty();
        }
        return Optional.of(gather);
    }

    private void refuseGather(Span span, String upstream) {
        problems.add(
                ProblemCode.E123,
                span,
                "stage " + Words.shown(upstream) + " has "
                        + Words.count(sweep(upstream).size()) + " tasks, so this is not one file",
                "say how they arrive: as: dir (a folder each), as: jsonl (a line each) or as: list (a list of paths)");
    }

    private static String landing(String name, Output output, Input.Gather as) {
        return switch (as) {
            case FILE, EACH -> TaskPath.baseName(output.path());
            case DIR -> name;
            case JSONL -> name + ".jsonl";
            case LIST -> name + ".txt";
        };
    }

    /// Reads the conditions of the stages, which `tie()` gave.
    List<StageSpec> judge(List<StageSpec> stages, Params params) {
        if (outputs.drafts().values().stream().allMatch(draft -> draft.when().isEmpty())) {
            return stages;
        }
        ConditionReader conditions = new ConditionReader(problems, params, outputs, stages);
        List<StageSpec> judged = new ArrayList<>(stages.size());
        for (StageSpec stage : stages) {
            StageDraft draft = outputs.drafts().get(stage.name());
            if (draft == null || draft.when().isEmpty()) {
                judged.add(stage);
            } else {
                judged.add(draft.spec()
                        .when(conditions.read(stage.name(), draft.when().get()))
                        .build());
            }
        }
        return judged;
    }

    /// Warns of outputs that nobody will ever see.
    void warnOfUnused() {
        Set<String> takenFrom = new HashSet<>();
        taken.forEach(ref -> takenFrom.add(ref.stage()));
        for (StageDraft draft : outputs.drafts().values()) {
            String stage = draft.name().text();
            for (OutputDraft output : draft.outputs()) {
                String name = output.output().name();
                if (takenFrom.contains(stage) && !output.output().show() && !taken.contains(new Ref(stage, name))) {
                    problems.add(
                            ProblemCode.W202,
                            output.span(),
                            "output " + Words.quote(name) + " of stage " + Words.shown(stage)
                                    + " is never read nor shown",
                            "take it in another stage with {from: " + Words.shown(stage + "." + name)
                                    + "}, write show: true, or remove it");
                }
            }
        }
    }
}
