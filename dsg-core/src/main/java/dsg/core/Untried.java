// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The tasks of a stage that were never tried and may be. Where a job resumes another, each is first examined: it may
/// be reused instead.
abstract sealed class Untried {

    /// In the order of their numbers, so that a few numbers say which a million are.
    static Untried inOrder(int tasks, boolean examined) {
        return new InOrder(tasks, examined);
    }

    /// One by one, as the tasks that they follow are done.
    static Untried released(boolean examined) {
        return new Released(examined);
    }

    /// Up to `max` of them that may be tried, lowest numbers first.
    abstract List<Integer> first(int max, TaskTable tried);

    /// Up to `max` of them that were not examined; they are from now on.
    abstract List<Integer> examine(int max, TaskTable tried);

    /// Whether there is none, examined or not.
    abstract boolean isEmpty();

    abstract void release(int number);

    /// This one is tried or reused.
    abstract void take(int number);

    private static final class InOrder extends Untried {
        private final int tasks;
        private int next = 1;
        private int examinedTo;
        private int left;

        InOrder(int tasks, boolean examined) {
            this.tasks = tasks;
            this.left = tasks;
            this.examinedTo = examined ? 0 : tasks;
        }

        @Override
        List<Integer> first(int max, TaskTable tried) {
            while (next <= tasks && tried.get(next).isPresent()) {
                next++;
            }
            return collect(next, examinedTo, max, tried);
        }

        private static List<Integer> collect(int from, int to, int max, TaskTable tried) {
            List<Integer> numbers = new ArrayList<>(Math.min(max, 64));
            for (int number = from; number <= to && numbers.size() < max; number++) {
                if (tried.get(number).isEmpty()) {
                    numbers.add(number);
                }
            }
            return numbers;
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
            (examined ? unexamined : ready).add(number);
        }

        @Override
        void take(int number) {
            ready.remove(number);
            unexamined.remove(number);
        }
    }
}
