// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.Reason;
import dsg.model.TaskId;
import org.junit.jupiter.api.Test;

class PauseTest {

    private static final JobId JOB = new JobId(1);
    private static final TaskId FIRST = task(1, "main", 1);
    private static final TaskId SECOND = task(1, "main", 2);

    private final Bench bench = new Bench().node("attic", 1);

    private Decision.Cause refusal() {
        assertThat(bench.last.events()).isEmpty();
        return ((Decision.Answer.Refused) bench.last.answers().getFirst()).cause();
    }

    @Test
    void whatRunsGoesOnAndNothingNewStarts() {
        bench.submit(tasks(3));
        bench.turn(new GridCommand.Pause(JOB));
        assertThat(bench.state(JOB)).isEqualTo(JobState.PAUSED);
        assertThat(bench.reason(JOB, "main")).contains(new Reason.Paused());

        bench.done(FIRST);
        assertThat(bench.started()).isEmpty();
        assertThat(GridQueries.task(bench.machine.view(), SECOND, bench.machine.plan(), bench.now)
                        .orElseThrow()
                        .reason())
                .contains(new Reason.Paused());

        bench.turn(new GridCommand.Unpause(JOB));
        assertThat(bench.state(JOB)).isEqualTo(JobState.RUNNING);
        assertThat(bench.started()).containsExactly(SECOND.attempt(1));
    }

    @Test
    void otherJobsTakeTheRoom() {
        bench.submit(tasks(3));
        bench.submit(tasks(1));
        bench.turn(new GridCommand.Pause(JOB));
        bench.done(FIRST);
        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
    }

    @Test
    void theLastTasksOfAPausedJobMayEndIt() {
        bench.submit(tasks(1));
        bench.turn(new GridCommand.Pause(JOB));
        bench.done(FIRST);
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void aStageThatWouldComeNextWaitsToo() {
        bench.submit(job("orbit", stage("main"), stage("after").after("main")));
        bench.turn(new GridCommand.Pause(JOB));
        bench.done(FIRST);
        assertThat(bench.started()).isEmpty();
        assertThat(bench.reason(JOB, "after")).contains(new Reason.Paused());
    }

    @Test
    void aPausedJobCanBeCancelledAndThenIsNoLongerPaused() {
        bench.submit(tasks(2));
        bench.turn(new GridCommand.Pause(JOB));
        bench.turn(new GridCommand.Cancel(JOB));
        bench.end(FIRST, new dsg.model.AttemptEnd.Cancelled());
        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);

        bench.turn(new GridCommand.Retry(JOB));
        assertThat(bench.state(JOB)).isEqualTo(JobState.RUNNING);
    }

    @Test
    void pausingTwiceIsPausingOnce() {
        bench.submit(tasks(2));
        bench.turn(new GridCommand.Pause(JOB));
        bench.turn(new GridCommand.Pause(JOB));
        assertThat(bench.last.events()).isEmpty();
        bench.turn(new GridCommand.Unpause(JOB));
        bench.turn(new GridCommand.Unpause(JOB));
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.state(JOB)).isEqualTo(JobState.RUNNING);
    }

    @Test
    void whatIsOverOrUnknownIsNotPaused() {
        bench.submit(tasks(1));
        bench.done(FIRST);
        bench.turn(new GridCommand.Pause(JOB));
        assertThat(refusal()).isEqualTo(Decision.Cause.CONFLICT);
        bench.turn(new GridCommand.Pause(new JobId(9)));
        assertThat(refusal()).isEqualTo(Decision.Cause.NOT_FOUND);
        bench.turn(new GridCommand.Unpause(new JobId(9)));
        assertThat(refusal()).isEqualTo(Decision.Cause.NOT_FOUND);
    }
}
