// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.core.TaskQueries.Page;
import dsg.core.TaskQueries.Wanted;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.StageId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskQueriesTest {

    private static final StageId MAIN = new StageId(new JobId(1), "main");
    private static final int MILLION = 1_000_000;

    private final Bench bench = new Bench().node("attic", 4);

    @Test
    void aPageHoldsTheWantedTasksAndSaysWhereToGoOn() {
        bench.submit(tasks(10));

        Page first = page(Wanted.any(1, 4));
        assertThat(numbers(first)).containsExactly(1, 2, 3, 4);
        assertThat(first.next()).hasValue(5);
        Page last = page(Wanted.any(9, 4));
        assertThat(numbers(last)).containsExactly(9, 10);
        assertThat(last.next()).isEmpty();
        assertThat(page(Wanted.any(11, 4))).isEqualTo(new Page(List.of(), OptionalInt.empty()));
    }

    @Test
    void aPageThatEndsWithTheLastTaskHasNoNext() {
        bench.submit(tasks(4));

        assertThat(page(Wanted.any(1, 4)).next()).isEmpty();
    }

    @Test
    void tasksAreFoundByTheirState() {
        bench.submit(tasks(8));
        bench.fail(task(1, "main", 3)).done(task(1, "main", 1)).fail(task(1, "main", 2));

        assertThat(numbers(page(in("failed")))).containsExactly(2, 3);
        assertThat(numbers(page(in("running")))).containsExactly(4, 5, 6, 7);
        assertThat(numbers(page(in("done")))).containsExactly(1);
        assertThat(numbers(page(in("waiting")))).containsExactly(8);
        assertThat(numbers(page(in("failed", "running")))).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(numbers(page(in("failed", "done")))).containsExactly(1, 2, 3);
        assertThat(numbers(page(in("cancelled")))).isEmpty();
    }

    @Test
    void failedTasksComeInPagesToo() {
        bench.submit(tasks(4));
        for (int number : new int[] {4, 2, 3, 1}) {
            bench.fail(task(1, "main", number));
        }

        Page first = page(new Wanted(Set.of("failed"), 2, 2));
        assertThat(numbers(first)).containsExactly(2, 3);
        assertThat(first.next()).hasValue(4);
        Page second = page(new Wanted(Set.of("failed"), first.next().getAsInt(), 2));
        assertThat(numbers(second)).containsExactly(4);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void tasksThatWereNeverTriedAreCancelledWithTheirJob() {
        bench.submit(tasks(MILLION));
        bench.turn(new GridCommand.Cancel(new JobId(1)));

        Page page = page(new Wanted(Set.of("cancelled"), MILLION - 1, 5));
        assertThat(numbers(page)).containsExactly(MILLION - 1, MILLION);
    }

    @Test
    void oneFailureAmongAMillionTasksIsFoundWithoutLookingAtThemAll() {
        bench.submit(tasks(MILLION));
        bench.fail(task(1, "main", 1));

        Page page = page(in("failed"));
        assertThat(numbers(page)).containsExactly(1);
        assertThat(page.next()).isEmpty();
    }

    @Test
    void aPageLooksAtABoundedNumberOfTasksAndIsThenShort() {
        bench.submit(tasks(MILLION));
        bench.done(task(1, "main", 1));

        Page first = page(in("done"));
        assertThat(numbers(first)).containsExactly(1);
        assertThat(first.next()).hasValue(TaskQueries.LOOK_MAX + 1);
        int pages = 1;
        for (OptionalInt next = first.next(); next.isPresent(); pages++) {
            Page page = page(new Wanted(Set.of("done"), next.getAsInt(), 100));
            assertThat(page.tasks()).isEmpty();
            next = page.next();
        }
        assertThat(pages).isEqualTo(MILLION / TaskQueries.LOOK_MAX);
    }

    @Test
    void aStageThatIsNotThereHasNoPage() {
        assertThat(TaskQueries.page(bench.machine.view(), MAIN, in("done"), bench.machine.plan(), bench.now))
                .isEmpty();
    }

    @Test
    void aPageOfNothingIsNone() {
        assertThatThrownBy(() -> Wanted.any(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Wanted in(String... states) {
        return new Wanted(Set.of(states), 1, 100);
    }

    private Page page(Wanted wanted) {
        return TaskQueries.page(bench.machine.view(), MAIN, wanted, bench.machine.plan(), bench.now)
                .orElseThrow();
    }

    private static List<Integer> numbers(Page page) {
        return page.tasks().stream().map(view -> view.id().number()).toList();
    }
}
