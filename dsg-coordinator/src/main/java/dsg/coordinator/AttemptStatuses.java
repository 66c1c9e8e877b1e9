// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.JobId;
import dsg.model.StageId;
import dsg.model.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How running attempts fare, as their nodes last said it. For people; a restart forgets it until a node
/// says the next change.
final class AttemptStatuses {

    private final Map<StageId, Map<TaskId, AttemptStatus>> byStage = new ConcurrentHashMap<>();
    private final Map<JobId, Long> changedAt = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final MetricLines lines = new MetricLines();

    /// What the running tasks of a stage say together.
    ///
    /// @param progress the sum of the shares of their work that are done, each from 0 to 1
    /// @param note what one says of itself, if only one says anything
    /// @param looksStuck how many look stuck
    /// @param frozen how many are frozen, for the owners of their machines
    /// @param whyFrozen why one of them is; empty if none is
    record Together(double progress, String note, int looksStuck, int frozen, String whyFrozen) {}

    void say(List<AttemptStatus> statuses, Instant now) {
        lines.say(statuses, now);
        for (AttemptStatus status : statuses) {
            TaskId task = status.attempt().task();
            StageId stage = stage(task);
            byStage.computeIfAbsent(stage, _ -> new ConcurrentHashMap<>()).put(task, status);
            changedAt.put(stage.job(), changes.incrementAndGet());
        }
    }

    private static StageId stage(TaskId task) {
        return new StageId(task.job(), task.stage());
    }

    /// An attempt of this task is over, or another begins.
    void forget(TaskId task) {
        if (!byStage.isEmpty()) {
            byStage.computeIfPresent(stage(task), (_, statuses) -> {
                statuses.remove(task);
                return statuses.isEmpty() ? null : statuses;
            });
        }
    }

    /// The job was deleted, and no task of it runs.
    void forget(JobId job) {
        changedAt.remove(job);
        lines.forget(job);
    }

    /// What tasks have measured over time.
    MetricLines lines() {
        return lines;
    }

    Optional<AttemptStatus> of(AttemptId attempt) {
        TaskId task = attempt.task();
        return Optional.ofNullable(byStage.getOrDefault(stage(task), Map.of()).get(task))
                .filter(status -> status.attempt().equals(attempt));
    }

    /// What the running tasks of a stage say; none if none says anything.
    Optional<Together> of(StageId stage) {
        Collection<AttemptStatus> statuses =
                byStage.getOrDefault(stage, Map.of()).values();
        if (statuses.isEmpty()) {
            return Optional.empty();
        }
        double progress = 0;
        int stuck = 0;
        int frozen = 0;
        String note = "";
        String whyFrozen = "";
        for (AttemptStatus status : statuses) {
            progress += status.progress().orElse(0.0);
            stuck += status.looksStuck() ? 1 : 0;
            note = status.note();
            if (status.frozen().isPresent()) {
                frozen++;
                whyFrozen = status.frozen().get().why();
            }
        }
        return Optional.of(new Together(progress, statuses.size() == 1 ? note : "", stuck, frozen, whyFrozen));
    }

    /// How much was said so far: grows with every word.
    long changes() {
        return changes.get();
    }

    /// Whether anything was said of the job after this many words.
    boolean changedSince(JobId job, long words) {
        return changedAt.getOrDefault(job, 0L) > words;
    }
}
