// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.Trait.Kind;
import dsg.model.Command;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import dsg.model.Template;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureQueriesTest {

    private static final StageId MAIN = new StageId(new JobId(1), "main");
    private static final Trait N = new Trait(Kind.VALUE, "n");

    private final Bench bench = new Bench();

    private void run(int tasks, int failing) {
        StageSpec stage = StageSpec.of("main", new Command.Shell(Template.of("true")))
                .sweep(new Sweep.Grid(List.of(new Sweep.Axis("n", new Sweep.Values.Range(1, tasks)))))
                .build();
        bench.node("attic", tasks).submit(new JobSpec("sweep", "", List.of(stage)));
        for (int number = 1; number <= tasks; number++) {
            if (number <= failing) {
                bench.fail(task(1, "main", number));
            } else {
                bench.done(task(1, "main", number));
            }
        }
    }

    @Test
    void aTaskIsLookedAtWithItsValuesItsNodeAndWhatItAskedFor() {
        run(20, 4);

        FailureContrast.Sample sample =
                FailureQueries.sample(bench.machine.view(), MAIN).orElseThrow();
        assertThat(sample.failed()).hasSize(4);
        assertThat(sample.passed()).hasSize(16);
        assertThat(sample.failed().getFirst().why()).isEqualTo("exit code 1");
        assertThat(sample.failed().getFirst().traits())
                .containsEntry(N, "1")
                .containsEntry(new Trait(Kind.NODE, ""), "attic")
                .containsKey(new Trait(Kind.MEMORY, ""));
        assertThat(FailureContrast.of(sample))
                .containsExactly("all 4 failed tasks have n <= 4; none of the 16 that passed has");
    }

    @Test
    void ofVeryManyTasksOnlyASampleIsLookedAtAndNoneTwice() {
        run(3_000, 300);

        FailureContrast.Sample sample =
                FailureQueries.sample(bench.machine.view(), MAIN).orElseThrow();
        assertThat(sample.failed()).hasSize(FailureQueries.FAILED_MAX);
        assertThat(sample.passed().stream().map(looked -> looked.traits().get(N)))
                .doesNotHaveDuplicates()
                .hasSize(FailureQueries.PASSED_MAX);
        assertThat(sample.allFailed()).isEqualTo(300);
        assertThat(sample.allPassed()).isEqualTo(2_700);
    }

    @Test
    void aStageWithoutFailuresIsNotLookedAt() {
        run(4, 0);

        assertThat(FailureQueries.sample(bench.machine.view(), MAIN)).isEmpty();
        assertThat(FailureQueries.sample(bench.machine.view(), new StageId(new JobId(2), "main")))
                .isEmpty();
    }
}
