// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.Output;
import dsg.model.Reason;
import dsg.model.StageId;
import dsg.model.TaskId;
import dsg.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridQueriesTest {

    private static final Output PEAK = new Output("peak", "peak.json", false, "");
    private static final Output SPECTRUM = new Output("spectrum", "plots/spectrum.png", true, "the spectrum");
    private static final JobSpec JOB = job(
            "orbit",
            stage("simulate").tasks(3).makes(PEAK, SPECTRUM),
            stage("fit")
                    .takes(new Input.From("peaks", "simulate", "peak", Input.Gather.DIR, "peaks"))
                    .makes(new Output("fit", "fit.json", false, "")));

    private final Bench bench = new Bench().node("attic", 1);

    @Test
    void aSweepsResultsLieInAFolderPerTaskAndAStagesOwnInItsFolder() {
        bench.submit(JOB);
        runSimulate();
        bench.done(task(1, "fit", 1), "fit", "fit of 3");

        assertThat(GridQueries.results(theJob(), true))
                .extracting(GridQueries.ResultFile::folder)
                .containsExactly("simulate/1", "simulate/2", "simulate/3", "fit");
    }

    @Test
    void whatIsFetchedIsOfFinalStagesAndWhatIsShown() {
        bench.submit(JOB);
        runSimulate();
        bench.done(task(1, "fit", 1), "fit", "fit of 3");
        assertThat(GridQueries.results(theJob(), false))
                .containsExactly(new GridQueries.ResultFile(
                        task(1, "fit", 1), "fit", new Output("fit", "fit.json", false, ""), content("fit of 3")));

        bench.submit(JOB);
        bench.done(task(2, "simulate", 1), "spectrum", "a picture");
        assertThat(GridQueries.results(bench.machine.view().jobNamed(new JobId(2)), false))
                .containsExactly(new GridQueries.ResultFile(
                        task(2, "simulate", 1), "simulate/1", SPECTRUM, content("a picture")));
    }

    @Test
    void aJobWithoutStagesKeepsItsResultsInMain() {
        bench.submit(job("orbit", stage(JobSpec.ONLY_STAGE).makes(PEAK)));
        bench.done(task(1, "main", 1), "peak", "{}");

        assertThat(GridQueries.results(theJob(), false))
                .extracting(GridQueries.ResultFile::folder)
                .containsExactly("main");
    }

    @Test
    void aSweepOfOneStillHasAFolderPerTask() {
        bench.submit(job("orbit", stage("main").tasks(1).makes(PEAK)));
        bench.done(task(1, "main", 1), "peak", "{}");

        assertThat(GridQueries.results(theJob(), false))
                .extracting(GridQueries.ResultFile::folder)
                .containsExactly("main/1");
    }

    @Test
    void whatIsNotDoneHasNoResults() {
        bench.submit(JOB);
        bench.fail(task(1, "simulate", 1));

        assertThat(GridQueries.results(theJob(), true)).isEmpty();
    }

    @Test
    void aNodeGathersWhatTheUpstreamTasksMadeInTheirOrder() {
        bench.submit(JOB);
        runSimulate();
        AttemptId fit = task(1, "fit", 1).attempt(1);

        assertThat(GridQueries.gathered(bench.machine.view(), id("attic"), fit, "peaks", 1, 2))
                .containsExactly(
                        new GridQueries.GatheredItem(
                                task(1, "simulate", 1), Map.of("i", "1"), "peak.json", content("peak 1")),
                        new GridQueries.GatheredItem(
                                task(1, "simulate", 2), Map.of("i", "2"), "peak.json", content("peak 2")));
        assertThat(GridQueries.gathered(bench.machine.view(), id("attic"), fit, "peaks", 3, 2))
                .extracting(GridQueries.GatheredItem::task)
                .containsExactly(task(1, "simulate", 3));
        assertThat(GridQueries.gathered(bench.machine.view(), id("attic"), fit, "peaks", 4, 2))
                .isEmpty();
    }

    @Test
    void onlyTheNodeThatRunsTheAttemptGathersForIt() {
        bench.submit(JOB);
        runSimulate();
        bench.node("cellar", 1);
        TaskId fit = task(1, "fit", 1);

        assertThat(gathered("cellar", fit.attempt(1))).isEmpty();
        assertThat(gathered("attic", fit.attempt(2))).isEmpty();
        assertThat(gathered("attic", task(7, "fit", 1).attempt(1))).isEmpty();
        assertThat(gathered("attic", fit.attempt(1))).hasSize(3);
        bench.done(fit, "fit", "fit of 3");
        assertThat(gathered("attic", fit.attempt(1))).isEmpty();
    }

    @Test
    void anInputThatTheStageDoesNotTakeGathersNothing() {
        bench.submit(JOB);
        runSimulate();
        AttemptId fit = task(1, "fit", 1).attempt(1);

        assertThat(GridQueries.gathered(bench.machine.view(), id("attic"), fit, "spectra", 1, 9))
                .isEmpty();
    }

    @Test
    void aTaskShowsItsValuesItsAttemptsAndWhyItWaits() {
        bench.submit(job("orbit", stage("main").tasks(2).retry(1)));
        TaskId first = task(1, "main", 1);
        bench.fail(first).done(task(1, "main", 2)).wait(Duration.ofSeconds(5));
        GridQueries.TaskView view = view(first);

        assertThat(view.values()).isEqualTo(Map.of("i", "1"));
        assertThat(view.state().word()).isEqualTo("running");
        assertThat(view.attempts()).extracting(GridQueries.AttemptView::number).containsExactly(1, 2);
        assertThat(view.attempts())
                .extracting(GridQueries.AttemptView::nodeName)
                .containsOnly("attic");
        assertThat(view.attempts().getFirst().report().orElseThrow().end().why())
                .isEqualTo("exit code 1");
        assertThat(view.attempts().getLast().report()).isEmpty();
        assertThat(view.reason()).isEmpty();
    }

    @Test
    void aWaitingTaskSaysWhatItsStageWaitsFor() {
        bench.submit(JOB);

        assertThat(view(task(1, "fit", 1)).reason()).contains(new Reason.WaitsFor(List.of("simulate")));
        assertThat(view(task(1, "simulate", 2)).reason().orElseThrow()).isInstanceOf(Reason.NodesBusy.class);
        assertThat(view(task(1, "simulate", 1)).reason()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotShown() {
        bench.submit(tasks(2));

        assertThat(GridQueries.exists(bench.machine.view(), task(1, "main", 2))).isTrue();
        assertThat(GridQueries.exists(bench.machine.view(), task(1, "main", 3))).isFalse();
        assertThat(GridQueries.exists(bench.machine.view(), task(1, "other", 1)))
                .isFalse();
        assertThat(GridQueries.exists(bench.machine.view(), task(2, "main", 1))).isFalse();
        assertThat(GridQueries.task(bench.machine.view(), task(1, "main", 3), bench.machine.plan(), bench.now))
                .isEmpty();
        assertThat(list(new StageId(new JobId(3), "main"), 1, 10)).isEmpty();
    }

    @Test
    void tasksAreListedAPageAtATime() {
        bench.submit(tasks(1000));
        StageId main = new StageId(new JobId(1), "main");

        assertThat(list(main, 0, 2)).containsExactly(1, 2);
        assertThat(list(main, 8, 3)).containsExactly(8, 9, 10);
        assertThat(list(main, 999, 10)).containsExactly(999, 1000);
        assertThat(list(main, 1001, 10)).isEmpty();
    }

    @Test
    void theUsageOfAJobIsThatOfAllItsAttempts() {
        bench.submit(JOB);
        runSimulate();

        assertThat(GridQueries.usage(theJob())).isEqualTo(new Usage(Duration.ofSeconds(6), Duration.ofSeconds(3), 100));
    }

    private void runSimulate() {
        for (int number = 1; number <= 3; number++) {
            bench.done(task(1, "simulate", number), "peak", "peak " + number);
        }
    }

    private JobLedger theJob() {
        return bench.machine.view().jobNamed(new JobId(1));
    }

    private List<GridQueries.GatheredItem> gathered(String node, AttemptId attempt) {
        return GridQueries.gathered(bench.machine.view(), id(node), attempt, "peaks", 1, 10);
    }

    private GridQueries.TaskView view(TaskId task) {
        return GridQueries.task(bench.machine.view(), task, bench.machine.plan(), bench.now)
                .orElseThrow();
    }

    private List<Integer> list(StageId stage, int from, int limit) {
        TaskQueries.Wanted wanted = TaskQueries.Wanted.any(from, limit);
        return TaskQueries.page(bench.machine.view(), stage, wanted, bench.machine.plan(), bench.now).stream()
                .flatMap(page -> page.tasks().stream())
                .map(view -> view.id().number())
                .toList();
    }

    private static Artefact content(String text) {
        return Artefact.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
