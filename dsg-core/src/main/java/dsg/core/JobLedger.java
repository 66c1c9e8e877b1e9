// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Target;
import dsg.model.Verdict;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// All that is true of one job.
public final class JobLedger {

    private final GridEvent.JobSubmitted submitted;
    private final Map<String, StageLedger> stages = new LinkedHashMap<>();
    private final Set<String> satisfied = new LinkedHashSet<>();
    private boolean cancelled;
    private boolean paused;
    private Optional<JobState> end = Optional.empty();
    private Instant endedAt = Instant.MAX;

    JobLedger(GridEvent.JobSubmitted submitted) {
        this.submitted = submitted;
        Map<String, StageLedger> made = new HashMap<>();
        for (StageSpec stage : submitted.spec().stages()) {
            make(stage.name(), made);
        }
        submitted.spec().stages().forEach(stage -> stages.put(stage.name(), made.get(stage.name())));
        // A stage whose sweep is empty holds nothing up.
        settle();
    }

    /// Makes the stage after the one that it follows, which may stand below it in the file.
    private StageLedger make(String name, Map<String, StageLedger> made) {
        StageLedger known = made.get(name);
        if (known != null) {
            return known;
        }
        StageSpec stage = submitted.spec().stage(name).orElseThrow();
        boolean resumes = submitted.submission().resumes().isPresent() && stage.cache();
        StageLedger ledger =
                new StageLedger(submitted.job(), stage, stage.follows().map(other -> make(other, made)), resumes);
        made.put(name, ledger);
        return ledger;
    }

    /// The job's number.
    public JobId id() {
        return submitted.job();
    }

    /// The job as its file says it.
    public JobSpec spec() {
        return submitted.spec();
    }

    /// The job as it was handed in.
    public Submission submission() {
        return submitted.submission();
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

    boolean isPaused() {
        return paused;
    }

    /// The job's state in the words of the contract.
    public JobState state() {
        if (paused) {
            return JobState.PAUSED;
        }
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

    /// Whether the stage's tasks may start: what it needs is there, and nobody asked for the job's end or a pause.
    boolean isOpen(StageLedger stage) {
        return !isOver() && !paused && stage.mayRun();
    }

    /// Whether nothing of it starts any more.
    boolean isOver() {
        return cancelled || end.isPresent();
    }

    /// How the job ends, once nothing of it runs or can run any more.
    Optional<JobState> outcome() {
        if (end.isPresent() || stages.values().stream().anyMatch(stage -> stage.running() > 0)) {
            return Optional.empty();
        }
        if (cancelled) {
            return Optional.of(JobState.CANCELLED);
        }
        if (satisfied.size() == stages.size()) {
            return Optional.of(JobState.DONE);
        }
        boolean somethingCanRun = stages.values().stream().anyMatch(StageLedger::hasWork);
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

    void applyPaused(boolean now) {
        paused = now;
    }

    void applyCancelled() {
        cancelled = true;
        paused = false;
    }

    /// A task of this stage is over. If it is done, those that follow it may start.
    void applyTaskOver(String stage, int number) {
        if (stageNamed(stage).stateOf(number).isDone()) {
            stages.values().stream()
                    .filter(other ->
                            other.spec().follows().filter(stage::equals).isPresent())
                    .filter(other -> other.task(number).isEmpty())
                    .forEach(other -> other.applyReleased(number));
        }
        settle();
    }

    void applyJudged(String stage, Verdict verdict) {
        stageNamed(stage).applyJudged(verdict);
        settle();
    }

    /// Finds the stages that are now satisfied, and tells those that come after them.
    private void settle() {
        boolean more = true;
        while (more) {
            more = false;
            for (StageLedger stage : stages.values()) {
                if (!satisfied.contains(stage.spec().name()) && stage.isSatisfied()) {
                    satisfied.add(stage.spec().name());
                    stages.values().forEach(other -> isOver(stage, other));
                    more = true;
                }
            }
        }
    }

    private static void isOver(StageLedger stage, StageLedger other) {
        String name = stage.spec().name();
        if (other.spec().upstream().contains(name)) {
            other.applyUpstreamDone(name);
            if (other.spec().follows().filter(name::equals).isPresent()) {
                other.applyFollowedOver(stage);
            }
            if (stage.isSkipped() && cannotDoWithout(other.spec(), name)) {
                other.applyJudged(new Verdict.Skip());
            }
        }
    }

    /// Whether a stage makes no sense without another: it needs it, follows it, or takes its one file.
    private static boolean cannotDoWithout(StageSpec stage, String other) {
        return stage.needs().contains(other)
                || stage.follows().filter(other::equals).isPresent()
                || stage.inputs().stream()
                        .anyMatch(input -> input instanceof Input.From from
                                && from.stage().equals(other)
                                && from.as() == Input.Gather.FILE);
    }

    /// This stage and those that follow it task by task: what they have made stays, and more is to come.
    private Set<String> growingWith(String stage) {
        Set<String> growing = new LinkedHashSet<>(Set.of(stage));
        boolean more = true;
        while (more) {
            more = spec().stages().stream()
                    .filter(other -> other.follows().filter(growing::contains).isPresent())
                    .anyMatch(other -> growing.add(other.name()));
        }
        return growing;
    }

    /// The stages that are to be made anew when more of this one is made: they take something of it as a whole, or of
    /// one that follows it, or come after such a stage.
    Set<String> outdatedBy(String stage) {
        Set<String> outdated = new LinkedHashSet<>();
        Deque<String> look = new ArrayDeque<>(growingWith(stage));
        while (!look.isEmpty()) {
            String changed = look.remove();
            for (StageSpec other : spec().stages()) {
                boolean whole =
                        other.gathersFrom().contains(changed) || other.needs().contains(changed);
                boolean follows = outdated.contains(changed)
                        && other.follows().filter(changed::equals).isPresent();
                if ((whole || follows) && outdated.add(other.name())) {
                    look.add(other.name());
                }
            }
        }
        return outdated;
    }

    void applyRetried(Target target, Instant at) {
        cancelled = false;
        end = Optional.empty();
        endedAt = Instant.MAX;
        for (StageLedger stage : stages.values()) {
            boolean wasSatisfied = satisfied.contains(stage.spec().name());
            if (stage.applyRetried(target, at) && wasSatisfied) {
                outdate(stage.spec().name(), at);
            }
        }
    }

    private void outdate(String changed, Instant at) {
        Set<String> growing = growingWith(changed);
        Set<String> outdated = outdatedBy(changed);
        satisfied.removeAll(growing);
        growing.stream()
                .filter(name -> !name.equals(changed))
                .map(this::stageNamed)
                .forEach(StageLedger::applyFollowedGrows);
        satisfied.removeAll(outdated);
        for (String name : outdated) {
            StageLedger stage = stageNamed(name);
            stage.spec().upstream().stream()
                    .filter(up -> growing.contains(up) || outdated.contains(up))
                    .filter(up -> stage.spec().follows().filter(up::equals).isEmpty())
                    .forEach(up -> stage.applyOutdated(up, at));
        }
    }

    void applyEnded(JobState state, Instant at) {
        if (end.isPresent()) {
            throw new IllegalStateException("Job " + id() + " ends twice: " + end.get() + ", then " + state + ".");
        }
        end = Optional.of(state);
        endedAt = at;
        paused = false;
    }
}
