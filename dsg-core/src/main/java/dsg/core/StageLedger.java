// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Target;
import dsg.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// All that is true of one stage: its sweep's rule, and an entry for each task that has been tried. Tasks are
/// first tried in the order of their numbers, so one number says which were never tried.
final class StageLedger {

    /// A task that is to be tried again.
    private record Retry(Instant notBefore, int task) implements Comparable<Retry> {
        @Override
        public int compareTo(Retry other) {
            int byTime = notBefore.compareTo(other.notBefore);
            return byTime != 0 ? byTime : Integer.compare(task, other.task);
        }
    }

    private final StageId id;
    private final StageSpec spec;
    private final Set<String> upstreamLeft;
    private final TaskTable tried = new TaskTable();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>();
    private final TreeSet<Integer> runningTasks = new TreeSet<>();
    private final List<Integer> failedTasks = new ArrayList<>();
    private final List<Integer> cancelledTasks = new ArrayList<>();
    private int nextUntried = 1;
    private int done;
    private int retried;
    private Optional<Duration> usualTime = Optional.empty();

    StageLedger(JobId job, StageSpec spec) {
        this.id = new StageId(job, spec.name());
        this.spec = spec;
        this.upstreamLeft = new HashSet<>(spec.upstream());
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

    int done() {
        return done;
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

    int waiting() {
        return tasks() - done - running() - failed() - cancelled();
    }

    boolean isDone() {
        return done == tasks();
    }

    boolean hasBegun() {
        return nextUntried > 1;
    }

    boolean hasUntried() {
        return nextUntried <= tasks();
    }

    boolean upstreamDone() {
        return upstreamLeft.isEmpty();
    }

    Set<String> upstreamLeft() {
        return upstreamLeft;
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

    /// Up to `max` tasks that may start now, those to be tried again first; a task's next attempt with each.
    List<AttemptId> startable(Instant now, int max) {
        List<AttemptId> startable = new ArrayList<>(Math.min(max, 64));
        if (!retries.isEmpty()) {
            retries.stream()
                    .filter(retry -> !retry.notBefore().isAfter(now))
                    .sorted()
                    .limit(max)
                    .forEach(retry -> startable.add(nextAttempt(retry.task())));
        }
        for (int task = nextUntried; task <= tasks() && startable.size() < max; task++) {
            startable.add(nextAttempt(task));
        }
        return startable;
    }

    boolean hasStartable(Instant now) {
        return hasUntried()
                || (!retries.isEmpty() && !retries.element().notBefore().isAfter(now));
    }

    /// The earliest moment after now at which a task may be tried again.
    Optional<Instant> nextRetry(Instant now) {
        return retries.stream()
                .map(Retry::notBefore)
                .filter(notBefore -> notBefore.isAfter(now))
                .min(Instant::compareTo);
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

    void applyUpstreamDone(String stage) {
        upstreamLeft.remove(stage);
    }

    /// Whether something of it could be tried again.
    boolean hasFailedOrCancelled(Target target) {
        return Stream.concat(failedTasks.stream(), cancelledTasks.stream())
                .anyMatch(number -> target.covers(id.task(number)));
    }

    void applyRetried(Target target, Instant at) {
        for (List<Integer> over : List.of(failedTasks, cancelledTasks)) {
            List<Integer> again = over.stream()
                    .filter(number -> target.covers(id.task(number)))
                    .toList();
            over.removeAll(again);
            for (int number : again) {
                task(number).orElseThrow().applyRetried(at);
                retries.add(new Retry(at, number));
            }
        }
    }

    void applyPlaced(AttemptId attempt, NodeId node, Instant at) {
        int number = attempt.task().number();
        if (!nextAttempt(number).equals(attempt)) {
            throw new IllegalStateException(attempt + " is placed, but next is " + nextAttempt(number) + ".");
        }
        if (number == nextUntried) {
            nextUntried++;
            tried.put(number, new TaskLedger());
        } else if (!retries.removeIf(retry -> retry.task() == number)) {
            throw new IllegalStateException(attempt + " is placed, but task " + number + " does not wait.");
        }
        task(number).orElseThrow().applyPlaced(node, at);
        runningTasks.add(number);
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
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
                retries.add(new Retry(notBefore, number));
                retried += counted ? 1 : 0;
            }
            case GridEvent.Next.Failed() -> failedTasks.add(number);
            case GridEvent.Next.Cancelled() -> cancelledTasks.add(number);
        }
    }
}
