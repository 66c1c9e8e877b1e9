// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptReport;
import dsg.model.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is other in one job than in another, by content: stage by stage, tasks with the same sweep values side by side.
public final class JobDiff {

    /// A stage that one or both of the jobs have.
    ///
    /// @param before how many tasks it has in the first job
    /// @param after how many tasks it has in the second
    /// @param onlyBefore how many points of its sweep only the first job has
    /// @param onlyAfter how many points only the second has
    /// @param same how many tasks of both depend on the same
    /// @param changes what else the others depend on, each with the number of tasks that it is true of
    /// @param sameOutputs how many outputs of tasks that are done in both have the same content
    /// @param otherOutputs the outputs whose content is other, each with the number of tasks that it is true of
    public record StageDiff(
            String name,
            int before,
            int after,
            int onlyBefore,
            int onlyAfter,
            int same,
            Map<String, Integer> changes,
            int sameOutputs,
            Map<String, Integer> otherOutputs) {}

    private final JobLedger before;
    private final JobLedger after;
    private final Contents contentsBefore;
    private final Contents contentsAfter;

    private JobDiff(JobLedger before, JobLedger after) {
        this.before = before;
        this.after = after;
        this.contentsBefore = new Contents(before);
        this.contentsAfter = new Contents(after);
    }

    /// The stages of both, those of the second job in its order first.
    public static List<StageDiff> of(JobLedger before, JobLedger after) {
        JobDiff diff = new JobDiff(before, after);
        Set<String> names = new LinkedHashSet<>();
        after.stages().forEach(stage -> names.add(stage.spec().name()));
        before.stages().forEach(stage -> names.add(stage.spec().name()));
        return names.stream().map(diff::stage).toList();
    }

    private StageDiff stage(String name) {
        Optional<StageLedger> old = before.stage(name);
        Optional<StageLedger> now = after.stage(name);
        if (old.isEmpty() || now.isEmpty()) {
            int tasksBefore = old.map(StageLedger::tasks).orElse(0);
            int tasksAfter = now.map(StageLedger::tasks).orElse(0);
            return new StageDiff(name, tasksBefore, tasksAfter, tasksBefore, tasksAfter, 0, Map.of(), 0, Map.of());
        }
        return new Comparison(old.get(), now.get()).diff();
    }

    /// One stage in both jobs.
    private final class Comparison {
        private final StageLedger old;
        private final StageLedger now;
        private final Map<String, Integer> changes = new LinkedHashMap<>();
        private final Map<String, Integer> otherOutputs = new LinkedHashMap<>();
        private int same;
        private int sameOutputs;
        private int onlyAfter;

        Comparison(StageLedger old, StageLedger now) {
            this.old = old;
            this.now = now;
        }

        StageDiff diff() {
            Map<Map<String, String>, Integer> points = new HashMap<>();
            for (int number = 1; number <= old.tasks(); number++) {
                points.put(old.spec().sweep().values(number), number);
            }
            for (int number = 1; number <= now.tasks(); number++) {
                Integer earlier = points.remove(now.spec().sweep().values(number));
                if (earlier == null) {
                    onlyAfter++;
                } else {
                    compare(earlier, number);
                }
            }
            return new StageDiff(
                    now.spec().name(),
                    old.tasks(),
                    now.tasks(),
                    points.size(),
                    onlyAfter,
                    same,
                    changes,
                    sameOutputs,
                    otherOutputs);
        }

        private void compare(int earlier, int number) {
            if (isReady(old, earlier) && isReady(now, number)) {
                contentsAfter
                        .of(now, number)
                        .since(contentsBefore.of(old, earlier))
                        .ifPresentOrElse(change -> changes.merge(change, 1, Integer::sum), () -> same++);
            } else {
                changes.merge("what it takes is not there yet", 1, Integer::sum);
            }
            compareStates(old.stateOf(earlier), now.stateOf(number));
            Map<String, String> made = new HashMap<>();
            outputs(old, earlier)
                    .forEach(output ->
                            made.put(output.output(), output.artefact().digest().hex()));
            for (AttemptReport.Produced output : outputs(now, number)) {
                String was = made.get(output.output());
                if (output.artefact().digest().hex().equals(was)) {
                    sameOutputs++;
                } else if (was != null) {
                    otherOutputs.merge(output.output(), 1, Integer::sum);
                }
            }
        }

        private void compareStates(TaskState was, TaskState is) {
            if (was.isDone() != is.isDone()) {
                changes.merge("was " + was.word() + " and is " + is.word(), 1, Integer::sum);
            }
        }
    }

    private static boolean isReady(StageLedger stage, int number) {
        return stage.upstreamDone() && !stage.isHeldUp(number);
    }

    private static List<AttemptReport.Produced> outputs(StageLedger stage, int number) {
        return stage.task(number).map(TaskLedger::outputs).orElse(List.of());
    }
}
