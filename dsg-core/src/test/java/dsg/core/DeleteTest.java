// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.Refusal;
import dsg.model.StageId;
import dsg.model.Submission;
import dsg.model.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeleteTest {

    private static final JobId FIRST = new JobId(1);
    private static final JobId SECOND = new JobId(2);
    private static final JobId THIRD = new JobId(3);
    private static final Output OUT = new Output("out", "o.txt", false, "");

    private final Bench bench = new Bench().node("attic", 1);

    private static JobSpec chain() {
        return job(
                "chain",
                stage("main").makes(OUT),
                stage("sum")
                        .takes(new Input.From("all", "main", "out", Input.Gather.FILE, "all.txt"))
                        .makes(OUT));
    }

    private static Artefact content(String text) {
        return Artefact.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private void runChain() {
        bench.submit(chain());
        bench.done(task(1, "main", 1), "out", "made").done(task(1, "sum", 1), "out", "sum");
        assertThat(bench.state(FIRST)).isEqualTo(JobState.DONE);
    }

    private void resume(JobId earlier, String key, JobSpec spec) {
        bench.turn(new GridCommand.Submit(spec, new Submission("job.yaml", "", key, Optional.of(earlier))));
    }

    private void delete(JobId job) {
        bench.turn(new GridCommand.DeleteJob(job));
    }

    private Decision.Answer.Refused refusal() {
        assertThat(bench.last.events()).isEmpty();
        return (Decision.Answer.Refused) bench.last.answers().getFirst();
    }

    private Provenance.Trace trace(String content) {
        return Provenance.of(bench.machine.view(), content(content).digest(), 100);
    }

    @Test
    void aDeletedJobIsGoneAndTheOthersAreFoundAsBefore() {
        bench.submit(tasks(1));
        bench.submit(tasks(1));
        bench.submit(tasks(1));
        bench.done(task(1, "main", 1), task(2, "main", 1));
        delete(SECOND);
        delete(FIRST);

        assertThat(bench.last.snapshot().jobs())
                .extracting(GridSnapshot.JobView::id)
                .containsExactly(THIRD);
        assertThat(bench.last.snapshot().job(SECOND)).isEmpty();
        assertThat(bench.last.snapshot().isDeleted(SECOND)).isTrue();
        assertThat(bench.last.snapshot().isDeleted(new JobId(4))).isFalse();
        assertThat(bench.last.snapshot().deleted()).isEqualTo(2);
        assertThat(GridQueries.exists(bench.machine.view(), task(2, "main", 1))).isFalse();
        bench.done(task(3, "main", 1));
        assertThat(bench.state(THIRD)).isEqualTo(JobState.DONE);
    }

    @Test
    void aNumberIsNeverGivenAgain() {
        bench.submit(tasks(1));
        bench.done(task(1, "main", 1));
        delete(FIRST);

        assertThat(bench.submit(tasks(1))).isEqualTo(SECOND);
        bench.done(task(2, "main", 1));
        delete(SECOND);
        assertThat(bench.replayed().view().nextJob()).isEqualTo(THIRD);
    }

    @Test
    void whatIsNotOverIsNotDeletedAndTheWordSaysHowToEndIt() {
        bench.submit(tasks(2));
        delete(FIRST);
        assertThat(refusal().cause()).isEqualTo(Decision.Cause.CONFLICT);
        assertThat(refusal().refusal().mend()).contains("dsg cancel 1");

        bench.turn(new GridCommand.Cancel(FIRST));
        delete(FIRST);
        assertThat(refusal().refusal().mend()).contains("dsg wait 1");
        bench.end(task(1, "main", 1), new AttemptEnd.Cancelled());
        delete(FIRST);
        assertThat(bench.last.events()).containsExactly(new GridEvent.JobDeleted(FIRST, bench.now));
    }

    @Test
    void whatWasDeletedIsToldApartFromWhatNeverWas() {
        bench.submit(tasks(1));
        bench.done(task(1, "main", 1));
        delete(FIRST);

        for (GridCommand command : List.of(
                new GridCommand.DeleteJob(FIRST),
                new GridCommand.Cancel(FIRST),
                new GridCommand.Pause(FIRST),
                new GridCommand.Unpause(FIRST),
                new GridCommand.Retry(FIRST),
                new GridCommand.Submit(tasks(1), new Submission("job.yaml", "", "new", Optional.of(FIRST))))) {
            bench.turn(command);
            assertThat(refusal().cause()).isEqualTo(Decision.Cause.NOT_FOUND);
            assertThat(refusal().refusal().why()).contains("deleted");
        }
        delete(SECOND);
        Refusal never = refusal().refusal();
        assertThat(never.why()).contains("never had");
    }

    @Test
    void theSameSubmissionIsNotTakenASecondTime() {
        GridCommand.Submit submit = new GridCommand.Submit(tasks(1), Submission.of("", "key"));
        bench.turn(submit);
        bench.done(task(1, "main", 1));
        delete(FIRST);
        bench.turn(submit);

        assertThat(refusal().cause()).isEqualTo(Decision.Cause.CONFLICT);
        assertThat(refusal().refusal().why()).contains("job 1", "deleted");
        GridMachine.Turn again = bench.replayed().turn(List.of(submit), bench.now);
        assertThat(again.answers().getFirst()).isInstanceOf(Decision.Answer.Refused.class);
    }

    @Test
    void aLateReportOfADeletedJobIsAcknowledgedAndForgotten() {
        bench.submit(tasks(1));
        TaskId task = task(1, "main", 1);
        bench.done(task);
        delete(FIRST);
        bench.report(Bench.id("attic"), task.attempt(1), AttemptReport.without(new AttemptEnd.Done()));

        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).hasSize(1);
        bench.arrive("attic", 1, task.attempt(1));
        assertThat(bench.last.effects()).contains(new GridEffect.Stop(Bench.id("attic"), task.attempt(1)));
    }

    @Test
    void aJobThatAnUnfinishedOneResumesStaysUntilThatOneIsOver() {
        runChain();
        resume(
                FIRST,
                "second",
                job("chain", stage("main").makes(OUT), stage("new").after("main")));
        assertThat(bench.state(SECOND)).isEqualTo(JobState.RUNNING);
        delete(FIRST);
        assertThat(refusal().refusal().why()).contains("Job 2 resumes it");

        bench.done(task(2, "new", 1));
        delete(FIRST);
        assertThat(bench.last.events()).hasSize(1);
    }

    @Test
    void aResumedJobThatIsRetriedWithoutTheEarlierOneRunsWhatIsLeft() {
        runChain();
        resume(
                FIRST,
                "second",
                job("chain", stage("new"), stage("main").makes(OUT).after("new")));
        bench.fail(task(2, "new", 1));
        assertThat(bench.state(SECOND)).isEqualTo(JobState.FAILED);
        delete(FIRST);
        bench.turn(new GridCommand.Retry(SECOND));
        bench.done(task(2, "new", 1));

        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
        bench.done(task(2, "main", 1), "out", "made");
        assertThat(bench.state(SECOND)).isEqualTo(JobState.DONE);
    }

    @Test
    void whatReusedADeletedJobsTasksKeepsWholeWhatItHas() {
        runChain();
        resume(FIRST, "second", chain());
        List<GridQueries.ResultFile> before =
                GridQueries.results(bench.machine.view().jobNamed(SECOND), true);
        RecordQueries.Page record = RecordQueries.page(bench.machine.view(), new StageId(SECOND, "main"), 1, 10)
                .orElseThrow();
        delete(FIRST);

        assertThat(GridQueries.results(bench.machine.view().jobNamed(SECOND), true))
                .isEqualTo(before)
                .hasSize(2);
        assertThat(RecordQueries.page(bench.machine.view(), new StageId(SECOND, "main"), 1, 10))
                .contains(record);
        assertThat(record.tasks().getFirst().reused()).contains(task(1, "main", 1));
        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot().jobs())
                .isEqualTo(bench.last.snapshot().jobs());
        resume(SECOND, "third", chain());
        assertThat(bench.state(THIRD)).isEqualTo(JobState.DONE);
    }

    @Test
    void theRoadBackGoesOnThroughTheJobThatStandsForADeletedOne() {
        runChain();
        resume(FIRST, "second", chain());
        resume(SECOND, "third", chain());
        Provenance.Trace before = trace("sum");
        assertThat(before.makers()).containsExactly(task(1, "sum", 1).attempt(1));
        delete(FIRST);

        Provenance.Trace trace = trace("sum");
        assertThat(trace.makers()).containsExactly(task(2, "sum", 1).attempt(1));
        Provenance.Step sum = trace.steps().get(task(2, "sum", 1).attempt(1));
        Provenance.Step was = before.steps().get(task(1, "sum", 1).attempt(1));
        assertThat(sum.standsFor()).contains(task(1, "sum", 1));
        assertThat(sum.endedAt()).isEqualTo(was.endedAt());
        assertThat(sum.node()).isEqualTo(was.node());
        assertThat(sum.inputs().getFirst().from()).contains(task(2, "main", 1).attempt(1));
        assertThat(trace.steps()).hasSize(2);
        delete(SECOND);
        assertThat(trace("sum").makers()).containsExactly(task(3, "sum", 1).attempt(1));
        delete(THIRD);
        assertThat(trace("sum").makers()).isEmpty();
    }

    @Test
    void whatTwoJobsHaveReusedOfADeletedOneWasMadeOnce() {
        runChain();
        resume(FIRST, "second", chain());
        resume(FIRST, "third", chain());
        delete(FIRST);

        assertThat(trace("sum").makers()).hasSize(1);
    }

    @Test
    void itsContentsAreNeededByNobodyUnlessAnotherJobKnowsThem() {
        runChain();
        Artefact made = content("made");
        Artefact sum = content("sum");
        assertThat(DataQueries.leftBy(bench.machine.view().jobNamed(FIRST), 3))
                .containsExactly(new GridEvent.Collected(made, bench.now));
        bench.submit(job("other", stage("main").makes(OUT)));
        bench.done(task(2, "main", 1), "out", "made");
        delete(FIRST);

        assertThat(DataRules.unneeded(bench.machine.view(), Set.of(made.digest(), sum.digest())))
                .containsExactly(sum.digest());
        assertThat(DataQueries.list(bench.machine.view(), Optional.empty(), Optional.empty()))
                .extracting(DataQueries.Entry::artefact)
                .containsExactly(made);
    }

    @Test
    void whatIsNotOverCannotBeDeletedByAnEventEither() {
        bench.submit(tasks(1));
        GridMachine other = bench.replayed();

        assertThatThrownBy(() -> other.replay(new GridEvent.JobDeleted(FIRST, bench.now)))
                .isInstanceOf(IllegalStateException.class);
    }
}
