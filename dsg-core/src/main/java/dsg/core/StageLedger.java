// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Condition;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.Request;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Target;
import dsg.model.TaskId;
import dsg.model.TaskState;
import dsg.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/// All that is true of one stage: its sweep's rule, when it may run, and its tasks: those that have been tried or
/// reused ([TriedTasks]), and those that were not and may be ([Untried]).
final class StageLedger {

    private final StageId id;
    private final StageSpec spec;
    private final Followed followed;
    private final Set<String> upstreamLeft = new HashSet<>();
    private final TriedTasks tried;
    private final Untried untried;
    private final StageRecord record = new StageRecord();
    private Optional<Verdict> verdict;
    private boolean changed = true;

    /// @param followed the stage that this one follows task by task
    /// @param resumes whether tasks may be reused instead of being run
    StageLedger(JobId job, StageSpec spec, Optional<StageLedger> followed, boolean resumes) {
        this.id = new StageId(job, spec.name());
        this.spec = spec;
        this.followed = new Followed(followed);
        this.tried = new TriedTasks(id);
        this.untried = followed.isPresent() ? Untried.released(resumes) : Untried.inOrder(spec.tasks(), resumes);
        this.verdict = spec.when() instanceof Condition.Always ? Optional.of(new Verdict.Run()) : Optional.empty();
        upstreamLeft.addAll(spec.gathersFrom());
        upstreamLeft.addAll(spec.needs());
    }

    StageId id() {
        return id;
    }

    StageSpec spec() {
        return spec;
    }

    int tasks() {
        return spec.tasks();
    }

    /// How many of its tasks are done by a run.
    int done() {
        return tried.done();
    }

    /// How many of its tasks are done by reuse.
    int cached() {
        return tried.cached();
    }

    int running() {
        return tried.running();
    }

    int failed() {
        return tried.failed().size();
    }

    /// The numbers of the tasks that failed for good, in the order in which they did.
    List<Integer> failedTasks() {
        return tried.failed();
    }

    /// How many of its tasks are cancelled, not counting what ends with its job.
    int cancelled() {
        return tried.cancelled() + untried.cancelled();
    }

    /// Whether people have cancelled the task while it ran, and it still does.
    boolean isEnding(int number) {
        return tried.ending().contains(number);
    }

    /// How many attempts were counted failures that were followed by another.
    int retried() {
        return tried.retried();
    }

    /// How long its tasks have run of late, once one is done.
    Optional<Duration> usualTime() {
        return tried.usualTime();
    }

    /// How its attempts have ended on which node.
    StageRecord record() {
        return record;
    }

    boolean isSkipped() {
        return verdict.filter(Verdict.Skip.class::isInstance).isPresent();
    }

    boolean isUnclear() {
        return verdict.filter(Verdict.Unclear.class::isInstance).isPresent();
    }

    Optional<Verdict> verdict() {
        return verdict;
    }

    /// How many of its tasks can never run, because the job goes on without those that they follow.
    int absent() {
        return followed.absent();
    }

    /// Whether the task can never run, because the job goes on without the one that it follows.
    boolean isAbsent(int number) {
        return followed.isOver() && isHeldUp(number);
    }

    /// Whether the task waits for the one it follows.
    boolean isHeldUp(int number) {
        return followed.holdsUp(number);
    }

    int waiting() {
        return isSkipped() ? 0 : tasks() - done() - cached() - running() - failed() - cancelled() - absent();
    }

    /// Whether the stages after it may begin: it is over, and lacks no more than it may.
    boolean isSatisfied() {
        int lacks = failed() + cancelled();
        boolean over = done() + cached() + lacks + absent() == tasks();
        return isSkipped() || (over && lacks <= spec.failuresAllowed());
    }

    boolean hasBegun() {
        return !tried.entries().isEmpty();
    }

    /// Whether everything that it takes or needs as a whole is there.
    boolean upstreamDone() {
        return upstreamLeft.isEmpty();
    }

