// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/// Virtual time: what is to happen, in the order in which it will. What is due at the same moment happens in
/// the order in which it was put down.
final class Agenda {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Entry(long nanos, long number, Life life, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nanos;
    private long count;

    Instant now() {
        return START.plusNanos(nanos);
    }

    /// How much has been put down so far.
    long count() {
        return count;
    }

    void after(Duration wait, Life life, Runnable action) {
        entries.add(new Entry(nanos + Math.max(0, wait.toNanos()), count++, life, action));
    }

    void at(Instant moment, Life life, Runnable action) {
        after(Duration.between(now(), moment), life, action);
    }

    /// Lets the next thing happen, unless nothing is due up to this moment: then it becomes this moment.
    boolean step(Instant until) {
        long limit = Duration.between(START, until).toNanos();
        while (true) {
            Entry next = entries.peek();
            if (next == null || next.nanos() > limit) {
                nanos = Math.max(nanos, limit);
                return false;
            }
            entries.remove();
            if (!next.life().isOver()) {
                nanos = next.nanos();
                next.action().run();
                return true;
            }
        }
    }
}
