// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossRulesTest {

    private static final JobId JOB = new JobId(1);
    private static final TaskId TASK = task(1, "main", 1);
    private static final String WHY = "three machines were lost while they ran it: attic, cellar, den";

    private final Bench bench = new Bench();

    /// The only node there is runs the task, and is lost; the next one comes.
    private void lose(String node) {
        lose(node, GridRules.AWAY_GRACE);
    }

    private void lose(String node, Duration wait) {
        bench.node(node, 1);
        assertThat(bench.nodeOf(TASK)).isEqualTo(id(node));
        bench.depart(node).wait(wait);
    }

    private void minutesPass() {
        bench.wait(Duration.ofMinutes(2));
    }

    private void loseThree() {
        for (String node : List.of("attic", "cellar")) {
            lose(node);
            minutesPass();
        }
        lose("den", Departures.TOGETHER);
    }

    @Test
    void aTaskDuringWhichThreeNodesWereLostIsSetAside() {
        bench.submit(tasks(1));
        loseThree();

        assertThat(bench.state(TASK)).isEqualTo("failed");
        assertThat(bench.stage(JOB, "main").failures().getFirst().why()).isEqualTo(WHY);
        assertThat(bench.state(JOB)).isEqualTo(JobState.FAILED);
        assertThat(bench.entry(TASK).attempts()).isEqualTo(3);
    }

    @Test
    void itMayBeSetAsideInHalfAMinuteIfItEndsNodesAtOnce() {
        bench.submit(tasks(1));
        lose("attic");
        lose("cellar");
        lose("den", Departures.TOGETHER);

        assertThat(bench.state(TASK)).isEqualTo("failed");
    }

    @Test
    void retryRunsItAgainAndCountsAnew() {
        bench.submit(tasks(1));
        loseThree();
        bench.turn(new GridCommand.Retry(TASK));
        lose("shed");
        minutesPass();
        lose("loft");
        minutesPass();
        bench.node("attic", 1);

        assertThat(bench.state(TASK)).isEqualTo("running");
        bench.done(TASK);
        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void theSameNodeLostThreeTimesSaysNothingOfTheTask() {
        bench.submit(tasks(1));
        for (int times = 0; times < 5; times++) {
            lose("attic");
            minutesPass();
        }
        assertThat(bench.state(TASK)).isEqualTo("waiting");
    }

    @Test
    void nodesThatAreLostTogetherProveNothing() {
        bench.node("garage", 1);
        bench.submit(tasks(2));
        for (String node : List.of("attic", "cellar", "den", "shed")) {
            bench.node(node, 1);
            TaskId ran =
                    bench.state(TASK).equals("running") && bench.nodeOf(TASK).equals(id(node))
                            ? TASK
                            : task(1, "main", 2);
            bench.depart(node).wait(Duration.ofSeconds(1)).depart("garage");
            bench.wait(Departures.TOGETHER);
            assertThat(bench.state(ran)).as(node).isEqualTo("waiting");
            bench.node("garage", 1);
            minutesPass();
        }
    }

    @Test
    void whoeverIsLostWithTheThirdNodeIsWaitedFor() {
        bench.submit(tasks(1));
        lose("attic");
        minutesPass();
        lose("cellar");
        minutesPass();
        lose("den");
        bench.node("shed", 1).wait(Duration.ofSeconds(5));
        assertThat(bench.state(TASK))
                .as("not lost before it is known who was lost with it")
                .isEqualTo("running");
        assertThat(bench.last.nextWake())
                .contains(bench.now.minus(GridRules.AWAY_GRACE).minusSeconds(5).plus(Departures.TOGETHER));

        bench.depart("shed").wait(Duration.ofSeconds(1));
        assertThat(bench.state(TASK)).isEqualTo("waiting");
        bench.node("loft", 1);
        assertThat(bench.nodeOf(TASK)).isEqualTo(id("loft"));
    }

    @Test
    void theThirdNodeMayComeBackMeanwhileAndGoOn() {
        bench.submit(tasks(1));
        lose("attic");
        minutesPass();
        lose("cellar");
        minutesPass();
        lose("den");
        bench.arrive("den", 1, TASK.attempt(3)).done(TASK);

        assertThat(bench.state(JOB)).isEqualTo(JobState.DONE);
    }

    @Test
    void theCoordinatorsOwnAbsenceProvesNothing() {
        bench.submit(tasks(1));
        for (String node : List.of("attic", "cellar", "den", "shed")) {
            bench.node(node, 1);
            bench.turn(new GridCommand.Recover());
            bench.wait(GridRules.RECOVERY_GRACE);
            assertThat(bench.state(TASK)).isEqualTo("waiting");
            minutesPass();
        }
    }

    @Test
    void whatANodeHadNotBegunIsNotToBlame() {
        bench.node("attic", 1);
        bench.submit(tasks(30));
        for (int number = 1; number <= 8; number++) {
            bench.end(task(1, "main", number), new AttemptEnd.Done(), Duration.ofMillis(10));
        }
        TaskId ahead = bench.machine
                .view()
                .node(id("attic"))
                .orElseThrow()
                .ahead()
                .getFirst()
                .task();
        bench.depart("attic").wait(GridRules.AWAY_GRACE);

        assertThat(bench.entry(ahead).losses()).isEmpty();
        assertThat(bench.journal.stream()
                        .filter(GridEvent.NodeLost.class::isInstance)
                        .map(GridEvent.NodeLost.class::cast))
                .singleElement()
                .satisfies(lost -> assertThat(lost.begun()).hasSize(1));
    }

    @Test
    void aNodeThatWasStoppedInOrderSaysNothingOfTheTask() {
        bench.submit(tasks(1));
        for (String node : List.of("attic", "cellar", "den", "shed")) {
            bench.node(node, 1);
            bench.turn(new GridCommand.PauseNode(id(node)));
            bench.report(id(node), bench.current(TASK), AttemptReport.without(new AttemptEnd.Lost("its node stopped")));
            bench.depart(node);
            minutesPass();
        }
        assertThat(bench.entry(TASK).losses()).isEmpty();
        assertThat(bench.entry(TASK).attempts()).isGreaterThan(3);
    }

    @Test
    void aNodeThatStartsAnewAtOnceIsLostAllTheSame() {
        bench.submit(tasks(1));
        for (String node : List.of("attic", "cellar", "den")) {
            bench.node(node, 1);
            bench.turn(new GridCommand.PauseNode(id(node)));
            bench.depart(node).arrive(node, 1);
            minutesPass();
        }
        assertThat(bench.state(TASK)).isEqualTo("failed");
        assertThat(bench.stage(JOB, "main").failures().getFirst().why()).isEqualTo(WHY);
    }

    @Test
    void aCancelledTaskIsNotWaitedFor() {
        bench.submit(tasks(1));
        lose("attic");
        minutesPass();
        lose("cellar");
        minutesPass();
        bench.node("den", 1).turn(new GridCommand.Cancel(JOB));
        bench.depart("den").wait(GridRules.AWAY_GRACE);

        assertThat(bench.state(JOB)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void whatWasLostIsKnownAfterARestart() {
        bench.submit(tasks(1));
        loseThree();
        GridSnapshot live = bench.turn().snapshot();

        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot()).isEqualTo(live);
    }
}
