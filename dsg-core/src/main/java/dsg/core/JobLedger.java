// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Condition;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Target;
import dsg.model.TaskId;
import dsg.model.TaskState;
import dsg.model.Verdict;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// All that is true of one job.
public final class JobLedger {

    private final GridEvent.JobSubmitted submitted;
    private final Map<String, StageLedger> stages = new LinkedHashMap<>();
    /// By a stage's name, the stages that come after it, by data or by `needs`.
    private final Map<String, List<StageLedger>> after = new HashMap<>();
    private final List<StageLedger> conditional = new ArrayList<>();
    private final Set<String> results;
    private final JobCheckpoints checkpoints = new JobCheckpoints();
    private final Set<String> satisfied = new LinkedHashSet<>();
    private boolean unsettled = true; // a stage whose sweep is empty holds nothing up
    private boolean cancelled;
    private boolean paused;
    private Optional<JobState> end = Optional.empty();
    private Instant endedAt = Instant.MAX;

    JobLedger(GridEvent.JobSubmitted submitted) {
        this.submitted = submitted;
        this.results = submitted.spec().results();
        Map<String, StageSpec> specs = new LinkedHashMap<>();
        submitted.spec().stages().forEach(stage -> specs.put(stage.name(), stage));
        Map<String, StageLedger> made = new HashMap<>();
        for (StageSpec stage : specs.values()) {
            StageLedger ledger = make(stage, specs, made);
            stages.put(stage.name(), ledger);
            stage.upstream()
                    .forEach(up ->
                            after.computeIfAbsent(up, _ -> new ArrayList<>()).add(ledger));
            if (stage.when() instanceof Condition.When) {
                conditional.add(ledger);
            }
        }
        settle(List.of());
    }

    /// Makes the stage after the one that it follows, which may stand below it in the file.
    private StageLedger make(StageSpec stage, Map<String, StageSpec> specs, Map<String, StageLedger> made) {
        StageLedger known = made.get(stage.name());
        if (known != null) {
            return known;
        }
        boolean resumes = submitted.submission().resumes().isPresent() && stage.cache();
        Optional<StageLedger> followed =
                stage.follows().map(other -> make(Objects.requireNonNull(specs.get(other)), specs, made));
        StageLedger ledger = new StageLedger(submitted.job(), stage, followed, resumes);
        made.put(stage.name(), ledger);
        return ledger;
    }

    private List<StageLedger> after(String stage) {
        return after.getOrDefault(stage, List.of());
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

    /// The stages of which the target has tasks.
    List<StageLedger> stages(Target target) {
        return switch (target) {
            case JobId _ -> List.copyOf(stages.values());
            case StageId stage -> List.of(stageNamed(stage.stage()));
            case TaskId task -> List.of(stageNamed(task.stage()));
        };
    }

    /// What its tasks have kept of their work.
    JobCheckpoints checkpoints() {
        return checkpoints;
    }

    /// Its stages that have a condition.
    List<StageLedger> conditional() {
        return conditional;
    }

    /// Whether no other stage takes this stage's outputs.
    boolean isFinal(StageLedger stage) {
        return results.contains(stage.spec().name());
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
        return somethingCanRun
                ? Optional.empty()
                : Optional.of(nothingButCancelled() ? JobState.CANCELLED : JobState.FAILED);
    }

    /// Whether people have cancelled tasks of it one by one until nothing came to any other end.
    private boolean nothingButCancelled() {
        return stages.values().stream().anyMatch(stage -> stage.cancelled() > 0)
                && stages.values().stream()
                        .allMatch(stage -> stage.done() + stage.cached() + stage.failed() == 0 && !stage.isUnclear());
    }

    /// Whether some of its tasks wait to be tried again.
    boolean hasRetries() {
        return stages.values().stream().anyMatch(StageLedger::hasRetries);
    }

    Optional<Instant> nextRetry(Instant now) {
        return stages.values().stream()
                .filter(StageLedger::hasRetries)
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
        stages.values().forEach(StageLedger::markChanged);
    }

    /// People ask for the end of a stage or a task; what can do without it goes on.
    void applyCancelled(Target target) {
        List<StageLedger> meant = stages(target);
        meant.forEach(stage -> stage.applyCancelled(target));
        checkpoints.applyOver(task -> stageNamed(task.stage()).stateOf(task.number()) instanceof TaskState.Cancelled);
        settle(meant);
    }

    /// A task of this stage is over. If it is done, those that follow it may start.
    void applyTaskOver(String stage, int number) {
        StageLedger over = stageNamed(stage);
        if (over.stateOf(number).isDone()) {
            after(stage).stream()
                    .filter(other ->
                            other.spec().follows().filter(stage::equals).isPresent())
                    .filter(other -> other.task(number).isEmpty())
                    .forEach(other -> other.applyReleased(number));
        }
        settle(List.of(over));
    }

    void applyJudged(String stage, Verdict verdict) {
        StageLedger judged = stageNamed(stage);
        judged.applyJudged(verdict);
        settle(List.of(judged));
    }

    /// Finds the stages that are now satisfied, and tells those that come after them: only what changed can be, and
    /// what that changes.
    private void settle(Collection<StageLedger> changed) {
        Deque<StageLedger> look = new ArrayDeque<>(unsettled ? stages.values() : changed);
        unsettled = false;
        while (!look.isEmpty()) {
            StageLedger stage = look.remove();
            if (stage.isSatisfied() && satisfied.add(stage.spec().name())) {
                for (StageLedger other : after(stage.spec().name())) {
                    isOver(stage, other);
                    look.add(other);
                }
            }
        }
    }

    private static void isOver(StageLedger stage, StageLedger other) {
        String name = stage.spec().name();
        other.applyUpstreamDone(name);
        if (other.spec().follows().filter(name::equals).isPresent()) {
            other.applyFollowedOver();
        }
        if (stage.isSkipped() && cannotDoWithout(other.spec(), name)) {
            other.applyJudged(new Verdict.Skip());
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
        Deque<String> look = new ArrayDeque<>(growing);
        while (!look.isEmpty()) {
            String followed = look.remove();
            after(followed).stream()
                    .map(StageLedger::spec)
                    .filter(other -> other.follows().filter(followed::equals).isPresent())
                    .filter(other -> growing.add(other.name()))
                    .forEach(other -> look.add(other.name()));
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
            for (StageLedger ledger : after(changed)) {
                StageSpec other = ledger.spec();
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
        unsettled = true;
        stages.values().forEach(StageLedger::markChanged);
        for (StageLedger stage : stages.values()) {
            boolean wasSatisfied = satisfied.contains(stage.spec().name());
            if (stage.applyRetried(target, at) && wasSatisfied) {
                outdate(stage.spec().name(), at);
            }
        }
    }

    /// What failed of these tasks of the stage on this node is tried again elsewhere.
    void applyExcused(String stage, BitSet tasks, NodeId node, Instant at) {
        boolean wasSatisfied = satisfied.contains(stage);
        unsettled = true;
        if (stageNamed(stage).applyExcused(tasks, node, at) && wasSatisfied) {
            outdate(stage, at);
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
        checkpoints.applyOver(_ -> true);
        stages.values().forEach(StageLedger::markChanged);
    }
}
