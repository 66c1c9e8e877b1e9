// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/// The tasks of a stage that are to be tried again, each not before its moment.
final class Retries {

    private record Retry(Instant notBefore, int task) implements Comparable<Retry> {
        @Override
        public int compareTo(Retry other) {
            int byTime = notBefore.compareTo(other.notBefore);
            return byTime != 0 ? byTime : Integer.compare(task, other.task);
        }
    }

    private final PriorityQueue<Retry> waiting = new PriorityQueue<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(int task, Instant notBefore) {
        waiting.add(new Retry(notBefore, task));
    }

    /// It waits no more; whether it did.
    boolean take(int task) {
        return waiting.removeIf(retry -> retry.task() == task);
    }

    /// These wait no more; those of them that did, by number.
    List<Integer> takeAll(IntPredicate which) {
        List<Integer> taken =
                waiting.stream().map(Retry::task).filter(which::test).sorted().toList();
        waiting.removeIf(retry -> which.test(retry.task()));
        return taken;
    }

    /// Whether one may start now.
    boolean isDue(Instant now) {
        return !waiting.isEmpty() && !waiting.element().notBefore().isAfter(now);
    }

    /// Those that may start now, in the order in which they may.
    List<Integer> due(Instant now) {
        return waiting.stream()
                .filter(retry -> !retry.notBefore().isAfter(now))
                .sorted()
                .map(Retry::task)
                .toList();
    }

    /// The earliest moment after now at which one may start.
    Optional<Instant> next(Instant now) {
        return waiting.stream()
                .map(Retry::notBefore)
                .filter(notBefore -> notBefore.isAfter(now))
                .min(Instant::compareTo);
    }
}
