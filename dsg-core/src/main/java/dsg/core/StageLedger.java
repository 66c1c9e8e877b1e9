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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// All that is true of one stage: its sweep's rule, and an entry for each task that has been tried or reused. Which
/// tasks may be tried for the first time is the business of [Untried].
final class StageLedger {

    private final StageId id;
    private final StageSpec spec;
    private final Optional<StageLedger> followed;
    private final Set<String> upstreamLeft = new HashSet<>();
    private final TaskTable tried = new TaskTable();
    private final Untried untried;
    private final Retries retries = new Retries();
    private final TreeSet<Integer> runningTasks = new TreeSet<>();
    private final List<Integer> failedTasks = new ArrayList<>();
    private final List<Integer> cancelledTasks = new ArrayList<>();
    private Optional<Verdict> verdict;
    private boolean followedOver;
    private int absent;
    private int done;
    private int cached;
    private int retried;
    private Optional<Duration> usualTime = Optional.empty();
    private boolean changed = true;

    /// @param followed the stage that this one follows task by task
    /// @param resumes whether tasks may be reused instead of being run
    StageLedger(JobId job, StageSpec spec, Optional<StageLedger> followed, boolean resumes) {
        this.id = new StageId(job, spec.name());
        this.spec = spec;
        this.followed = followed;
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
        return done;
    }

    /// How many of its tasks are done by reuse.
    int cached() {
        return cached;
    }

    int running() {
        return runningTasks.size();
    }

    int failed() {
        return failedTasks.size();
    }

    /// The numbers of the tasks that failed for good, in the order in which they did.
    List<Integer> failedTasks() {
        return failedTasks;
    }

    /// How many of its tried tasks are cancelled.
    int cancelled() {
        return cancelledTasks.size();
    }

    /// How many attempts were counted failures that were followed by another.
    int retried() {
        return retried;
    }

    /// How long its tasks have run of late, once one is done.
    Optional<Duration> usualTime() {
        return usualTime;
    }

    boolean isSkipped() {
        return verdict.filter(Verdict.Skip.class::isInstance).isPresent();
    }

    Optional<Verdict> verdict() {
        return verdict;
    }

    /// How many of its tasks can never run, because the tasks they follow have failed and the job goes on without.
    int absent() {
        return absent;
    }

    /// Whether the task can never run, because the one it follows has failed and the job goes on without.
    boolean isAbsent(int number) {
        return followedOver && isHeldUp(number);
    }

    /// Whether the task waits for the one it follows.
    boolean isHeldUp(int number) {
        return followed.filter(stage -> !stage.stateOf(number).isDone()).isPresent();
    }

    int waiting() {
        return isSkipped() ? 0 : tasks() - done - cached - running() - failed() - cancelled() - absent();
    }

    /// Whether the stages after it may begin: it is over, and no more of it has failed than may.
    boolean isSatisfied() {
        boolean over = done + cached + failed() + absent() == tasks();
        return isSkipped() || (over && failed() <= spec.failuresAllowed());
    }

    boolean hasBegun() {
        return !tried.isEmpty();
    }

    /// Whether everything that it takes or needs as a whole is there.
    boolean upstreamDone() {
        return upstreamLeft.isEmpty();
    }

    /// The stages that must still end before it begins; of one that it follows, none of its tasks is there yet.
    Set<String> upstreamLeft() {
        if (followed.isEmpty() || !untried.isEmpty() || !retries.isEmpty() || followedOver) {
            return upstreamLeft;
        }
        Set<String> left = new HashSet<>(upstreamLeft);
        left.add(followed.get().spec().name());
        return left;
    }

    /// Whether its condition is to be looked at now.
    boolean isToBeJudged() {
        return verdict.isEmpty() && upstreamDone();
    }

    /// Whether its tasks may start as far as the stage itself goes.
    boolean mayRun() {
        return upstreamDone() && verdict.filter(Verdict.Run.class::isInstance).isPresent();
    }

    /// The task's entry; none if it was never tried.
    Optional<TaskLedger> task(int number) {
        return tried.get(number);
    }

    int failuresOf(int number) {
        return task(number).map(TaskLedger::failures).orElse(0);
    }

    TaskState stateOf(int number) {
        return task(number).map(TaskLedger::state).orElse(new TaskState.Waiting(Instant.MIN));
    }

    /// What the task asks for: more with each failure, if its stage says so.
    Request requestOf(int number) {
        return spec.retry().grown(spec.request(), failuresOf(number));
    }

    /// The tasks that are to be tried again and may start now, each with its next attempt.
    List<AttemptId> retriesDue(Instant now) {
        return retries.isDue(now)
                ? retries.due(now).stream().map(this::nextAttempt).toList()
                : List.of();
    }

    /// Up to `max` tasks that may be tried for the first time, each with its first attempt.
    List<AttemptId> firstTries(int max) {
        List<AttemptId> first = new ArrayList<>(Math.min(max, 64));
        untried.first(max, tried).forEach(number -> first.add(nextAttempt(number)));
        return first;
    }

    boolean hasStartable(Instant now) {
        return !untried.first(1, tried).isEmpty() || retries.isDue(now);
    }

    /// Whether something of it can still come to run by itself: now, or after a wait.
    boolean hasWork() {
        return isToBeJudged() || (mayRun() && hasWaiting());
    }

