// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what a resumed job need not run again: a task is reused if a task of the earlier job that is done had the
/// same content, whatever its stage or number.
final class Reuse {

    /// So many tasks are looked at in one turn, so that nobody waits long for an answer meanwhile.
    static final int SLICE = 2_000;

    private final Map<JobId, Map<Digest, TaskId>> made = new HashMap<>();
    private boolean unfinished;

    /// Whether the last look found tasks to look at: there may be more, or some that what was reused let start.
    boolean isUnfinished() {
        return unfinished;
    }

    /// What can be reused of the tasks that may start now; at most [#SLICE] are looked at.
    List<GridEvent.TaskReused> look(GridView view, Instant now) {
        List<GridEvent.TaskReused> reused = new ArrayList<>();
        int left = SLICE;
        for (JobLedger job : view.resuming()) {
            Optional<JobLedger> earlier = job.submission().resumes().flatMap(view::job);
            int most = left;
            left -= earlier.map(from -> look(job, from, view.data(), most, now, reused))
                    .orElseGet(() -> pass(job, most));
        }
        unfinished = left < SLICE;
        made.keySet()
                .removeIf(id -> view.resuming().stream()
                        .noneMatch(job ->
                                job.submission().resumes().filter(id::equals).isPresent()));
        return reused;
    }

    /// The same for one job; how many tasks were looked at.
    int look(
            JobLedger job,
            JobLedger earlier,
            DataLedger data,
            int max,
            Instant now,
            List<GridEvent.TaskReused> reused) {
        Contents contents = new Contents(job);
        int looked = 0;
        for (StageLedger stage : job.stages()) {
            if (job.isOpen(stage)) {
                List<Integer> numbers = stage.takeUnexamined(max - looked);
                looked += numbers.size();
                for (int number : numbers) {
                    Digest key = contents.of(stage, number).key();
                    Optional.ofNullable(madeBy(earlier).get(key))
                            .filter(from -> isThere(earlier, from, data))
                            .ifPresent(from -> reused.add(
                                    new GridEvent.TaskReused(stage.id().task(number), from, now)));
                }
            }
        }
        return looked;
    }

    /// The earlier job was deleted: nothing is reused, and whatever may start does; how many tasks that lets go.
    private static int pass(JobLedger job, int max) {
        int passed = 0;
        for (StageLedger stage : job.stages()) {
            if (job.isOpen(stage)) {
                passed += stage.takeUnexamined(max - passed).size();
            }
        }
        return passed;
    }

    /// Whether what the task made is still there: nothing of it was collected.
    private static boolean isThere(JobLedger job, TaskId id, DataLedger data) {
        return job.stageNamed(id.stage())
                .task(id.number())
                .filter(task -> data.firstCollected(task.outputs()).isEmpty())
                .isPresent();
    }

    private Map<Digest, TaskId> madeBy(JobLedger earlier) {
        return made.computeIfAbsent(earlier.id(), _ -> {
            Map<Digest, TaskId> byKey = new HashMap<>();
            Contents contents = new Contents(earlier);
            for (StageLedger stage : earlier.stages()) {
                for (int number = 1; number <= stage.tasks() && stage.hasBegun(); number++) {
                    if (stage.stateOf(number).isDone()) {
                        byKey.putIfAbsent(
                                contents.of(stage, number).key(), stage.id().task(number));
                    }
                }
            }
            return byKey;
        });
    }
}
