// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// The tasks of a stage that were tried or reused, each with an entry of its own, and how many of them
/// are in which state.
final class TriedTasks {

    private final StageId stage;
    private final TaskTable entries = new TaskTable();
    private final Retries retries = new Retries();
    private final TreeSet<Integer> running = new TreeSet<>();
    /// Those of them that people have cancelled: each will be once its attempt has ended.
    private final TreeSet<Integer> ending = new TreeSet<>();
    private final List<Integer> failed = new ArrayList<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private int done;
    private int cached;
    private int retried;
    private Optional<Duration> usualTime = Optional.empty();

    TriedTasks(StageId stage) {
        this.stage = stage;
    }

    /// Every entry by its number.
    TaskTable entries() {
        return entries;
    }

    /// Those that wait to be tried again.
    Retries retries() {
        return retries;
    }

    int done() {
        return done;
    }

    int cached() {
        return cached;
    }

    int running() {
        return running.size();
    }

    /// The numbers of those that failed for good, in the order in which they did.
    List<Integer> failed() {
        return failed;
    }

    int cancelled() {
        return cancelled.size();
    }

    /// How many attempts were counted failures that were followed by another.
    int retried() {
        return retried;
    }

    /// How long they have run of late, once one is done.
    Optional<Duration> usualTime() {
        return usualTime;
    }

    /// The numbers of those that people have cancelled while they ran, and that still do.
    Set<Integer> ending() {
        return ending;
    }

    boolean hasFailedOrCancelled(IntPredicate which) {
        return Stream.concat(failed.stream(), cancelled.stream()).anyMatch(which::test);
    }

    void forEachRunning(BiConsumer<AttemptId, NodeId> visitor) {
        for (int number : running) {
            TaskLedger task = entry(number);
            visitor.accept(task.current(stage.task(number)), task.node());
        }
    }

    AttemptId nextAttempt(int number) {
        int made = entries.get(number).map(TaskLedger::attempts).orElse(0);
        return stage.task(number).attempt(made + 1);
    }

    private TaskLedger entry(int number) {
        return entries.get(number).orElseThrow();
    }

    /// What waits of these is cancelled, what runs is to be.
    void applyCancelled(IntPredicate which) {
        running.stream().filter(which::test).forEach(ending::add);
        for (int number : retries.takeAll(which)) {
            entry(number).applyCancelled();
            cancelled.add(number);
        }
    }

    /// What failed or was cancelled of these waits again.
    void applyRetried(IntPredicate which, Instant at) {
        waitAgain(failed, which, at);
        waitAgain(cancelled, which, at);
    }

    /// What failed of these waits again, and its failure was this node's; whether any had failed for good.
    boolean applyExcused(BitSet numbers, NodeId node, Instant at) {
        boolean any = failed.stream().anyMatch(numbers::get);
        waitAgain(failed, numbers::get, at);
        numbers.stream().forEach(number -> entry(number).applyExcused(node));
        return any;
    }

    /// What failed or is done waits again. What people have cancelled stays so until they ask for it.
    void applyOutdated(int tasks, Instant at) {
        for (int number = 1; number <= tasks && !entries.isEmpty(); number++) {
            if (entries.get(number)
                    .map(TaskLedger::state)
                    .filter(TaskState::isDone)
                    .isPresent()) {
                waitAgain(number, at);
            }
        }
        done = 0;
        cached = 0;
        waitAgain(failed, _ -> true, at);
    }

    private void waitAgain(List<Integer> over, IntPredicate which, Instant at) {
        List<Integer> again = over.stream().filter(which::test).toList();
        over.removeIf(which::test);
        again.forEach(number -> waitAgain(number, at));
    }

    private void waitAgain(int number, Instant at) {
        entry(number).applyRetried(at);
        retries.add(number, at);
    }

    void applyReused(int number, TaskId from, TaskLedger.Past past) {
        TaskLedger task = new TaskLedger();
        task.applyReused(from, past);
        entries.put(number, task);
        cached++;
    }

    void applyPlaced(int number, KnownFacts node, Instant at) {
        if (entries.get(number).isEmpty()) {
            entries.put(number, new TaskLedger());
        } else if (!retries.take(number)) {
            throw new IllegalStateException(stage.task(number) + " is placed, but does not wait.");
        }
        entry(number).applyPlaced(node, at);
        running.add(number);
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        int number = ended.attempt().task().number();
        TaskLedger task = entry(number);
        if (!task.isRunning(ended.attempt(), ended.node())) {
            throw new IllegalStateException(ended.attempt() + " ended, but the task is " + task.state() + ".");
        }
        task.applyEnded(ended);
        running.remove(number);
        ending.remove(number);
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
            case GridEvent.Next.Failed() -> failed.add(number);
            case GridEvent.Next.Cancelled() -> cancelled.add(number);
        }
    }
}
