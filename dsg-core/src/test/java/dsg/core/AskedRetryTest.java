// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.TaskId;
import org.junit.jupiter.api.Test;

class AskedRetryTest {

    private static final JobId JOB = new JobId(1);
    private static final TaskId FIRST = task(1, "main", 1);
    private static final TaskId SECOND = task(1, "main", 2);

    private final Bench bench = new Bench().node("attic", 4);

    private Bench retry(Target target) {
        bench.turn(new GridCommand.Retry(target));
        return bench;
    }

    private Decision.Cause refusal() {
        assertThat(bench.last.events()).isEmpty();
        return ((Decision.Answer.Refused) bench.last.answers().getFirst()).cause();
    }

    @Test
    void whatFailedRunsAgainAndTheRestDoesNot() {
        bench.submit(tasks(2));
        bench.fail(FIRST).done(SECOND);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        retry(JOB);
        assertThat(bench.state(JOB)).isEqualTo(JobState.RUNNING);
        assertThat(bench.started()).containsExactly(FIRST.attempt(2));
        bench.done(FIRST);
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void theStagesThatAFailureHeldUpGoOn() {
        bench.submit(job("orbit", stage("main"), stage("after").after("main")));
        bench.fail(FIRST);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        retry(JOB).done(FIRST);
        assertThat(bench.started()).containsExactly(task(1, "after", 1).attempt(1));
    }

    @Test
    void retriesCountAnew() {
        bench.submit(job("orbit", stage("main").retry(1)));
        bench.fail(FIRST).wait(java.time.Duration.ofSeconds(5)).fail(FIRST);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        retry(JOB).fail(FIRST);
        assertThat(bench.state(FIRST)).isEqualTo("waiting");
    }

    @Test
    void oneTaskOrOneStageCanBeRetriedAlone() {
        bench.submit(tasks(2));
        bench.fail(FIRST).fail(SECOND);

        retry(SECOND);
        assertThat(bench.started()).containsExactly(SECOND.attempt(2));
        assertThat(bench.state(FIRST)).isEqualTo("failed");
        retry(new StageId(JOB, "main"));
        assertThat(bench.started()).containsExactly(FIRST.attempt(2));
    }

    @Test
    void aTaskOfAJobThatStillRunsCanBeRetried() {
        bench.submit(tasks(2));
        bench.fail(FIRST);

        retry(FIRST);
        assertThat(bench.started()).containsExactly(FIRST.attempt(2));
    }

    @Test
    void aCancelledJobGoesOnWhereItWas() {
        bench.submit(tasks(6));
        bench.done(FIRST);
        bench.turn(new GridCommand.Cancel(JOB));
        retry(JOB);
        assertThat(refusal()).isEqualTo(Decision.Cause.CONFLICT);

        for (int number : new int[] {2, 3, 4, 5}) {
            bench.end(task(1, "main", number), new AttemptEnd.Cancelled());
        }
        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);
        retry(SECOND);
        assertThat(refusal()).isEqualTo(Decision.Cause.CONFLICT);

        retry(JOB);
        assertThat(bench.started()).hasSize(4);
        for (int number : new int[] {2, 3, 4, 5, 6}) {
            bench.done(task(1, "main", number));
        }
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
        assertThat(bench.stage(JOB, "main").done()).isEqualTo(6);
    }

    @Test
    void whereNothingFailedThereIsNothingToRetry() {
        bench.submit(tasks(1));
        bench.done(FIRST);

        retry(JOB);
        assertThat(refusal()).isEqualTo(Decision.Cause.CONFLICT);
    }

    @Test
    void whatIsNotThereIsNotRetried() {
        bench.submit(tasks(1));
        for (Target target : new Target[] {new JobId(9), new StageId(JOB, "other"), SECOND}) {
            retry(target);
            assertThat(refusal()).isEqualTo(Decision.Cause.NOT_FOUND);
        }
    }

    @Test
    void theJournalTellsOfIt() {
        bench.submit(tasks(2));
        bench.fail(FIRST).done(SECOND);
        retry(JOB).done(FIRST);

        assertThat(bench.replayed().turn(java.util.List.of(), bench.now).snapshot())
                .isEqualTo(bench.last.snapshot());
    }
}
