// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.Reason;
import dsg.model.Submission;
import dsg.model.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRulesTest {

    private final Bench bench = new Bench();

    @Test
    void jobsAreNumberedInTheOrderOfSubmission() {
        assertThat(bench.submit(tasks(1))).isEqualTo(new JobId(1));
        assertThat(bench.submit(tasks(1))).isEqualTo(new JobId(2));
    }

    @Test
    void theSameKeyAgainAnswersWithTheSameJob() {
        bench.turn(new GridCommand.Submit(tasks(1), Submission.of("", "k")));
        JobId first = bench.accepted();
        bench.turn(new GridCommand.Submit(tasks(1), Submission.of("", "k")));

        assertThat(bench.accepted()).isEqualTo(first);
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.machine.view().jobs()).hasSize(1);
    }

    @Test
    void theSameKeyTwiceInOneTurnIsOneJob() {
        bench.turn(
                new GridCommand.Submit(tasks(1), Submission.of("", "k")),
                new GridCommand.Submit(tasks(1), Submission.of("", "k")));

        assertThat(bench.last.answers())
                .containsExactly(
                        new Decision.Answer.Accepted(new JobId(1)), new Decision.Answer.Accepted(new JobId(1)));
    }

    @Test
    void theKeyOfAJobThatIsOverStillAnswersWithIt() {
        bench.node("attic", 1);
        bench.turn(new GridCommand.Submit(tasks(1), Submission.of("", "k")));
        bench.done(task(1, "main", 1));
        bench.turn(new GridCommand.Submit(tasks(1), Submission.of("", "k")));

        assertThat(bench.accepted()).isEqualTo(new JobId(1));
    }

    @Test
    void aJobIsDoneWhenAllItsTasksAre() {
        bench.node("attic", 2);
        JobId job = bench.submit(tasks(2));
        assertThat(bench.state(job)).isEqualTo(JobState.RUNNING);

        bench.done(task(1, "main", 1));
        assertThat(bench.state(job)).isEqualTo(JobState.RUNNING);
        bench.done(task(1, "main", 2));
        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
        assertThat(bench.last.snapshot().jobs().getFirst().endedAt()).isEqualTo(bench.now);
    }

    @Test
    void aJobOfWhichNothingHasBegunWaits() {
        JobId job = bench.submit(tasks(2));

        assertThat(bench.state(job)).isEqualTo(JobState.WAITING);
    }

    @Test
    void aStageWaitsForAllStagesBeforeIt() {
        bench.node("attic", 4);
        JobId job = bench.submit(
                job("orbit", stage("a").tasks(2), stage("b"), stage("c").after("a", "b")));

        assertThat(bench.started())
                .extracting(attempt -> attempt.task().stage())
                .containsExactly("a", "a", "b");
        assertThat(bench.reason(job, "c")).contains(new Reason.WaitsFor(List.of("a", "b")));
        bench.done(task(1, "a", 1), task(1, "b", 1));
        assertThat(bench.reason(job, "c")).contains(new Reason.WaitsFor(List.of("a")));
        bench.done(task(1, "a", 2));
        assertThat(bench.started()).containsExactly(task(1, "c", 1).attempt(1));
    }

    @Test
    void aFailedTaskCancelsDownstreamButTheRestOfItsStageGoesOn() {
        bench.node("attic", 1);
        JobId job = bench.submit(job("orbit", stage("a").tasks(3), stage("b").after("a")));

        bench.fail(task(1, "a", 1));
        assertThat(bench.started()).containsExactly(task(1, "a", 2).attempt(1));
        assertThat(bench.state(job)).isEqualTo(JobState.RUNNING);
        bench.done(task(1, "a", 2), task(1, "a", 3));

        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
        assertThat(bench.state(task(1, "b", 1))).isEqualTo("cancelled");
        assertThat(bench.stage(job, "b").cancelled()).isEqualTo(1);
        assertThat(bench.stage(job, "b").waiting()).isZero();
        assertThat(bench.stage(job, "a").done()).isEqualTo(2);
        assertThat(bench.stage(job, "a").failures()).containsExactly(new GridSnapshot.FailureView(1, "exit code 1"));
    }

    @Test
    void aFailedTaskLeavesAnIndependentStageAlone() {
        bench.node("attic", 1);
        JobId job = bench.submit(job("orbit", stage("a"), stage("b")));

        bench.fail(task(1, "a", 1));
        assertThat(bench.state(job)).isEqualTo(JobState.RUNNING);
        bench.done(task(1, "b", 1));
        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
    }

    @Test
    void aStageWithoutTasksHoldsNothingUp() {
        bench.node("attic", 1);
        Sweep nothing = new Sweep.Grid(List.of(new Sweep.Axis("x", new Sweep.Values.Listed(List.of()))));
        JobId job =
                bench.submit(job("orbit", stage("a").sweep(nothing), stage("b").after("a")));

        assertThat(bench.started()).containsExactly(task(1, "b", 1).attempt(1));
        bench.done(task(1, "b", 1));
        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    @Test
    void cancellingStopsWhatRunsAndStartsNothingNew() {
        bench.node("attic", 2);
        JobId job = bench.submit(tasks(5));
        bench.turn(new GridCommand.Cancel(job));

        assertThat(bench.accepted()).isEqualTo(job);
        assertThat(bench.last.effects())
                .containsExactly(
                        new GridEffect.Stop(id("attic"), task(1, "main", 1).attempt(1)),
                        new GridEffect.Stop(id("attic"), task(1, "main", 2).attempt(1)));
        assertThat(bench.state(job)).isEqualTo(JobState.RUNNING);
        assertThat(bench.stage(job, "main").waiting()).isZero();

        bench.end(task(1, "main", 1), new AttemptEnd.Cancelled());
        bench.end(task(1, "main", 2), new AttemptEnd.Cancelled());
        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.stage(job, "main").cancelled()).isEqualTo(5);
        assertThat(bench.state(task(1, "main", 5))).isEqualTo("cancelled");
    }

    @Test
    void aResultThatComesAfterTheCancelStillCounts() {
        bench.node("attic", 2);
        JobId job = bench.submit(tasks(2));
        bench.turn(new GridCommand.Cancel(job));
        bench.done(task(1, "main", 1)).fail(task(1, "main", 2));

        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.state(task(1, "main", 1))).isEqualTo("done");
        assertThat(bench.state(task(1, "main", 2))).isEqualTo("cancelled");
    }

    @Test
    void aJobOfWhichNothingRunsIsCancelledAtOnce() {
        JobId job = bench.submit(tasks(5));
        bench.turn(new GridCommand.Cancel(job));

        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void cancellingTwiceOrTooLateChangesNothing() {
        bench.node("attic", 1);
        JobId job = bench.submit(tasks(1));
        bench.turn(new GridCommand.Cancel(job));
        bench.turn(new GridCommand.Cancel(job));
        assertThat(bench.accepted()).isEqualTo(job);
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).isEmpty();

        JobId other = bench.submit(tasks(1));
        bench.end(task(1, "main", 1), new AttemptEnd.Cancelled());
        bench.done(task(2, "main", 1));
        bench.turn(new GridCommand.Cancel(other));
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.state(other)).isEqualTo(JobState.DONE);
    }

    @Test
    void cancellingAJobThatIsNotThereIsRefusedWithAWayOut() {
        bench.turn(new GridCommand.Cancel(new JobId(7)));

        assertThat(bench.last.answers())
                .containsExactly(new Decision.Answer.Refused(
                        Decision.Cause.NOT_FOUND, JobRules.noSuchJob(new JobId(7), new JobId(1))));
        assertThat(JobRules.noSuchJob(new JobId(7), new JobId(1)).mend()).contains("dsg ls");
    }

    @Test
    void anAttemptThatWasCancelledWithoutItsJobIsMadeAgain() {
        bench.node("attic", 1);
        bench.submit(tasks(1));
        bench.end(task(1, "main", 1), new AttemptEnd.Cancelled());

        assertThat(bench.started()).containsExactly(task(1, "main", 1).attempt(2));
    }

    @Test
    void answersComeInTheOrderOfTheCommands() {
        bench.turn(
                new GridCommand.Submit(tasks(1), Submission.of("", "a")),
                new GridCommand.Tick(),
                new GridCommand.Cancel(new JobId(9)),
                new GridCommand.Submit(tasks(1), Submission.of("", "b")));

        assertThat(bench.last.answers()).hasSize(4);
        assertThat(bench.last.answers().get(0)).isEqualTo(new Decision.Answer.Accepted(new JobId(1)));
        assertThat(bench.last.answers().get(1)).isEqualTo(new Decision.Answer.Ok());
        assertThat(bench.last.answers().get(2)).isInstanceOf(Decision.Answer.Refused.class);
        assertThat(bench.last.answers().get(3)).isEqualTo(new Decision.Answer.Accepted(new JobId(2)));
    }

    @Test
    void decidingChangesNothing() {
        bench.node("attic", 1);
        JobId job = bench.submit(tasks(3));
        GridSnapshot before = bench.turn().snapshot();
        GridRules.decide(bench.machine.view(), new GridCommand.Cancel(job), bench.now);
        GridRules.decide(bench.machine.view(), new GridCommand.Depart(id("attic")), bench.now);

        assertThat(bench.turn().snapshot()).isEqualTo(before);
    }

    @Test
    void anEventThatCannotFollowIsRefusedByTheLedger() {
        bench.node("attic", 1);
        bench.submit(tasks(1));
        GridEvent placed = bench.journal.getLast();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> bench.machine.replay(placed))
                .isInstanceOf(IllegalStateException.class);
    }
}