    /// The stages that must still end before it begins; of one that it follows, none of its tasks is there yet.
    Set<String> upstreamLeft() {
        if (!followed.isPresent() || !untried.isEmpty() || !tried.retries().isEmpty() || followed.isOver()) {
            return upstreamLeft;
        }
        Set<String> left = new HashSet<>(upstreamLeft);
        left.add(followed.name());
        return left;
    }

    /// Whether its condition is to be looked at now; of no use if people have cancelled all that it could let run.
    boolean isToBeJudged() {
        boolean some = tasks() == 0 || cancelled() < tasks();
        return verdict.isEmpty() && upstreamDone() && some;
    }

    /// Whether its tasks may start as far as the stage itself goes.
    boolean mayRun() {
        return upstreamDone() && verdict.filter(Verdict.Run.class::isInstance).isPresent();
    }

    /// The task's entry; none if it was never tried.
    Optional<TaskLedger> task(int number) {
        return tried.entries().get(number);
    }

    int failuresOf(int number) {
        return task(number).map(TaskLedger::failures).orElse(0);
    }

    TaskState stateOf(int number) {
        return task(number)
                .map(TaskLedger::state)
                .orElseGet(() ->
                        untried.isCancelled(number) ? new TaskState.Cancelled() : new TaskState.Waiting(Instant.MIN));
    }

    /// What the task asks for: more with each failure, if its stage says so.
    Request requestOf(int number) {
        return spec.retry().grown(spec.request(), failuresOf(number));
    }

    /// The tasks that are to be tried again and may start now, each with its next attempt.
    List<AttemptId> retriesDue(Instant now) {
        return tried.retries().isDue(now)
                ? tried.retries().due(now).stream().map(tried::nextAttempt).toList()
                : List.of();
    }

    /// Up to `max` tasks that may be tried for the first time, each with its first attempt.
    List<AttemptId> firstTries(int max) {
        List<AttemptId> first = new ArrayList<>(Math.min(max, 64));
        untried.first(max, tried.entries()).forEach(number -> first.add(tried.nextAttempt(number)));
        return first;
    }

    boolean hasStartable(Instant now) {
        return !untried.first(1, tried.entries()).isEmpty() || tried.retries().isDue(now);
    }

    /// Whether something of it can still come to run by itself: now, or after a wait.
    boolean hasWork() {
        return isToBeJudged() || (mayRun() && hasWaiting());
    }

    /// Whether some of its tasks could be tried, were it to run.
    boolean hasWaiting() {
        return !untried.isEmpty() || !tried.retries().isEmpty();
    }

    /// Up to `max` tasks of which nobody has yet looked whether they can be reused; they are taken as looked at.
    List<Integer> takeUnexamined(int max) {
        markChanged();
        return untried.examine(max, tried.entries());
    }

    /// What a first task of it would ask for now.
    Request nextRequest(Instant now) {
        List<AttemptId> due = untried.isEmpty() ? retriesDue(now) : List.of();
        return due.isEmpty() ? spec.request() : requestOf(due.getFirst().task().number());
    }

    boolean hasRetries() {
        return !tried.retries().isEmpty();
    }

    /// Whether anything of it, or of its job's being over, has changed since the last call.
    boolean takeChanged() {
        boolean taken = changed;
        changed = false;
        return taken;
    }

    void markChanged() {
        changed = true;
    }

    /// The earliest moment after now at which a task may be tried again.
    Optional<Instant> nextRetry(Instant now) {
        return tried.retries().next(now);
    }

    void forEachRunning(BiConsumer<AttemptId, NodeId> visitor) {
        tried.forEachRunning(visitor);
    }

    /// The numbers of its tasks that belong to the target.
    private IntStream numbers(Target target) {
        return switch (target) {
            case JobId _ -> IntStream.rangeClosed(1, tasks());
            case StageId stage -> stage.equals(id) ? IntStream.rangeClosed(1, tasks()) : IntStream.empty();
            case TaskId task -> task.stageId().equals(id) ? IntStream.of(task.number()) : IntStream.empty();
        };
    }

