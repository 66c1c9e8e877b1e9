// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Command;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.Output;
import dsg.model.Reason;
import dsg.model.StageId;
import dsg.model.Sweep;
import dsg.model.Template;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Stages that follow another task by task, and stages of which some tasks may fail.
class FollowTest {

    private static final JobId JOB = new JobId(1);
    private static final Output OUT = new Output("out", "o.txt", false, "");
    private static final Sweep THREE = new Sweep.Grid(List.of(new Sweep.Axis("i", new Sweep.Values.Range(1, 3))));

    private final Bench bench = new Bench().node("attic", 1);

    private static Jobs.Stage follows(String name, String other) {
        return stage(name).sweep(new Sweep.Each("clean", other, "out", "o.txt", THREE));
    }

    private static JobSpec chain(int allowed) {
        return job(
                "orbit",
                stage("wash").tasks(3).makes(OUT).allows(allowed),
                follows("score", "wash")
                        .runs(new Command.Program(List.of(
                                new Template(List.of(new Template.Part.Placeholder("clean", false))),
                                new Template(List.of(new Template.Part.Placeholder("i", false))))))
                        .makes(OUT),
                stage("report").takes(new Input.From("all", "score", "out", Input.Gather.DIR, "all")));
    }

    @Test
    void aTaskStartsAsSoonAsTheOneItFollowsIsDone() {
        bench.submit(chain(0));
        bench.node("cellar", 1).done(task(1, "wash", 2), "out", "two");

        assertThat(bench.started()).contains(task(1, "wash", 3).attempt(1));
        bench.done(task(1, "wash", 1), "out", "one");
        assertThat(bench.started()).containsExactly(task(1, "score", 1).attempt(1));
        assertThat(bench.state(task(1, "wash", 3))).isEqualTo("running");
    }

    @Test
    void itTakesWhatThatOneMadeAndItsValues() {
        bench.submit(chain(0));
        bench.done(task(1, "wash", 1), "out", "one");
        bench.done(task(1, "wash", 2), "out", "two");
        bench.done(task(1, "wash", 3), "out", "three");
        bench.done(task(1, "score", 1), "out", "x");

        var order = ((dsg.model.GridEffect.Start) bench.last.effects().stream()
                        .filter(dsg.model.GridEffect.Start.class::isInstance)
                        .findFirst()
                        .orElseThrow())
                .order();
        assertThat(order.argv()).containsExactly("o.txt", "2");
        assertThat(GridQueries.gathered(bench.machine.view(), Bench.id("attic"), order.attempt(), "clean", 1, 10))
                .containsExactly(new GridQueries.GatheredItem(
                        task(1, "wash", 2), Map.of("i", "2"), "o.txt", Artefact.of("two".getBytes())));
    }

    @Test
    void aTaskSaysWhichOneItWaitsFor() {
        bench.submit(chain(0));

        assertThat(bench.reason(JOB, "score")).contains(new Reason.WaitsFor(List.of("wash")));
        assertThat(GridQueries.task(bench.machine.view(), task(1, "score", 2), bench.machine.plan(), bench.now)
                        .orElseThrow()
                        .reason())
                .contains(new Reason.WaitsFor(List.of("1.wash.2")));
    }

    @Test
    void whatMayFailIsLeftOutAndTheJobIsDone() {
        bench.submit(chain(1));
        bench.done(task(1, "wash", 1), "out", "one");
        bench.fail(task(1, "wash", 2));
        bench.done(task(1, "wash", 3), "out", "three");
        assertThat(bench.state(task(1, "score", 2))).isEqualTo("cancelled");
        bench.done(task(1, "score", 1), "out", "a").done(task(1, "score", 3), "out", "b");

        assertThat(bench.started()).containsExactly(task(1, "report", 1).attempt(1));
        assertThat(GridQueries.gathered(
                        bench.machine.view(),
                        Bench.id("attic"),
                        task(1, "report", 1).attempt(1),
                        "all",
                        1,
                        10))
                .extracting(item -> item.task().number())
                .containsExactly(1, 3);
        bench.done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
        assertThat(bench.stage(JOB, "wash").failed()).isOne();
    }

    @Test
    void moreFailuresThanMayBeFailTheJobButTheRestOfTheStageRuns() {
        bench.submit(chain(1));
        bench.fail(task(1, "wash", 1)).fail(task(1, "wash", 2)).done(task(1, "wash", 3), "out", "three");
        bench.done(task(1, "score", 3), "out", "x");

        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);
    }

    @Test
    void aRetryOfWhatWasLeftOutMakesWhatGatheredItAnew() {
        bench.submit(chain(1));
        bench.fail(task(1, "wash", 1));
        bench.done(task(1, "wash", 2), "out", "2").done(task(1, "wash", 3), "out", "3");
        bench.done(task(1, "score", 2), "out", "2").done(task(1, "score", 3), "out", "3");
        bench.done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);

        bench.turn(new dsg.model.GridCommand.Retry(new StageId(JOB, "wash")));
        assertThat(bench.started()).containsExactly(task(1, "wash", 1).attempt(2));
        bench.done(task(1, "wash", 1), "out", "1");
        assertThat(bench.started()).containsExactly(task(1, "score", 1).attempt(1));
        bench.done(task(1, "score", 1), "out", "1");
        assertThat(bench.started()).containsExactly(task(1, "report", 1).attempt(2));
        bench.done(task(1, "report", 1));
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot()).isEqualTo(bench.last.snapshot());
    }

    @Test
    void aLongChainOfStagesThatFollowEachOtherCostsNoMoreThanItsLength() {
        Jobs.Stage[] stages = new Jobs.Stage[300];
        stages[0] = stage("s0").makes(OUT);
        for (int i = 1; i < stages.length; i++) {
            stages[i] = stage("s" + i)
                    .sweep(new Sweep.Each("x", "s" + (i - 1), "out", "o.txt", new Sweep.Single()))
                    .makes(OUT);
        }
        bench.submit(job("chain", stages));
        for (int i = 0; i < stages.length; i++) {
            bench.done(task(1, "s" + i, 1), "out", "x");
        }

        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }
}
