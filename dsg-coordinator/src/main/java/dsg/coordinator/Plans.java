// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridView;
import dsg.core.ResumePlan;
import dsg.model.JobSpec;
import dsg.model.StageSpec;
import dsg.model.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a job would do, for whoever asks before handing it in.
final class Plans {

    private Plans() {}

    static Map<String, Object> shape(
            GridView view, JobSpec spec, Submission submission, GridSnapshot snapshot, Instant now) {
        List<NodeView> nodes =
                snapshot.nodes().stream().filter(NodeView::connected).toList();
        List<ResumePlan.StagePlan> plans = ResumePlan.of(view, spec, submission, now);
        List<Map<String, Object>> stages = new ArrayList<>();
        long run = 0;
        long reused = 0;
        Duration guess = Duration.ZERO;
        for (ResumePlan.StagePlan plan : plans) {
            StageSpec stage = spec.stage(plan.name()).orElseThrow();
            int toRun = plan.tasks() - plan.reused();
            run += toRun;
            reused += plan.reused();
            long atOnce = nodes.stream().mapToLong(node -> atOnce(node, stage)).sum();
            guess = guess.plus(guess(stage, toRun, atOnce).orElse(Duration.ZERO));
            stages.add(stage(plan, stage, nodes, toRun));
        }
        Map<String, Object> shape = Shapes.versioned();
        shape.put("name", spec.name());
        shape.put("run", run);
        shape.put("reused", reused);
        shape.put("fits", stages.stream().allMatch(stage -> Boolean.TRUE.equals(stage.get("fits"))));
        if (guess.isPositive()) {
            shape.put("guess_s", guess.toSeconds());
        }
        shape.put("stages", stages);
        return shape;
    }

    private static Map<String, Object> stage(
            ResumePlan.StagePlan plan, StageSpec stage, List<NodeView> nodes, int toRun) {
        Map<String, Object> atOnce = new LinkedHashMap<>();
        for (NodeView node : nodes) {
            atOnce.put(node.facts().name(), atOnce(node, stage));
        }
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", plan.name());
        shape.put("tasks", plan.tasks());
        shape.put("run", toRun);
        shape.put("reused", plan.reused());
        shape.put("reasons", plan.reasons());
        shape.put("request", stage.request().toString());
        shape.put("at_once", atOnce);
        shape.put("fits", toRun == 0 || nodes.stream().anyMatch(node -> atOnce(node, stage) > 0));
        return shape;
    }

    private static long atOnce(NodeView node, StageSpec stage) {
        return node.facts().suits(stage.request())
                ? node.facts().capacity().times(stage.request().resources())
                : 0;
    }

    /// From what the job file expects of one task.
    private static Optional<Duration> guess(StageSpec stage, int tasks, long atOnce) {
        return atOnce == 0
                ? Optional.empty()
                : stage.expect().map(one -> one.multipliedBy(Math.ceilDiv(tasks, atOnce)));
    }
}
