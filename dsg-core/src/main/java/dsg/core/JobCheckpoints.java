// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.GridEvent;
import dsg.model.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What the tasks of a job have kept of their work: of each that is to go on, the newest checkpoint, and nothing of one
/// that is over.
final class JobCheckpoints {

    /// A checkpoint, and when it was taken.
    record Kept(AttemptId attempt, Checkpoint checkpoint, Instant at) {}

    private final Map<TaskId, Kept> newest = new LinkedHashMap<>();
    private final Map<AttemptId, GridQueries.CheckpointView> begunFrom = new HashMap<>();

    /// What the task's next attempt goes on from.
    Optional<Kept> newest(TaskId task) {
        return Optional.ofNullable(newest.get(task));
    }

    /// All that attempts may still go on from.
    Collection<Kept> all() {
        return Collections.unmodifiableCollection(newest.values());
    }

    /// What this attempt went on from.
    Optional<GridQueries.CheckpointView> begunFrom(AttemptId attempt) {
        return Optional.ofNullable(begunFrom.get(attempt));
    }

    void applyPlaced(AttemptId attempt) {
        newest(attempt.task()).ifPresent(kept -> begunFrom.put(attempt, GridQueries.CheckpointView.of(kept)));
    }

    void applyTaken(GridEvent.CheckpointTaken taken) {
        newest.put(taken.attempt().task(), new Kept(taken.attempt(), taken.checkpoint(), taken.at()));
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        if (!(ended.next() instanceof GridEvent.Next.Again)) {
            newest.remove(ended.attempt().task());
        }
    }

    /// These tasks are over.
    void applyOver(Predicate<TaskId> which) {
        newest.keySet().removeIf(which);
    }
}
