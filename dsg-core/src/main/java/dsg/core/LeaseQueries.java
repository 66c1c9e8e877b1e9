// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.NodeId;
import dsg.model.TaskId;
import java.util.List;
import java.util.Optional;

/// What a node may read: the inputs of the attempts that were given to it and are not over, what their tasks have kept
/// of their work before, and nothing else.
public final class LeaseQueries {

    private LeaseQueries() {}

    /// Whether this node may read this content for this attempt.
    ///
    /// @param maker the task that has made it, the attempt's own if that has kept it; none if it was handed in
    public static boolean mayRead(
            GridView view, NodeId node, AttemptId attempt, Optional<TaskId> maker, Digest content) {
        if (view.task(attempt.task())
                .filter(task -> task.isRunning(attempt, node))
                .isEmpty()) {
            return false;
        }
        JobLedger job = view.jobNamed(attempt.task().job());
        StageLedger stage = job.stageNamed(attempt.task().stage());
        List<Input> inputs = Orders.inputs(stage.spec(), attempt.task().number());
        if (maker.filter(attempt.task()::equals).isPresent()) {
            return job.checkpoints()
                    .newest(attempt.task())
                    .filter(kept -> kept.checkpoint().files().stream()
                            .anyMatch(file -> file.artefact().digest().equals(content)))
                    .isPresent();
        }
        return maker.map(task -> task.job().equals(attempt.task().job())
                        && inputs.stream().anyMatch(input -> gathers(input, job, attempt, task, content)))
                .orElseGet(() -> inputs.stream().anyMatch(input -> has(input, content)));
    }

    private static boolean has(Input input, Digest content) {
        return switch (input) {
            case Input.Local local ->
                local.files().stream().anyMatch(file -> file.artefact().digest().equals(content));
            case Input.From _ -> false;
        };
    }

    private static boolean gathers(Input input, JobLedger job, AttemptId attempt, TaskId maker, Digest content) {
        return switch (input) {
            case Input.Local _ -> false;
            case Input.From from ->
                from.stage().equals(maker.stage())
                        && (from.as() != Input.Gather.EACH
                                || maker.number() == attempt.task().number())
                        && GridQueries.produced(job.stageNamed(from.stage()), maker.number(), from.output())
                                .filter(artefact -> artefact.digest().equals(content))
                                .isPresent();
        };
    }
}
