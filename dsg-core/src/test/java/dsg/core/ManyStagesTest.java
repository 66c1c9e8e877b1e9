// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dsg.model.JobId;
import dsg.model.JobState;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A task's end costs what it changes, not what there is beside it: measured in bytes that the turn allocates, which
/// no other load of the machine changes.
class ManyStagesTest {

    @Test
    void aLongChainOfStagesRunsToItsEnd() {
        Bench bench = new Bench().node("attic", 2);
        JobId job = bench.submit(chain(300));
        for (int number = 1; number <= 300; number++) {
            assertThat(bench.stage(job, "s" + number).waitsFor()).isEmpty();
            bench.done(task(1, "s" + number, 1));
        }

        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    @Test
    void theEndOfATaskCostsNoMoreWithAThousandStagesThanTheirPlacesInAList() {
        bytesOfAnEnd(10);
        long few = bytesOfAnEnd(10);

        // A view is 100 bytes and more; that of a stage that has not changed is kept, and listed again.
        assertThat(bytesOfAnEnd(1_010) - few).isLessThan(1_000 * 40L);
    }

    @Test
    void otherStagesAreShownAsTheyWereOnlyWhileTheyAreSo() {
        Bench bench = new Bench().node("attic", 2);
        JobId job = bench.submit(chain(3));
        bench.done(task(1, "s1", 1));
        assertThat(bench.stage(job, "s1").done()).isEqualTo(1);
        assertThat(bench.stage(job, "s2").running()).isEqualTo(1);

        bench.turn(new dsg.model.GridCommand.Cancel(job));

        assertThat(bench.stage(job, "s3").cancelled()).isEqualTo(1);
        assertThat(bench.stage(job, "s3").waiting()).isZero();
    }

    /// What this thread allocates in the turn in which the first of so many stages ends.
    private static long bytesOfAnEnd(int stages) {
        Bench bench = new Bench().node("attic", 2);
        bench.submit(chain(stages));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        bench.done(task(1, "s1", 1));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static dsg.model.JobSpec chain(int stages) {
        return job(
                "chain",
                IntStream.rangeClosed(1, stages)
                        .mapToObj(number ->
                                number == 1 ? stage("s1") : stage("s" + number).after("s" + (number - 1)))
                        .toArray(Jobs.Stage[]::new));
    }
}
