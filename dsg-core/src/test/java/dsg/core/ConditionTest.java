// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.Reason;
import dsg.model.StageId;
import dsg.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {

    private static final JobId JOB = new JobId(1);
    private static final StageId REFINE = new StageId(JOB, "refine");

    private final Bench bench = new Bench().node("attic", 4);

    private void submit() {
        bench.submit(job(
                "orbit",
                stage("fit").makes(new Output("best", "best.json", false, "")),
                stage("refine").tasks(2).after("fit").when("outputs.fit.best.chi2 > 2"),
                stage("report").after("refine")));
    }

    private List<GridEffect.Judge> questions() {
        return bench.last.effects().stream()
                .filter(GridEffect.Judge.class::isInstance)
                .map(GridEffect.Judge.class::cast)
                .toList();
    }

    @Test
    void aConditionIsLookedAtOnceWhenTheStagesBeforeAreDone() {
        submit();
        assertThat(questions()).isEmpty();

        bench.done(task(1, "fit", 1), "best", "{}");
        assertThat(questions()).hasSize(1);
        assertThat(questions().getFirst().outputs())
                .containsEntry("fit.best", Artefact.of("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(questions().getFirst().stages().get("fit")).containsEntry("done", 1);
        assertThat(bench.reason(JOB, "refine")).contains(new Reason.Judged("outputs.fit.best.chi2 > 2"));
        bench.turn();
        assertThat(questions()).isEmpty();
    }

    @Test
    void aStageWhoseConditionIsTrueRuns() {
        submit();
        bench.done(task(1, "fit", 1), "best", "{}");
        bench.turn(new GridCommand.Judge(REFINE, new Verdict.Run()));

        assertThat(bench.started()).hasSize(2);
    }

    @Test
    void aStageWhoseConditionIsFalseIsSkippedAndSoIsWhatNeedsIt() {
        submit();
        bench.done(task(1, "fit", 1), "best", "{}");
        bench.turn(new GridCommand.Judge(REFINE, new Verdict.Skip()));

        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
        assertThat(bench.stage(JOB, "refine").verdict()).contains(new Verdict.Skip());
        assertThat(bench.stage(JOB, "report").verdict()).contains(new Verdict.Skip());
        assertThat(bench.state(task(1, "refine", 1))).isEqualTo("cancelled");
    }

    @Test
    void aConditionThatCannotBeToldFailsTheJobAndARetryAsksAgain() {
        submit();
        bench.done(task(1, "fit", 1), "best", "{}");
        bench.turn(new GridCommand.Judge(REFINE, new Verdict.Unclear("There is no chi2.")));
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);

        bench.turn(new GridCommand.Retry(JOB));
        assertThat(questions()).hasSize(1);
    }

    @Test
    void aRestartAsksAgain() {
        submit();
        bench.done(task(1, "fit", 1), "best", "{}");

        assertThat(bench.replayed().turn(List.of(), bench.now).effects())
                .anyMatch(effect -> effect instanceof GridEffect.Judge judge
                        && judge.stage().equals(REFINE));
    }

    @Test
    void aVerdictThatNobodyAskedForChangesNothing() {
        submit();
        bench.turn(new GridCommand.Judge(REFINE, new Verdict.Skip()));
        assertThat(bench.last.events()).isEmpty();
    }
}
