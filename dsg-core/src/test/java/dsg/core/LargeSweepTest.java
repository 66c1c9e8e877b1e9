// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dsg.model.JobId;
import dsg.model.JobState;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeSweepTest {

    private static final int MILLION = 1_000_000;

    private final Bench bench = new Bench().node("attic", 8);

    @Test
    void aMillionTasksAreTakenWithoutAMillionEntries() {
        JobId job = bench.submit(tasks(MILLION));
        StageLedger main = bench.machine.view().jobNamed(job).stageNamed("main");

        assertThat(bench.journal).hasSize(1 + 1 + 8);
        assertThat(IntStream.rangeClosed(1, MILLION)
                        .filter(number -> main.task(number).isPresent()))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(bench.stage(job, "main").waiting()).isEqualTo(MILLION - 8);
    }

    @Test
    void aMillionTasksCostNoMoreMemoryThanAThousand() {
        bytesFor(1000);

        assertThat(bytesFor(MILLION)).isLessThan(2 * bytesFor(1000) + 10_000);
    }

    @Test
    void aMillionTasksAreCancelledWithoutAMillionEvents() {
        JobId job = bench.submit(tasks(MILLION));
        bench.turn(new dsg.model.GridCommand.Cancel(job));
        for (int number = 1; number <= 8; number++) {
            bench.end(task(1, "main", number), new dsg.model.AttemptEnd.Cancelled());
        }

        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.stage(job, "main").cancelled()).isEqualTo(MILLION);
        assertThat(bench.state(task(1, "main", MILLION))).isEqualTo("cancelled");
        assertThat(bench.journal).hasSizeLessThan(30);
    }

    @Test
    void tasksBeyondTheFirstFewAreTriedToo() {
        JobId job = bench.submit(tasks(1000));
        for (int number = 1; number <= 1000; number++) {
            bench.done(task(1, "main", number));
        }

        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    @Test
    void theTableKnowsWhatWasPutAndNothingElse() {
        TaskTable table = new TaskTable();
        assertThat(table.get(1)).isEmpty();
        TaskLedger first = new TaskLedger();
        table.put(1, first);
        TaskLedger far = new TaskLedger();
        table.put(1000, far);

        assertThat(table.get(1)).containsSame(first);
        assertThat(table.get(1000)).containsSame(far);
        for (int number : new int[] {-1, 0, 2, 8, 9, 256, 257, 999, 1001, 1025, Integer.MAX_VALUE}) {
            assertThat(table.get(number)).as("task %s", number).isEmpty();
        }
    }

    /// What this thread allocates to take a job of that many tasks, place what fits and show it.
    private static long bytesFor(int tasks) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Bench bench = new Bench().node("attic", 8);
        long before = threads.getCurrentThreadAllocatedBytes();
        bench.submit(tasks(tasks));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
