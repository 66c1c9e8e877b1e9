// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.StageSpec;
import dsg.model.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// All that is true of one job.
public final class JobLedger {

    private final GridEvent.JobSubmitted submitted;
    private final Map<String, StageLedger> stages = new LinkedHashMap<>();
    private boolean cancelled;
    private Optional<JobState> end = Optional.empty();
    private Instant endedAt = Instant.MAX;

    JobLedger(GridEvent.JobSubmitted submitted) {
        this.submitted = submitted;
        for (StageSpec stage : submitted.spec().stages()) {
            stages.put(stage.name(), new StageLedger(submitted.job(), stage));
        }
        // A stage whose sweep is empty holds nothing up.
        stages.values().stream()
                .filter(StageLedger::isDone)
                .forEach(stage -> applyStageDone(stage.spec().name()));
    }

    /// The job's number.
    public JobId id() {
        return submitted.job();
    }

    /// The job as its file says it.
    public JobSpec spec() {
        return submitted.spec();
    }

    /// The job file as it was written.
    public String text() {
        return submitted.text();
    }

    Instant submittedAt() {
        return submitted.at();
    }

    /// When it ended; [Instant#MAX] while it has not.
    Instant endedAt() {
        return endedAt;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /// The job's state in the words of the contract.
    public JobState state() {
        return end.orElseGet(
                () -> stages.values().stream().anyMatch(StageLedger::hasBegun) ? JobState.RUNNING : JobState.WAITING);
    }

    Collection<StageLedger> stages() {
        return Collections.unmodifiableCollection(stages.values());
    }

    Optional<StageLedger> stage(String stage) {
        return Optional.ofNullable(stages.get(stage));
    }

    StageLedger stageNamed(String stage) {
        return stage(stage)
                .orElseThrow(() -> new IllegalStateException("Job " + id() + " has no stage " + stage + "."));
    }

    /// Whether the stage's tasks may start: all stages before it are done, and nobody asked for the job's
    /// end.
    boolean isOpen(StageLedger stage) {
        return !cancelled && end.isEmpty() && stage.upstreamDone();
    }

    /// How the job ends, once nothing of it runs or can run any more.
    Optional<JobState> outcome() {
        if (end.isPresent() || stages.values().stream().anyMatch(stage -> stage.running() > 0)) {
            return Optional.empty();
        }
        if (cancelled) {
            return Optional.of(JobState.CANCELLED);
        }
        if (stages.values().stream().allMatch(StageLedger::isDone)) {
            return Optional.of(JobState.DONE);
        }
        boolean somethingCanRun =
                stages.values().stream().anyMatch(stage -> stage.upstreamDone() && stage.waiting() > 0);
        return somethingCanRun ? Optional.empty() : Optional.of(JobState.FAILED);
    }

    Optional<Instant> nextRetry(Instant now) {
        return stages.values().stream()
                .filter(this::isOpen)
                .flatMap(stage -> stage.nextRetry(now).stream())
                .min(Instant::compareTo);
    }

    void forEachRunning(BiConsumer<AttemptId, NodeId> visitor) {
        stages.values().forEach(stage -> stage.forEachRunning(visitor));
    }

    void applyCancelled() {
        cancelled = true;
    }

    void applyRetried(Target target, Instant at) {
        cancelled = false;
        end = Optional.empty();
        endedAt = Instant.MAX;
        stages.values().forEach(stage -> stage.applyRetried(target, at));
    }

    void applyStageDone(String done) {
        stages.values().forEach(stage -> stage.applyUpstreamDone(done));
    }

    void applyEnded(JobState state, Instant at) {
        if (end.isPresent()) {
            throw new IllegalStateException("Job " + id() + " ends twice: " + end.get() + ", then " + state + ".");
        }
        end = Optional.of(state);
        endedAt = at;
    }
}
