// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.JobState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private final Bench bench = new Bench();

    @Test
    void aSnapshotCountsTheTasksOfEachStage() {
        bench.node("attic", 2);
        JobId job = bench.submit(job("orbit", stage("main").tasks(6)));
        bench.done(task(1, "main", 1), task(1, "main", 2)).fail(task(1, "main", 3));
        GridSnapshot.StageView main = bench.stage(job, "main");

        assertThat(main.tasks()).isEqualTo(6);
        assertThat(main.done()).isEqualTo(2);
        assertThat(main.failed()).isEqualTo(1);
        assertThat(main.running()).isEqualTo(2);
        assertThat(main.waiting()).isEqualTo(1);
        assertThat(main.cancelled()).isZero();
    }

    @Test
    void aSnapshotThatWasTakenNeverChanges() {
        bench.node("attic", 2).submit(tasks(3));
        GridSnapshot before = bench.last.snapshot();
        String told = before.toString();
        bench.done(task(1, "main", 1)).depart("attic").submit(tasks(1));

        assertThat(before).hasToString(told);
    }

    @Test
    void whatDidNotChangeIsNotMadeAnew() {
        bench.submit(tasks(1));
        bench.submit(tasks(1));
        GridSnapshot before = bench.last.snapshot();
        bench.turn(new GridCommand.Cancel(new JobId(2)));

        assertThat(bench.last.snapshot().jobs().getFirst())
                .isSameAs(before.jobs().getFirst());
        assertThat(bench.last.snapshot().jobs().getLast().state()).isEqualTo(JobState.CANCELLED);
        GridSnapshot after = bench.last.snapshot();
        assertThat(bench.turn().snapshot().jobs()).isSameAs(after.jobs());
    }

    @Test
    void aJobIsFoundByItsNumber() {
        bench.submit(tasks(3));
        JobId second = bench.submit(job("other", stage("a").tasks(2), stage("b")));

        assertThat(bench.last.snapshot().job(second).orElseThrow().name()).isEqualTo("other");
        assertThat(bench.last.snapshot().job(second).orElseThrow().tasks()).isEqualTo(3);
        assertThat(bench.last.snapshot().job(new JobId(3))).isEmpty();
    }

    @Test
    void aJobThatGoesOnHasNoEndYet() {
        bench.submit(tasks(3));

        assertThat(bench.last.snapshot().jobs().getFirst().endedAt()).isEqualTo(Instant.MAX);
        assertThat(bench.last.snapshot().jobs().getFirst().submittedAt()).isEqualTo(bench.now);
    }

    @Test
    void onlyTheFirstFewFailuresAreShown() {
        bench.node("attic", 1);
        JobId job = bench.submit(tasks(8));
        for (int number = 1; number <= 8; number++) {
            bench.fail(task(1, "main", number));
        }

        assertThat(bench.stage(job, "main").failed()).isEqualTo(8);
        assertThat(bench.stage(job, "main").failures())
                .extracting(GridSnapshot.FailureView::task)
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aNodeShowsWhatItHasLeft() {
        bench.node("attic", 2).submit(tasks(1));
        GridSnapshot.NodeView attic = bench.last.snapshot().nodes().getFirst();

        assertThat(attic.id()).isEqualTo(id("attic"));
        assertThat(attic.connected()).isTrue();
        assertThat(attic.running()).isEqualTo(1);
        assertThat(attic.free().cpuMilli()).isEqualTo(1000);
        bench.depart("attic");
        assertThat(bench.last.snapshot().nodes().getFirst().connected()).isFalse();
    }

    @Test
    void nicknamesComeAgainOnlyAfterManyJobs() {
        assertThat(Nicknames.of(new JobId(1))).isEqualTo("calm-heron");
        assertThat(Nicknames.of(new JobId(2))).isEqualTo("brave-tern");
        assertThat(java.util.stream.LongStream.rangeClosed(1, 992).mapToObj(n -> Nicknames.of(new JobId(n))))
                .doesNotHaveDuplicates();
        assertThat(Nicknames.of(new JobId(993))).isEqualTo("calm-heron");
    }
}
