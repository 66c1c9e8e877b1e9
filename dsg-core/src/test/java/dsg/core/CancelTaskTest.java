// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.StageId;
import dsg.model.Sweep;
import dsg.model.Target;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One task or stage is cancelled, and the rest of its job goes on.
class CancelTaskTest {

    private static final JobId JOB = new JobId(1);
    private static final StageId MAIN = new StageId(JOB, "main");
    private static final TaskId FIRST = MAIN.task(1);
    private static final TaskId SECOND = MAIN.task(2);
    private static final TaskId THIRD = MAIN.task(3);
    private static final Output OUT = new Output("out", "o.txt", false, "");

    private final Bench bench = new Bench().node("attic", 1);

    /// Whatever a case does: a coordinator that starts again knows all of it.
    @AfterEach
    void theJournalTellsTheSame() {
        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot())
                .isEqualTo(bench.machine.turn(List.of(), bench.now).snapshot());
    }

    private Bench cancel(Target target) {
        bench.turn(new GridCommand.Cancel(target));
        bench.accepted();
        return bench;
    }

    private Bench retry(Target target) {
        bench.turn(new GridCommand.Retry(target));
        return bench;
    }

    private String why(TaskId task) {
        return GridQueries.task(bench.machine.view(), task, bench.machine.plan(), bench.now)
                .orElseThrow()
                .reason()
                .orElseThrow()
                .text();
    }

    private Decision.Cause refusal() {
        assertThat(bench.last.events()).isEmpty();
        return ((Decision.Answer.Refused) bench.last.answers().getFirst()).cause();
    }

    /// Two stages, the second of which follows the first task by task, and one that gathers what that made.
    private static JobSpec chain(int allowed) {
        Sweep three = new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, 3))));
        return job(
                "chain",
                stage("main").tasks(3).makes(OUT).allows(allowed),
                stage("score")
                        .sweep(new Sweep.Each("clean", "main", "out", "o.txt", three))
                        .makes(OUT),
                stage("report").takes(new Input.From("all", "score", "out", Input.Gather.DIR, "all")));
    }

    @Test
    void aTaskThatWaitsIsCancelledAtOnceAndTheOthersGoOn() {
        bench.submit(tasks(3));
        cancel(SECOND);
        assertThat(bench.state(SECOND)).isEqualTo("cancelled");
        assertThat(why(SECOND)).isEqualTo("somebody cancelled it; dsg retry 1.main.2 brings it back");
        assertThat(bench.stage(JOB, "main").waiting()).isOne();

        bench.done(FIRST);
        assertThat(bench.started()).containsExactly(THIRD.attempt(1));
    }

    @Test
    void aTaskThatRunsIsAskedToEndAndIsCancelledOnceItHas() {
        bench.submit(tasks(2));
        cancel(FIRST);
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Stop(Bench.id("attic"), FIRST.attempt(1)));
        assertThat(bench.state(FIRST)).isEqualTo("running");
        assertThat(why(FIRST)).isEqualTo("it was cancelled, and is about to end");

        bench.end(FIRST, new AttemptEnd.Cancelled());
        assertThat(bench.state(FIRST)).isEqualTo("cancelled");
        assertThat(bench.started()).containsExactly(SECOND.attempt(1));
    }

    @Test
    void aTaskThatWasDoneFirstIsDone() {
        bench.submit(tasks(1));
        cancel(FIRST).done(FIRST);
        assertThat(bench.state(FIRST)).isEqualTo("done");
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void whateverElseItsAttemptEndsWithItIsNotTriedAgain() {
        bench.node("cellar", 3).submit(job("orbit", stage("main").tasks(4).retry(5)));
        for (int number = 1; number <= 4; number++) {
            cancel(MAIN.task(number));
        }
        bench.fail(FIRST).end(SECOND, new AttemptEnd.TimedOut(Duration.ofSeconds(1)));
        bench.depart("attic").depart("cellar").wait(GridRules.AWAY_GRACE);
        for (int number = 1; number <= 4; number++) {
            assertThat(bench.state(MAIN.task(number))).isEqualTo("cancelled");
        }
        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aTaskThatIsToBeTriedAgainIsNot() {
        bench.submit(job("orbit", stage("main").tasks(2).retry(1)));
        bench.fail(FIRST);
        cancel(FIRST).wait(Duration.ofHours(1));
        assertThat(bench.state(FIRST)).isEqualTo("cancelled");
        assertThat(bench.last.nextWake()).isEmpty();
        assertThat(bench.started()).doesNotContain(FIRST.attempt(2));
    }

    @Test
    void aNodeThatComesBackWithItIsToldAgain() {
        bench.submit(tasks(1));
        bench.depart("attic");
        cancel(FIRST);
        bench.arrive("attic", 1, FIRST.attempt(1));
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Stop(Bench.id("attic"), FIRST.attempt(1)));
    }

    @Test
    void aMillionTasksAreCancelledByOneEventAndOneOfThemComesBackAlone() {
        bench.submit(tasks(1_000_000));
        cancel(MAIN).end(FIRST, new AttemptEnd.Cancelled());
        assertThat(bench.stage(JOB, "main").cancelled()).isEqualTo(1_000_000);
        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.journal).hasSizeLessThan(7);

        retry(MAIN.task(999_999));
        assertThat(bench.started()).containsExactly(MAIN.task(999_999).attempt(1));
        assertThat(bench.stage(JOB, "main").cancelled()).isEqualTo(999_999);
        retry(MAIN).done(MAIN.task(999_999));
        assertThat(bench.started()).containsExactly(FIRST.attempt(2));
        assertThat(bench.stage(JOB, "main").waiting()).isEqualTo(999_998);
    }

    @Test
    void aStageGoesOnWithoutAsManyAsMayFail() {
        bench.submit(chain(1));
        cancel(SECOND);
        bench.done(FIRST, "out", "1").done(THIRD, "out", "3");
        assertThat(bench.state(task(1, "score", 2))).isEqualTo("cancelled");
        assertThat(why(task(1, "score", 2))).isEqualTo("the task that it follows is not done");
        bench.done(task(1, "score", 1), "out", "1").done(task(1, "score", 3), "out", "3");
        assertThat(GridQueries.gathered(
                        bench.machine.view(),
                        Bench.id("attic"),
                        task(1, "report", 1).attempt(1),
                        "all",
                        1,
                        9))
                .extracting(item -> item.task().number())
                .containsExactly(1, 3);
        bench.done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void theLastOneThatIsCancelledLetsTheNextStageBegin() {
        bench.submit(
                job("orbit", stage("main").tasks(2).allows(1), stage("after").after("main")));
        bench.done(FIRST);
        cancel(SECOND).end(SECOND, new AttemptEnd.Cancelled());
        assertThat(bench.started()).containsExactly(task(1, "after", 1).attempt(1));
    }

    @Test
    void moreThanMayFailFailTheJobOnceNothingElseCanRun() {
        bench.submit(chain(1));
        cancel(SECOND);
        cancel(THIRD).done(FIRST, "out", "1");
        assertThat(bench.state(JOB)).isEqualTo(JobState.RUNNING);
        bench.done(task(1, "score", 1), "out", "1");
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);
    }

    @Test
    void cancelledAndFailedTasksCountTogether() {
        bench.submit(job("orbit", stage("main").tasks(3).allows(1)));
        cancel(SECOND);
        bench.fail(FIRST).done(THIRD);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);
    }

    @Test
    void aJobOfWhichEveryTaskWasCancelledIsCancelled() {
        bench.submit(job("orbit", stage("main").tasks(2), stage("after").after("main")));
        cancel(MAIN).end(FIRST, new AttemptEnd.Cancelled());
        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);
        assertThat(bench.stage(JOB, "after").cancelled()).isOne();
    }

    @Test
    void aStageThatFollowsCanBeCancelledBeforeWhatItFollowsIsDone() {
        bench.submit(chain(0));
        cancel(task(1, "score", 1));
        bench.done(FIRST, "out", "1");
        assertThat(bench.started()).containsExactly(SECOND.attempt(1));
        bench.done(SECOND, "out", "2").done(THIRD, "out", "3");
        bench.done(task(1, "score", 2), "out", "2").done(task(1, "score", 3), "out", "3");
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        retry(task(1, "score", 1));
        assertThat(bench.started()).containsExactly(task(1, "score", 1).attempt(1));
        bench.done(task(1, "score", 1), "out", "1").done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void whatIsCancelledOnBothSidesIsCountedOnce() {
        bench.submit(chain(1));
        cancel(task(1, "score", 2));
        cancel(SECOND).done(FIRST, "out", "1").done(THIRD, "out", "3");
        assertThat(bench.stage(JOB, "score").cancelled()).isOne();
        assertThat(bench.stage(JOB, "score").waiting()).isEqualTo(1);
    }

    @Test
    void aRetryOfWhatWasDoneWithoutMakesWhatGatheredItAnew() {
        bench.submit(chain(1));
        cancel(SECOND);
        bench.done(FIRST, "out", "1").done(THIRD, "out", "3");
        bench.done(task(1, "score", 1), "out", "1").done(task(1, "score", 3), "out", "3");
        bench.done(task(1, "report", 1));

        retry(SECOND);
        assertThat(bench.started()).containsExactly(SECOND.attempt(1));
        bench.done(SECOND, "out", "2").done(task(1, "score", 2), "out", "2");
        assertThat(bench.started()).containsExactly(task(1, "report", 1).attempt(2));
        bench.done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void whatPeopleHaveCancelledStaysSoWhenItsStageIsMadeAnew() {
        bench.submit(job(
                "orbit",
                stage("main").tasks(2).allows(1),
                stage("after").tasks(2).allows(1).after("main")));
        bench.fail(FIRST).done(SECOND);
        cancel(task(1, "after", 2)).done(task(1, "after", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);

        retry(FIRST).done(FIRST);
        assertThat(bench.started()).containsExactly(task(1, "after", 1).attempt(2));
        assertThat(bench.state(task(1, "after", 2))).isEqualTo("cancelled");
        bench.done(task(1, "after", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void aTaskThatIsAboutToEndIsNotRetriedYet() {
        bench.submit(tasks(2));
        cancel(FIRST);
        retry(FIRST);
        assertThat(refusal()).isEqualTo(Decision.Cause.CONFLICT);
        bench.end(FIRST, new AttemptEnd.Cancelled());

        retry(FIRST).done(SECOND);
        assertThat(bench.started()).containsExactly(FIRST.attempt(2));
    }

    @Test
    void whatIsOverStaysAsItIs() {
        bench.submit(tasks(3));
        bench.done(FIRST).fail(SECOND);
        for (Target over : new Target[] {FIRST, SECOND}) {
            cancel(over);
            assertThat(bench.last.events()).isEmpty();
        }
        cancel(THIRD);
        cancel(THIRD);
        assertThat(bench.last.events()).isEmpty();
        bench.end(THIRD, new AttemptEnd.Cancelled());
        cancel(MAIN);
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);
    }

    @Test
    void whatIsNotThereIsNotCancelled() {
        bench.submit(tasks(2));
        for (Target target : new Target[] {new StageId(JOB, "other"), THIRD, task(9, "main", 1)}) {
            bench.turn(new GridCommand.Cancel(target));
            assertThat(refusal()).isEqualTo(Decision.Cause.NOT_FOUND);
        }
    }

    @Test
    void aPausedJobOfWhichTheLastTasksAreCancelledEnds() {
        bench.submit(job("orbit", stage("main").tasks(2).allows(1)));
        bench.turn(new GridCommand.Pause(JOB));
        bench.done(FIRST);
        cancel(SECOND);
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
        assertThat(bench.last.events()).contains(new GridEvent.TasksCancelled(SECOND, bench.now));
    }

    @Test
    void theConditionOfAStageOfWhichAllIsCancelledIsNotLookedAt() {
        bench.submit(job("orbit", stage("main"), stage("refit").after("main").when("params.full")));
        cancel(new StageId(JOB, "refit"));
        bench.done(FIRST);
        assertThat(bench.last.effects()).noneMatch(GridEffect.Judge.class::isInstance);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        retry(JOB);
        assertThat(bench.last.effects()).anyMatch(GridEffect.Judge.class::isInstance);
    }
}
