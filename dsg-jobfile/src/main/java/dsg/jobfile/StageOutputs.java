// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.StageDraft.OutputDraft;
import dsg.model.Output;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds stages and outputs by the names that other stages call them.
final class StageOutputs {

    /// `stage.output`, taken apart.
    record Ref(String stage, String output) {

        static Ref of(String text) {
            int dot = text.indexOf('.');
            return dot < 0 ? new Ref(text, "") : new Ref(text.substring(0, dot), text.substring(dot + 1));
        }
    }

    /// An output that there is.
    record Found(Ref ref, Output output) {}

    private final Problems problems;
    private final Map<String, StageDraft> drafts = new LinkedHashMap<>();
    private final Map<String, Map<String, Output>> outputs = new HashMap<>();

    StageOutputs(Problems problems, List<StageDraft> stages) {
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

    /// The stages in the order of the file.
    Map<String, StageDraft> drafts() {
        return drafts;
    }

    /// The outputs of a stage, by name.
    Map<String, Output> of(String stage) {
        return outputs.getOrDefault(stage, Map.of());
    }

    /// The output that is meant; if there is none, that is noted.
    Optional<Found> find(Yaml.Scalar from) {
        Ref ref = Ref.of(from.text());
        StageDraft upstream = drafts.get(ref.stage);
        if (upstream == null) {
            refuseStage(from, ref);
            return Optional.empty();
        }
        Output output = of(ref.stage).get(ref.output);
        if (output == null) {
            if (upstream.outputsAreNamed()) {
                refuseOutput(from, ref, of(ref.stage).keySet());
            }
            return Optional.empty();
        }
        return output.path().isEmpty() ? Optional.empty() : Optional.of(new Found(ref, output));
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
        Set<String> offered = of(stage).keySet();
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
}