    /// Whether something of it could be tried again.
    boolean hasFailedOrCancelled(Target target) {
        return isUnclear()
                || tried.hasFailedOrCancelled(number -> target.covers(id.task(number)))
                || (untried.cancelled() > 0 && numbers(target).anyMatch(untried::isCancelled));
    }

    /// Whether people have cancelled some of it that still runs.
    boolean hasEnding(Target target) {
        return tried.ending().stream().anyMatch(number -> target.covers(id.task(number)));
    }

    /// Whether some of it waits, or runs and nobody has asked for its end yet.
    boolean hasToCancel(Target target) {
        return (waiting() > 0 || tried.ending().size() < running())
                && numbers(target).anyMatch(this::canBeCancelled);
    }

    private boolean canBeCancelled(int number) {
        return switch (stateOf(number)) {
            case TaskState.Waiting _ -> !isSkipped() && !isAbsent(number);
            case TaskState.Running _ -> !isEnding(number);
            case TaskState.Done _, TaskState.Cached _, TaskState.Failed _, TaskState.Cancelled _ -> false;
        };
    }

    void applyUpstreamDone(String stage) {
        markChanged();
        upstreamLeft.remove(stage);
    }

    /// The stage that it follows is satisfied: what is not done of that is absent here.
    void applyFollowedOver() {
        markChanged();
        followed.applyOver(number -> stateOf(number) instanceof TaskState.Waiting);
    }

    /// The stage that it follows goes on after all.
    void applyFollowedGrows() {
        markChanged();
        followed.applyGrows();
    }

    void applyJudged(Verdict judged) {
        markChanged();
        verdict = Optional.of(judged);
    }

    /// The task with this number of the stage that it follows is done.
    void applyReleased(int number) {
        markChanged();
        untried.release(number);
    }

    /// What waits of this is cancelled, what runs is to be, and is never tried again by itself.
    void applyCancelled(Target target) {
        markChanged();
        BitSet meant = new BitSet();
        numbers(target).filter(this::canBeCancelled).forEach(meant::set);
        tried.applyCancelled(meant::get);
        meant.stream().filter(number -> task(number).isEmpty()).forEach(untried::cancel);
    }

    /// What failed or was cancelled of this waits again; whether anything did.
    boolean applyRetried(Target target, Instant at) {
        markChanged();
        boolean any = hasFailedOrCancelled(target);
        if (isUnclear()) {
            verdict = Optional.empty();
        }
        tried.applyRetried(number -> target.covers(id.task(number)), at);
        if (untried.cancelled() > 0) {
            numbers(target).filter(untried::isCancelled).forEach(untried::restore);
        }
        return any;
    }

    /// Failures of these tasks on this node do not count, and they are not to be tried there again; whether any waits
    /// again that had failed for good.
    boolean applyExcused(BitSet numbers, NodeId node, Instant at) {
        markChanged();
        return tried.applyExcused(numbers, node, at);
    }

    /// A stage that it takes as a whole is made again in part: so is it, as a whole, once that one is done.
    void applyOutdated(String stage, Instant at) {
        markChanged();
        upstreamLeft.add(stage);
        if (spec.when() instanceof Condition.When) {
            verdict = Optional.empty();
        }
        tried.applyOutdated(tasks(), at);
    }

    void applyReused(int number, TaskId from, TaskLedger.Past past) {
        markChanged();
        untried.take(number);
        tried.applyReused(number, from, past);
    }

    void applyPlaced(AttemptId attempt, KnownFacts node, Instant at) {
        markChanged();
        int number = attempt.task().number();
        if (!tried.nextAttempt(number).equals(attempt)) {
            throw new IllegalStateException(attempt + " is placed, but next is " + tried.nextAttempt(number) + ".");
        }
        if (task(number).isEmpty()) {
            untried.take(number);
        }
        tried.applyPlaced(number, node, at);
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        markChanged();
        tried.applyEnded(ended);
        record.applyEnded(ended);
    }
}