    /// Whether some of its tasks could be tried, were it to run.
    boolean hasWaiting() {
        return !untried.isEmpty() || !retries.isEmpty();
    }

    /// Up to `max` tasks of which nobody has yet looked whether they can be reused; they are taken as looked at.
    List<Integer> takeUnexamined(int max) {
        markChanged();
        return untried.examine(max, tried);
    }

    /// What a first task of it would ask for now.
    Request nextRequest(Instant now) {
        List<AttemptId> due = untried.isEmpty() ? retriesDue(now) : List.of();
        return due.isEmpty() ? spec.request() : requestOf(due.getFirst().task().number());
    }

    boolean hasRetries() {
        return !retries.isEmpty();
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
        return retries.next(now);
    }

    void forEachRunning(BiConsumer<AttemptId, NodeId> visitor) {
        for (int number : runningTasks) {
            TaskLedger task = task(number).orElseThrow();
            visitor.accept(task.current(id.task(number)), task.node());
        }
    }

    private AttemptId nextAttempt(int number) {
        int made = task(number).map(TaskLedger::attempts).orElse(0);
        return id.task(number).attempt(made + 1);
    }

    /// Whether something of it could be tried again.
    boolean hasFailedOrCancelled(Target target) {
        boolean unclear = verdict.filter(Verdict.Unclear.class::isInstance).isPresent();
        return unclear
                || Stream.concat(failedTasks.stream(), cancelledTasks.stream())
                        .anyMatch(number -> target.covers(id.task(number)));
    }

    void applyUpstreamDone(String stage) {
        markChanged();
        upstreamLeft.remove(stage);
    }

    /// The stage that it follows is satisfied: what of that has failed or is absent is absent here.
    void applyFollowedOver(StageLedger stage) {
        markChanged();
        followedOver = true;
        absent = stage.failed() + stage.absent();
    }

    /// The stage that it follows goes on after all.
    void applyFollowedGrows() {
        markChanged();
        followedOver = false;
        absent = 0;
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

    /// What failed or was cancelled of this waits again; whether anything did.
    boolean applyRetried(Target target, Instant at) {
        markChanged();
        boolean any = verdict.filter(Verdict.Unclear.class::isInstance).isPresent();
        if (any) {
            verdict = Optional.empty();
        }
        for (List<Integer> over : List.of(failedTasks, cancelledTasks)) {
            List<Integer> again = over.stream()
                    .filter(number -> target.covers(id.task(number)))
                    .toList();
            over.removeAll(again);
            again.forEach(number -> waitAgain(number, at));
            any |= !again.isEmpty();
        }
        return any;
    }

    /// A stage that it takes as a whole is made again in part: so is it, as a whole, once that one is done.
    void applyOutdated(String stage, Instant at) {
        markChanged();
        upstreamLeft.add(stage);
        if (spec.when() instanceof Condition.When) {
            verdict = Optional.empty();
        }
        for (int number = 1; number <= tasks() && hasBegun(); number++) {
            if (stateOf(number) instanceof TaskState.Done || stateOf(number) instanceof TaskState.Cached) {
                waitAgain(number, at);
            }
        }
        done = 0;
        cached = 0;
        applyRetried(id, at);
    }

    private void waitAgain(int number, Instant at) {
        task(number).orElseThrow().applyRetried(at);
        retries.add(number, at);
    }

    void applyReused(int number, TaskId from, TaskLedger.Past past) {
        markChanged();
        TaskLedger task = new TaskLedger();
        task.applyReused(from, past);
        untried.take(number);
        tried.put(number, task);
        cached++;
    }

    void applyPlaced(AttemptId attempt, KnownFacts node, Instant at) {
        markChanged();
        int number = attempt.task().number();
        if (!nextAttempt(number).equals(attempt)) {
            throw new IllegalStateException(attempt + " is placed, but next is " + nextAttempt(number) + ".");
        }
        if (task(number).isEmpty()) {
            untried.take(number);
            tried.put(number, new TaskLedger());
        } else if (!retries.take(number)) {
            throw new IllegalStateException(attempt + " is placed, but task " + number + " does not wait.");
        }
        task(number).orElseThrow().applyPlaced(node, at);
        runningTasks.add(number);
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        markChanged();
        int number = ended.attempt().task().number();
        TaskLedger task = task(number).orElseThrow();
        if (!task.isRunning(ended.attempt(), ended.node())) {
            throw new IllegalStateException(ended.attempt() + " ended, but the task is " + task.state() + ".");
        }
        task.applyEnded(ended);
        runningTasks.remove(number);
        switch (ended.next()) {
            case GridEvent.Next.Done() -> {
                done++;
                Duration time = ended.report().usage().wall();
                usualTime = usualTime
                        .map(usual -> usual.plus(time.minus(usual).dividedBy(8)))
                        .or(() -> Optional.of(time));
            }
            case GridEvent.Next.Again(Instant notBefore, boolean counted) -> {
                retries.add(number, notBefore);
                retried += counted ? 1 : 0;
            }
            case GridEvent.Next.Failed() -> failedTasks.add(number);
            case GridEvent.Next.Cancelled() -> cancelledTasks.add(number);
        }
    }
}
