// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.StageSpec;
import dsg.model.Target;
import dsg.model.TaskId;
import java.util.HashSet;
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
            stage.cancelled++;
        }
    }
}
