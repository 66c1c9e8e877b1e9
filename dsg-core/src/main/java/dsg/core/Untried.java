// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/// The tasks of a stage that were never tried and may be. Where a job resumes another, each is first examined: it may
/// be reused instead. What people have cancelled of them costs a bit each, and is not among those that may be tried.
abstract sealed class Untried {

    private final BitSet cancelled = new BitSet();
    private int cancelledCount;

    /// In the order of their numbers, so that a few numbers say which a million are.
    static Untried inOrder(int tasks, boolean examined) {
        return new InOrder(tasks, examined);
    }

    /// One by one, as the tasks that they follow are done.
    static Untried released(boolean examined) {
        return new Released(examined);
    }

    /// How many are cancelled.
    final int cancelled() {
        return cancelledCount;
    }

    final boolean isCancelled(int number) {
        return cancelled.get(number);
    }

    /// The first number from this one on that is not cancelled.
    final int notCancelled(int from) {
        return cancelled.nextClearBit(from);
    }

    /// This one, which waits, is not tried.
    final void cancel(int number) {
        cancelled.set(number);
        cancelledCount++;
        away(number);
    }

    /// This one, which was cancelled, may be tried after all.
    final void restore(int number) {
        cancelled.clear(number);
        cancelledCount--;
        back(number);
    }

    abstract void away(int number);

    abstract void back(int number);

    /// Up to `max` of them that may be tried, lowest numbers first.
    abstract List<Integer> first(int max, TaskTable tried);

    /// Up to `max` of them that were not examined; they are from now on.
    abstract List<Integer> examine(int max, TaskTable tried);

    /// Whether none may be tried, examined or not.
    abstract boolean isEmpty();

    abstract void release(int number);

    /// This one is tried or reused.
    abstract void take(int number);

    private static final class InOrder extends Untried {
        private final int tasks;
        private final boolean examined;
        private int next = 1;
        private int examinedTo;
        private int left;

        InOrder(int tasks, boolean examined) {
            this.tasks = tasks;
            this.examined = examined;
            this.left = tasks;
            this.examinedTo = examined ? 0 : tasks;
        }

        @Override
        List<Integer> first(int max, TaskTable tried) {
            next = notCancelled(next);
            while (next <= tasks && tried.get(next).isPresent()) {
                next = notCancelled(next + 1);
            }
            return collect(next, examinedTo, max, tried);
        }

        private List<Integer> collect(int from, int to, int max, TaskTable tried) {
            List<Integer> numbers = new ArrayList<>(Math.min(max, 64));
            int number = notCancelled(from);
            while (number <= to && numbers.size() < max) {
                if (tried.get(number).isEmpty()) {
                    numbers.add(number);
                }
                number = notCancelled(number + 1);
            }
            return numbers;
        }

        @Override
        void away(int number) {
            left--;
        }

        /// What comes after it is examined once more, which changes nothing for that.
        @Override
        void back(int number) {
            left++;
            next = Math.min(next, number);
            examinedTo = examined ? Math.min(examinedTo, number - 1) : examinedTo;
        }

        @Override
        List<Integer> examine(int max, TaskTable tried) {
            int to = (int) Math.min(tasks, (long) examinedTo + max);
            List<Integer> numbers = collect(examinedTo + 1, to, max, tried);
            examinedTo = to;
            return numbers;
        }

        @Override
        boolean isEmpty() {
            return left == 0;
        }

        @Override
        void release(int number) {
            throw new IllegalStateException("Tasks in order need no release: " + number + ".");
        }

        @Override
        void take(int number) {
            left--;
            next += number == next ? 1 : 0;
        }
    }

    private static final class Released extends Untried {
        private final boolean examined;
        private final TreeSet<Integer> unexamined = new TreeSet<>();
        private final TreeSet<Integer> ready = new TreeSet<>();
        private final TreeSet<Integer> releasedInVain = new TreeSet<>();

        Released(boolean examined) {
            this.examined = examined;
        }

        @Override
        List<Integer> first(int max, TaskTable tried) {
            return ready.stream().limit(max).toList();
        }

        @Override
        List<Integer> examine(int max, TaskTable tried) {
            List<Integer> numbers = unexamined.stream().limit(max).toList();
            ready.addAll(numbers);
            numbers.forEach(unexamined::remove);
            return numbers;
        }

        @Override
        boolean isEmpty() {
            return ready.isEmpty() && unexamined.isEmpty();
        }

        @Override
        void release(int number) {
            if (isCancelled(number)) {
                releasedInVain.add(number);
            } else {
                (examined ? unexamined : ready).add(number);
            }
        }

        @Override
        void away(int number) {
            if (ready.remove(number) || unexamined.remove(number)) {
                releasedInVain.add(number);
            }
        }

        @Override
        void back(int number) {
            if (releasedInVain.remove(number)) {
                release(number);
            }
        }

        @Override
        void take(int number) {
            ready.remove(number);
            unexamined.remove(number);
        }
    }
}
