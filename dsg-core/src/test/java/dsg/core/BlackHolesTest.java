// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The cellar fails whatever it is given, at once; the attic takes ten seconds for each and is well.
class BlackHolesTest {

    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Bench bench = new Bench().node("attic", 1);

    private GridSnapshot.NodeView node(String name) {
        return bench.last.snapshot().nodes().stream()
                .filter(view -> view.id().equals(id(name)))
                .findFirst()
                .orElseThrow();
    }

    /// The task that runs on the node.
    private TaskId on(String node) {
        return bench.machine.view().attemptsOn(id(node)).getFirst().task();
    }

    private boolean isIdle(String node) {
        return bench.machine.view().attemptsOn(id(node)).isEmpty();
    }

    private void failsAtOnce(String node) {
        bench.end(on(node), new AttemptEnd.ExitCode(127), AT_ONCE);
    }

    private void endsWell(String node) {
        bench.end(on(node), new AttemptEnd.Done(), LONG);
    }

    private List<GridEvent.NodeRested> rests() {
        return bench.journal.stream()
                .filter(GridEvent.NodeRested.class::isInstance)
                .map(GridEvent.NodeRested.class::cast)
                .toList();
    }

    @Test
    void itGetsNothingAfterFiveAndItsFailuresCountForNothing() {
        bench.node("cellar", 1);
        JobId job = bench.submit(tasks(20));
        endsWell("attic");

        for (int i = 0; i < 5; i++) {
            failsAtOnce("cellar");
        }

        assertThat(isIdle("cellar")).isTrue();
        assertThat(node("cellar").state()).isEqualTo(NodeState.RESTING);
        assertThat(node("cellar").why().orElseThrow()).contains("fail on it at once", "dsg node unpause cellar");
        assertThat(bench.stage(job, "main").failed()).isZero();
        while (bench.state(job) == JobState.RUNNING) {
            endsWell("attic");
        }
        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    /// It has failed many before the other has come to the end of its first.
    @Test
    void inHindsightItsFailuresCountForNothingToo() {
        bench.node("cellar", 1);
        JobId job = bench.submit(tasks(20));
        for (int i = 0; i < 19; i++) {
            failsAtOnce("cellar");
        }
        assertThat(bench.stage(job, "main").failed()).isEqualTo(19);

        endsWell("attic");

        assertThat(bench.stage(job, "main").failed()).isZero();
        assertThat(node("cellar").state()).isEqualTo(NodeState.RESTING);
        while (bench.state(job) == JobState.RUNNING) {
            endsWell("attic");
        }
        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    /// Two machines of one room lack the same program: that both fail proves nothing against the attic.
    @Test
    void twoThatFailEverythingDoNotSpeakForEachOther() {
        bench.node("cellar", 1).node("den", 1);
        JobId job = bench.submit(tasks(19));
        for (int i = 0; i < 9; i++) {
            failsAtOnce("cellar");
            failsAtOnce("den");
        }

        endsWell("attic");

        assertThat(node("cellar").state()).isEqualTo(NodeState.RESTING);
        assertThat(node("den").state()).isEqualTo(NodeState.RESTING);
        while (bench.state(job) == JobState.RUNNING) {
            endsWell("attic");
        }
        assertThat(bench.state(job)).isEqualTo(JobState.DONE);
    }

    @Test
    void inHindsightNoneOfThousandsOfItsFailuresCounts() {
        bench.node("cellar", 1);
        JobId job = bench.submit(tasks(3_000));
        for (int i = 0; i < 2_999; i++) {
            failsAtOnce("cellar");
        }

        endsWell("attic");

        assertThat(bench.stage(job, "main").failed()).isZero();
    }

    @Test
    void afterItsRestItGetsOneAndIsWellIfThatIs() {
        blackHole();
        bench.wait(Duration.ofSeconds(29));
        assertThat(isIdle("cellar")).isTrue();
        bench.wait(Duration.ofSeconds(2));
        assertThat(bench.machine.view().attemptsOn(id("cellar"))).hasSize(1);

        endsWell("cellar");

        assertThat(node("cellar").state()).isEqualTo(NodeState.READY);
        assertThat(bench.machine.view().attemptsOn(id("cellar"))).hasSize(4);
    }

    @Test
    void eachTimeThatItIsNotWellItRestsTwiceAsLong() {
        blackHole();
        for (int i = 0; i < 7; i++) {
            GridEvent.NodeRested last = rests().getLast();
            bench.wait(Duration.between(bench.now, last.until()));
            assertThat(bench.machine.view().attemptsOn(id("cellar"))).hasSize(1);
            failsAtOnce("cellar");
        }

        assertThat(rests())
                .extracting(rest -> Duration.between(rest.at(), rest.until()).toSeconds())
                .containsExactly(30L, 60L, 120L, 240L, 480L, 600L, 600L, 600L);
        assertThat(bench.stage(new JobId(1), "main").failed()).isZero();
    }

    /// A cellar of four cores that has failed five.
    private void blackHole() {
        bench.node("cellar", 4);
        bench.submit(tasks(100));
        endsWell("attic");
        while (rests().isEmpty()) {
            failsAtOnce("cellar");
        }
        while (!isIdle("cellar")) {
            failsAtOnce("cellar"); // what it had already
        }
    }

    @Test
    void somebodySaysThatItIsWell() {
        blackHole();

        bench.turn(new GridCommand.UnpauseNode(id("cellar")));

        assertThat(node("cellar").state()).isEqualTo(NodeState.READY);
        assertThat(bench.machine.view().attemptsOn(id("cellar"))).hasSize(4);
    }

    @Test
    void aJobThatFailsEverywhereFailsAtOnce() {
        bench.node("cellar", 1);
        JobId job = bench.submit(tasks(500));
        for (int i = 0; i < 250; i++) {
            failsAtOnce("attic");
            failsAtOnce("cellar");
        }

        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
        assertThat(bench.stage(job, "main").failed()).isEqualTo(500);
        assertThat(rests()).isEmpty();
    }

    @Test
    void whereThereIsOneNodeNobodyIsToBlame() {
        JobId job = bench.submit(tasks(20));
        endsWell("attic");
        for (int i = 0; i < 19; i++) {
            failsAtOnce("attic");
        }

        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
        assertThat(rests()).isEmpty();
    }

    /// One in three of them fails, wherever it runs.
    @Test
    void tasksThatFailWhereverTheyRunAreTheirOwnFault() {
        bench.node("cellar", 1);
        JobId job = bench.submit(tasks(60));
        for (int i = 0; bench.state(job) == JobState.RUNNING; i++) {
            String node = i % 2 == 0 ? "attic" : "cellar";
            if (isIdle(node)) {
                continue;
            }
            TaskId task = on(node);
            bench.end(task, task.number() % 3 == 0 ? new AttemptEnd.ExitCode(1) : new AttemptEnd.Done(), AT_ONCE);
        }

        assertThat(bench.state(job)).isEqualTo(JobState.FAILED);
        assertThat(bench.stage(job, "main").failed()).isEqualTo(20);
        assertThat(rests()).isEmpty();
    }

    @Test
    void theTaskIsTriedOnAnotherNodeThoughTheFirstIsFree() {
        bench.node("cellar", 1);
        bench.submit(tasks(3));
        endsWell("attic");
        TaskId failed = on("cellar");
        failsAtOnce("cellar");

        assertThat(bench.state(failed)).isEqualTo("waiting");
        assertThat(GridQueries.task(bench.machine.view(), failed, bench.machine.plan(), bench.now)
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .text())
                .contains("waits for another node than cellar");
        endsWell("attic");
        assertThat(bench.nodeOf(failed)).isEqualTo(id("attic"));
    }

    @Test
    void itsRestAndWhatWasExcusedOutliveTheCoordinator() {
        blackHole();

        GridMachine again = bench.replayed();

        assertThat(again.view()
                        .node(new NodeId("cellar"))
                        .orElseThrow()
                        .quickFailures()
                        .restsUntil())
                .contains(rests().getLast().until());
        assertThat(again.view().jobs().iterator().next().stageNamed("main").failed())
                .isZero();
    }

    @Test
    void theGridWakesWhenItsRestIsOver() {
        blackHole();

        Instant until = rests().getLast().until();
        assertThat(bench.last.nextWake()).contains(until);
    }
}
