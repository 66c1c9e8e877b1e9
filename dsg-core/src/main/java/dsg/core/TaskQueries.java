// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.GridQueries.TaskView;
import dsg.model.StageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The tasks of a stage, page by page. Asked on the thread that owns the ledger, so a page looks at a bounded number
/// of tasks, however many the stage has and however few of them are wanted.
public final class TaskQueries {

    /// The most tasks that one page looks at.
    static final int LOOK_MAX = 100_000;

    /// What the ledger keeps lists of; to find these, no other task is looked at.
    private static final Set<String> LISTED = Set.of("running", "failed");

    private TaskQueries() {}

    /// Which tasks are asked for.
    ///
    /// @param states the words of the wanted states; any state if empty
    /// @param from the first number that may be on the page
    /// @param limit the most tasks on the page
    public record Wanted(Set<String> states, int from, int limit) {
        public Wanted {
            states = Set.copyOf(states);
            if (limit < 1) {
                throw new IllegalArgumentException("A page of " + limit + " tasks is none.");
            }
        }

        /// Tasks in any state.
        public static Wanted any(int from, int limit) {
            return new Wanted(Set.of(), from, limit);
        }
    }

    /// A page: tasks in the order of their numbers. It may be shorter than its limit, or empty, and more may follow all
    /// the same: `next` is where to go on, and is absent when nothing is left.
    public record Page(List<TaskView> tasks, OptionalInt next) {
        public Page {
            tasks = List.copyOf(tasks);
        }
    }

    /// The page, or none if there is no such stage.
    public static Optional<Page> page(GridView view, StageId id, Wanted wanted, Plan plan, Instant now) {
        return view.job(id.job())
                .flatMap(job -> job.stage(id.stage()).map(stage -> {
                    Found found = find(job, stage, wanted);
                    List<TaskView> tasks = new ArrayList<>(found.numbers().size());
                    for (int number : found.numbers()) {
                        GridQueries.task(view, id.task(number), plan, now).ifPresent(tasks::add);
                    }
                    return new Page(tasks, found.next());
                }));
    }

    private record Found(List<Integer> numbers, OptionalInt next) {}

    private static Found find(JobLedger job, StageLedger stage, Wanted wanted) {
        boolean listed = !wanted.states().isEmpty() && LISTED.containsAll(wanted.states());
        return listed ? among(listed(stage, wanted), wanted) : looking(job, stage, wanted);
    }

    private static IntStream listed(StageLedger stage, Wanted wanted) {
        IntStream.Builder numbers = IntStream.builder();
        if (wanted.states().contains("running")) {
            stage.forEachRunning((attempt, _) -> numbers.add(attempt.task().number()));
        }
        if (wanted.states().contains("failed")) {
            stage.failedTasks().forEach(numbers::add);
        }
        return numbers.build();
    }

    private static Found among(IntStream numbers, Wanted wanted) {
        List<Integer> first = numbers.filter(number -> number >= wanted.from())
                .sorted()
                .limit(wanted.limit() + 1L)
                .boxed()
                .toList();
        return first.size() > wanted.limit()
                ? new Found(first.subList(0, wanted.limit()), OptionalInt.of(first.getLast()))
                : new Found(first, OptionalInt.empty());
    }

    private static Found looking(JobLedger job, StageLedger stage, Wanted wanted) {
        List<Integer> numbers = new ArrayList<>();
        int number = Math.max(1, wanted.from());
        long end = (long) number + LOOK_MAX;
        while (number <= stage.tasks() && number < end && numbers.size() < wanted.limit()) {
            if (wanted.states().isEmpty()
                    || wanted.states()
                            .contains(GridQueries.effectiveState(job, stage, number)
                                    .word())) {
                numbers.add(number);
            }
            number++;
        }
        return new Found(numbers, number <= stage.tasks() ? OptionalInt.of(number) : OptionalInt.empty());
    }
}
