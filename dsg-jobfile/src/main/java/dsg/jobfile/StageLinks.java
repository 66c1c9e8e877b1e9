// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.InputDraft;
import dsg.jobfile.StageDraft.OutputDraft;
import dsg.model.Input;
import dsg.model.Output;
import dsg.model.Request;
import dsg.model.StageSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Ties the stages of a job together: who takes what from whom, in what form, and who waits for whom.
final class StageLinks {

    private record Ref(String stage, String output) {}

    private final Problems problems;
    private final Map<String, StageDraft> drafts = new LinkedHashMap<>();
    private final Map<String, Map<String, Output>> outputs = new HashMap<>();
    private final Set<Ref> taken = new HashSet<>();

    StageLinks(Problems problems, List<StageDraft> stages) {
        this.problems = problems;
        for (StageDraft draft : stages) {
            Map<String, Output> byName = new LinkedHashMap<>();
            for (OutputDraft output : draft.outputs()) {
                if (byName.putIfAbsent(output.output().name(), output.output()) != null) {
                    problems.add(
                            ProblemCode.E112,
                            output.span(),
                            "two outputs are called "
                                    + Words.quote(output.output().name()),
                            "give each its own name");
                }
            }
            drafts.put(draft.name().text(), draft);
            outputs.put(draft.name().text(), byName);
        }
    }

    /// The stages, complete; what is wrong is noted.
    List<StageSpec> tie() {
        List<StageSpec> stages = new ArrayList<>(drafts.size());
        StageCycles cycles = new StageCycles(problems, drafts.keySet());
        for (StageDraft draft : drafts.values()) {
            String name = draft.name().text();
            List<Input> inputs = new ArrayList<>(draft.inputs().size());
            Landings landings = new Landings(problems);
            for (InputDraft input : draft.inputs()) {
                Optional<Input> tied = switch (input) {
                    case InputDraft.Ready(var _, Input.Local local) -> Optional.of(local);
                    case InputDraft.Linked linked -> tie(name, linked, cycles);
                };
                tied.ifPresent(whole -> landings.add(whole, input.span()));
                tied.ifPresent(inputs::add);
            }
            Set<String> needs = needs(draft, cycles);
            stages.add(stage(draft, inputs, needs));
        }
        cycles.report();
        return stages;
    }

    private static StageSpec stage(StageDraft draft, List<Input> inputs, Set<String> needs) {
        return StageSpec.of(draft.name().text(), draft.command())
                .sweep(draft.sweep())
                .inputs(inputs)
                .outputs(draft.outputs().stream().map(OutputDraft::output).toList())
                .request(Request.of(draft.resources()))
                .time(draft.time())
                .retry(draft.retry())
                .needs(List.copyOf(needs))
                .env(draft.env())
                .build();
    }

    private Set<String> needs(StageDraft draft, StageCycles cycles) {
        Set<String> needs = new LinkedHashSet<>();
        for (Yaml.Scalar need : draft.needs()) {
            if (drafts.containsKey(need.text())) {
                needs.add(need.text());
                cycles.link(draft.name().text(), need.text(), need.span());
            } else if (!problems.isFull()) {
                problems.add(
                        ProblemCode.E103,
                        need.span(),
                        "there is no stage " + Words.quote(need.text()),
                        Words.nearest(need.text(), drafts.keySet())
                                        .map(near -> "did you mean " + Words.quote(near) + "?  ")
                                        .orElse("")
                                + "stages: " + Words.list(drafts.keySet()));
            }
        }
        return needs;
    }

    private Optional<Input> tie(String stage, InputDraft.Linked linked, StageCycles cycles) {
        String from = linked.from().text();
        int dot = from.indexOf('.');
        Ref ref = dot < 0 ? new Ref(from, "") : new Ref(from.substring(0, dot), from.substring(dot + 1));
        StageDraft upstream = drafts.get(ref.stage);
        if (upstream == null) {
            refuseStage(linked.from(), ref);
            return Optional.empty();
        }
        cycles.link(stage, ref.stage, linked.from().span());
        Map<String, Output> offered = outputs.getOrDefault(ref.stage, Map.of());
        Output output = offered.get(ref.output);
        if (output == null) {
            if (upstream.outputsAreNamed()) {
                refuseOutput(linked.from(), ref, offered.keySet());
            }
            return Optional.empty();
        }
        if (output.path().isEmpty()) {
            return Optional.empty();
        }
        taken.add(ref);
        return gather(linked, upstream)
                .map(as ->
                        new Input.From(linked.name(), ref.stage, ref.output, as, landing(linked.name(), output, as)));
    }

    private void refuseStage(Yaml.Scalar from, Ref ref) {
        if (problems.isFull()) {
            return;
        }
        String meant = Words.nearest(ref.stage, drafts.keySet())
                .map(near -> "did you mean " + Words.quote(completed(near, ref.output)) + "?  ")
                .orElse("");
        problems.add(
                ProblemCode.E103,
                from.span(),
                "there is no stage " + Words.quote(ref.stage),
                meant + "stages: " + Words.list(drafts.keySet()));
    }

    /// `stage.output`, the output being one that the stage has if that can be told.
    private String completed(String stage, String output) {
        Set<String> offered = outputs.getOrDefault(stage, Map.of()).keySet();
        if (offered.contains(output)) {
            return stage + "." + output;
        }
        return Words.nearest(output, offered)
                .or(() -> offered.stream().findFirst())
                .map(near -> stage + "." + near)
                .orElse(stage);
    }

    private void refuseOutput(Yaml.Scalar from, Ref ref, Set<String> offered) {
        String what = ref.output.isEmpty()
                ? Words.quote(from.text()) + " names no output"
                : "stage " + Words.shown(ref.stage) + " has no output " + Words.quote(ref.output);
        String help = offered.isEmpty()
                ? "stage " + Words.shown(ref.stage) + " has no outputs; name them in its `out`"
                : "did you mean " + Words.quote(completed(ref.stage, ref.output)) + "?  outputs of "
                        + Words.shown(ref.stage) + ": " + Words.list(offered);
        problems.add(ProblemCode.E103, from.span(), what, help);
    }

    private Optional<Input.Gather> gather(InputDraft.Linked linked, StageDraft upstream) {
        boolean one = upstream.sweep().size() == 1;
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

    private void refuseGather(Span span, StageDraft upstream) {
        problems.add(
                ProblemCode.E123,
                span,
                "stage " + Words.shown(upstream.name().text()) + " has "
                        + Words.count(upstream.sweep().size()) + " tasks, so this is not one file",
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

    /// Warns of outputs that nobody will ever see.
    void warnOfUnused() {
        Set<String> takenFrom = new HashSet<>();
        taken.forEach(ref -> takenFrom.add(ref.stage));
        for (StageDraft draft : drafts.values()) {
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
