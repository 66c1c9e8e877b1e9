// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.Checkpoint;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.StageSpec;
import dsg.model.Target;
import dsg.model.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A job as the books know it.
final class BookedJob {

    /// A task that was tried or cancelled; `end` is empty while it has none.
    static final class Task {
        int attempts;
        int failures;
        boolean toEnd;
        Optional<NodeId> on = Optional.empty();
        /// What it has kept of its work, while it has no end.
        List<Checkpoint.Saved> kept = List.of();
        /// What its last attempt went on from.
        List<Checkpoint.Saved> begunFrom = List.of();
        /// Where its last attempt failed at once, if it did.
        Optional<NodeId> failedAtOnceOn = Optional.empty();
        String end = "";
    }

    /// One of its stages.
    static final class Stage {
        final StageSpec spec;
        final Map<Integer, Task> tasks = new TreeMap<>();
        int running;
        int done;
        boolean quick;
        final Set<NodeId> doneOn = new HashSet<>();
        final Set<NodeId> badOn = new HashSet<>();
        int failed;
        int cancelled;

        Stage(StageSpec spec) {
            this.spec = spec;
        }

        boolean isDone(int number) {
            return endOf(number).equals("done");
        }

        private String endOf(int number) {
            return tasks.getOrDefault(number, new Task()).end;
        }
    }

    final Map<String, Stage> stages = new TreeMap<>();
    boolean cancelled;
    boolean paused;
    boolean deleted;
    int retries;
    Optional<JobState> end = Optional.empty();

    BookedJob(JobSpec spec) {
        spec.stages().forEach(stage -> stages.put(stage.name(), new Stage(stage)));
    }

    /// Whether what comes after the stage may go on: nothing of it is left, and it lacks no more than it may.
    boolean isSatisfied(String name) {
        Stage stage = stages.get(name);
        return stage != null
                && stage.done + stage.failed + stage.cancelled + absent(stage) == stage.spec.tasks()
                && !lacksTooMuch(stage);
    }

    boolean lacksTooMuch() {
        return stages.values().stream().anyMatch(BookedJob::lacksTooMuch);
    }

    private static boolean lacksTooMuch(Stage stage) {
        return stage.failed + stage.cancelled > stage.spec.failuresAllowed();
    }

    /// Whether none of its tasks came to an end but by a cancel.
    boolean isNothingButCancelled() {
        return stages.values().stream().allMatch(stage -> stage.done + stage.failed == 0);
    }

    /// How many of its tasks follow one that came to nothing, once all that it follows is over.
    int absent(Stage stage) {
        return (int) absentOf(stage).count();
    }

    private IntStream absentOf(Stage stage) {
        return stage.spec
                .follows()
                .filter(this::isSatisfied)
                .map(stages::get)
                .map(up -> IntStream.rangeClosed(1, stage.spec.tasks())
                        .filter(number -> stage.endOf(number).isEmpty() && !up.isDone(number)))
                .orElse(IntStream.empty());
    }

    /// What waits of this is cancelled; what runs is to be.
    void cancel(Target target) {
        stages.forEach((name, stage) -> {
            Set<Integer> absent = absentOf(stage).boxed().collect(Collectors.toSet());
            for (int number = 1; number <= stage.spec.tasks(); number++) {
                if (target.covers(new TaskId(target.job(), name, number)) && !absent.contains(number)) {
                    cancel(stage, stage.tasks.computeIfAbsent(number, _ -> new Task()));
                }
            }
        });
    }

    private static void cancel(Stage stage, Task task) {
        task.toEnd = task.on.isPresent();
        if (task.end.isEmpty() && task.on.isEmpty()) {
            task.end = "cancelled";
            task.kept = List.of();
            stage.cancelled++;
        }
    }

    /// Where its attempts are, for a message.
    List<String> whatRuns(JobId id) {
        List<String> running = new ArrayList<>();
        stages.forEach((name, stage) -> stage.tasks.forEach((number, task) -> task.on.ifPresent(
                node -> running.add(id + "." + name + "." + number + ".a" + task.attempts + " on " + node))));
        return running;
    }
}
