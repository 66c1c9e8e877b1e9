// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Command;
import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.Submission;
import dsg.model.Template;
import dsg.model.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReuseTest {

    private static final JobId FIRST = new JobId(1);
    private static final JobId SECOND = new JobId(2);
    private static final Output OUT = new Output("out", "o.txt", false, "");

    private final Bench bench = new Bench().node("attic", 1);

    private static JobSpec sweep(int tasks, String code) {
        Artefact content = Artefact.of(code.getBytes(StandardCharsets.UTF_8));
        return job(
                "orbit",
                stage("main")
                        .tasks(tasks)
                        .runs(new Command.Program(
                                List.of(new Template(List.of(new Template.Part.Placeholder("i", false))))))
                        .takes(new Input.Local("code", "c.py", List.of(new Input.LocalFile("c.py", content))))
                        .makes(OUT),
                stage("sum")
                        .takes(new Input.From("all", "main", "out", Input.Gather.LIST, "all.txt"))
                        .makes(OUT));
    }

    private void runFirst() {
        bench.submit(sweep(3, "one"));
        for (int number = 1; number <= 3; number++) {
            bench.done(task(1, "main", number), "out", "result " + number);
        }
        bench.done(task(1, "sum", 1), "out", "sum");
        assertThat(bench.state(FIRST)).isEqualTo(JobState.DONE);
    }

    private static Submission resuming() {
        return new Submission("job.yaml", "", "second", Optional.of(FIRST));
    }

    private Bench resume(JobSpec spec) {
        bench.turn(new GridCommand.Submit(spec, resuming()));
        return bench;
    }

    private Map<String, Integer> reasons(JobSpec spec, int stage) {
        return ResumePlan.of(bench.machine.view(), spec, resuming(), bench.now)
                .get(stage)
                .reasons();
    }

    @Test
    void whatIsReusedUsesNothingAgain() {
        runFirst();
        resume(sweep(3, "one"));

        assertThat(GridQueries.usage(bench.machine.view().job(FIRST).orElseThrow())
                        .wall())
                .isPositive();
        assertThat(GridQueries.usage(bench.machine.view().job(SECOND).orElseThrow()))
                .isEqualTo(Usage.NONE);
    }

    @Test
    void whereNothingChangedNothingRuns() {
        runFirst();
        resume(sweep(3, "one"));

        assertThat(bench.state(SECOND)).isEqualTo(JobState.DONE);
        assertThat(bench.last.events())
                .filteredOn(GridEvent.TaskReused.class::isInstance)
                .hasSize(4);
        assertThat(bench.stage(SECOND, "main").cached()).isEqualTo(3);
        assertThat(bench.state(task(2, "sum", 1))).isEqualTo("cached");
        assertThat(GridQueries.results(bench.machine.view().job(SECOND).orElseThrow(), false))
                .extracting(GridQueries.ResultFile::artefact)
                .containsExactly(Artefact.of("sum".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void newPointsRunAndWhatGathersThemRunsAnew() {
        runFirst();
        assertThat(reasons(sweep(4, "one"), 0)).containsExactly(Map.entry("its point is new", 1));
        assertThat(reasons(sweep(4, "one"), 1)).containsExactly(Map.entry("what it takes is made anew", 1));
        resume(sweep(4, "one"));

        assertThat(bench.started()).containsExactly(task(2, "main", 4).attempt(1));
        bench.done(task(2, "main", 4), "out", "result 4");
        assertThat(bench.started()).containsExactly(task(2, "sum", 1).attempt(1));
    }

    @Test
    void anInputThatChangedIsNamedWithItsContents() {
        runFirst();

        assertThat(reasons(sweep(3, "two"), 0).keySet())
                .singleElement()
                .asString()
                .matches("input c.py changed \\([0-9a-f]{4} -> [0-9a-f]{4}\\)");
        resume(sweep(3, "two"));
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void whatComesOutTheSameIsNotGatheredAnew() {
        runFirst();
        resume(sweep(3, "two"));
        for (int number = 1; number <= 3; number++) {
            bench.done(task(2, "main", number), "out", "result " + number);
        }

        assertThat(bench.state(task(2, "sum", 1))).isEqualTo("cached");
        assertThat(bench.state(SECOND)).isEqualTo(JobState.DONE);
    }

    @Test
    void namesAndResourcesAndRetriesDoNotMatter() {
        runFirst();
        JobSpec other = job(
                "another name",
                stage("other")
                        .tasks(3)
                        .retry(3)
                        .asks(500, 100)
                        .runs(new Command.Program(
                                List.of(new Template(List.of(new Template.Part.Placeholder("i", false))))))
                        .takes(sweep(3, "one").stages().getFirst().inputs().getFirst())
                        .makes(OUT));
        resume(other);

        assertThat(bench.state(SECOND)).isEqualTo(JobState.DONE);
    }

    @Test
    void aStageThatSaysSoIsNeverReused() {
        bench.submit(job("orbit", stage("main").uncached()));
        bench.done(task(1, "main", 1));
        resume(job("orbit", stage("main").uncached()));

        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
        assertThat(reasons(job("orbit", stage("main").uncached()), 0)).containsKey("its stage says cache: off");
    }

    @Test
    void onlyAResumedJobReuses() {
        runFirst();
        bench.turn(new GridCommand.Submit(sweep(3, "one"), Submission.of("", "third")));

        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void whatFailedBeforeRunsAgain() {
        bench.submit(sweep(2, "one"));
        bench.fail(task(1, "main", 1)).done(task(1, "main", 2), "out", "2");
        assertThat(reasons(sweep(2, "one"), 0)).containsExactly(Map.entry("it was not done in job 1 (failed)", 1));
        resume(sweep(2, "one"));

        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
    }

    @Test
    void aMillionTasksAreLookedAtInSlicesAndNothingElseWaits() {
        bench.submit(sweep(Reuse.SLICE * 10, "one"));
        bench.turn(new GridCommand.Cancel(FIRST));
        bench.turn(new GridCommand.Submit(sweep(Reuse.SLICE * 10, "one"), resuming()));

        assertThat(bench.last.nextWake()).contains(bench.now);
        int turns = 0;
        while (bench.last.nextWake().filter(bench.now::equals).isPresent()) {
            bench.turn();
            turns++;
        }
        assertThat(turns).isBetween(1, 10);
    }

    @Test
    void replayingTheJournalRebuildsWhatWasReused() {
        runFirst();
        resume(sweep(4, "one"));

        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot().jobs())
                .isEqualTo(bench.last.snapshot().jobs());
    }
}
