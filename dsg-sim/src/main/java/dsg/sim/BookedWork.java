// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.Checkpoint;
import dsg.model.GridEvent;
import java.util.List;
import java.util.Optional;

/// What tasks have kept of their work, as the books have it.
final class BookedWork {

    private BookedWork() {}

    /// The task goes on from this if it is tried again; why it must not, if so.
    static Optional<String> take(GridEvent.CheckpointTaken taken, BookedJob.Task task) {
        List<Checkpoint.Saved> before = task.kept;
        task.kept = taken.checkpoint().files();
        if (task.attempts != taken.attempt().number() || !task.on.equals(Optional.of(taken.node()))) {
            return Optional.of("is not its task's current attempt");
        }
        return bytes(before) > taken.checkpoint().bytes()
                ? Optional.of("has more than that already, from an earlier attempt or from itself")
                : Optional.empty();
    }

    private static long bytes(List<Checkpoint.Saved> files) {
        return files.stream().mapToLong(file -> file.artefact().bytes()).sum();
    }

    /// The job is over, and nothing of it goes on.
    static void forget(BookedJob job) {
        job.stages.values().forEach(stage -> stage.tasks.values().forEach(task -> task.kept = List.of()));
    }
}
