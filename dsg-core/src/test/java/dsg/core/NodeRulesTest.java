// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRulesTest {

    private static final TaskId TASK = task(1, "main", 1);
    private static final AttemptReport DONE = AttemptReport.without(new AttemptEnd.Done());

    private final Bench bench = new Bench();

    @Test
    void aNodeThatComesBackInTimeKeepsItsAttempts() {
        bench.node("attic", 1).submit(tasks(1));
        bench.depart("attic");
        assertThat(bench.last.nextWake()).contains(bench.now.plus(GridRules.AWAY_GRACE));
        bench.wait(GridRules.AWAY_GRACE.minusMillis(1)).arrive("attic", 1, TASK.attempt(1));

        assertThat(bench.last.effects()).isEmpty();
        assertThat(bench.state(TASK)).isEqualTo("running");
        assertThat(bench.entry(TASK).attempts()).isEqualTo(1);
        bench.wait(Duration.ofMinutes(1));
        assertThat(bench.entry(TASK).attempts()).isEqualTo(1);
    }

    @Test
    void aNodeThatStaysAwayLosesItsAttemptsToOthers() {
        bench.node("attic", 1).submit(tasks(1));
        bench.node("cellar", 1).depart("attic").wait(GridRules.AWAY_GRACE);

        assertThat(bench.started()).containsExactly(TASK.attempt(2));
        assertThat(bench.nodeOf(TASK)).isEqualTo(id("cellar"));
        assertThat(bench.entry(TASK).past().getFirst().report().end().why())
                .isEqualTo("no contact with its node attic");
    }

    @Test
    void aNodeThatIsAwayGetsNothing() {
        bench.node("attic", 2).submit(tasks(1));
        bench.depart("attic").submit(tasks(1));

        assertThat(bench.started()).isEmpty();
    }

    @Test
    void aNodeThatIsNotThereCannotDepart() {
        bench.depart("attic");
        assertThat(bench.last.events()).isEmpty();
        bench.node("attic", 1).depart("attic").depart("attic");
        assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void theFenceKeepsALateReportOfAnOlderAttemptOut() {
        bench.node("attic", 1).submit(tasks(1));
        bench.node("cellar", 1).depart("attic").wait(GridRules.AWAY_GRACE);
        bench.report(id("attic"), TASK.attempt(1), DONE);

        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Acknowledge(id("attic"), TASK.attempt(1)));
        assertThat(bench.state(TASK)).isEqualTo("running");
        bench.done(TASK);
        assertThat(bench.state(new JobId(1))).isEqualTo(JobState.DONE);
    }

    @Test
    void theFenceKeepsAReportOfAnotherNodeOut() {
        bench.node("attic", 1).submit(tasks(1));
        bench.report(id("cellar"), TASK.attempt(1), DONE);

        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Acknowledge(id("cellar"), TASK.attempt(1)));
    }

    @Test
    void theFenceKeepsAReportOfAnAttemptNotYetMadeOut() {
        bench.node("attic", 1).submit(tasks(1));
        bench.report(id("attic"), TASK.attempt(2), DONE);
        bench.report(id("attic"), task(1, "main", 7).attempt(1), DONE);
        bench.report(id("attic"), task(9, "main", 1).attempt(1), DONE);

        assertThat(bench.state(TASK)).isEqualTo("running");
        assertThat(bench.last.effects())
                .containsExactly(new GridEffect.Acknowledge(
                        id("attic"), task(9, "main", 1).attempt(1)));
    }

    @Test
    void aReportThatComesTwiceCountsOnceAndIsAcknowledgedTwice() {
        bench.node("attic", 1).submit(tasks(2));
        bench.report(id("attic"), TASK.attempt(1), DONE);
        assertThat(bench.last.effects()).contains(new GridEffect.Acknowledge(id("attic"), TASK.attempt(1)));
        bench.report(id("attic"), TASK.attempt(1), DONE);

        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Acknowledge(id("attic"), TASK.attempt(1)));
        assertThat(bench.stage(new JobId(1), "main").done()).isEqualTo(1);
    }

    @Test
    void aReportOfANodeWhoseLinkIsGoneCountsWithinItsGrace() {
        bench.node("attic", 1).submit(tasks(1));
        bench.depart("attic").report(id("attic"), TASK.attempt(1), DONE);

        assertThat(bench.state(TASK)).isEqualTo("done");
    }

    @Test
    void aNodeThatArrivesWithoutWhatItWasGivenHasLostIt() {
        bench.node("attic", 2).submit(tasks(2));
        bench.arrive("attic", 2, task(1, "main", 2).attempt(1));

        assertThat(bench.started()).containsExactly(TASK.attempt(2));
        assertThat(bench.current(task(1, "main", 2)).number()).isEqualTo(1);
        assertThat(bench.entry(TASK).past().getFirst().report().end().why())
                .isEqualTo("its node attic stopped and lost it");
    }

    @Test
    void anOrderThatWasOnItsWayWhenItsNodeArrivedIsTakenBack() {
        bench.node("attic", 1).submit(tasks(1));
        bench.arrive("attic", 1);

        assertThat(bench.last.effects().getFirst()).isEqualTo(new GridEffect.Stop(id("attic"), TASK.attempt(1)));
    }

    @Test
    void whatANodeHoldsInVainIsStopped() {
        AttemptId unknown = task(9, "main", 1).attempt(1);
        bench.node("attic", 1).submit(tasks(1));
        bench.node("cellar", 1).depart("attic").wait(GridRules.AWAY_GRACE);
        bench.arrive("attic", 1, TASK.attempt(1), unknown);

        assertThat(bench.last.effects())
                .containsExactly(
                        new GridEffect.Stop(id("attic"), TASK.attempt(1)), new GridEffect.Stop(id("attic"), unknown));
        assertThat(bench.nodeOf(TASK)).isEqualTo(id("cellar"));
    }

    @Test
    void whatANodeHoldsOfACancelledJobIsStoppedAgain() {
        bench.node("attic", 1);
        JobId job = bench.submit(tasks(1));
        bench.turn(new GridCommand.Cancel(job));
        bench.arrive("attic", 1, TASK.attempt(1));

        assertThat(bench.last.effects()).containsExactly(new GridEffect.Stop(id("attic"), TASK.attempt(1)));
        bench.end(TASK, new AttemptEnd.Cancelled());
        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aLostAttemptOfACancelledJobIsNotMadeAgain() {
        bench.node("attic", 1).node("cellar", 1);
        JobId job = bench.submit(tasks(2));
        bench.turn(new GridCommand.Cancel(job));
        bench.arrive("attic", 1).depart("cellar").wait(GridRules.AWAY_GRACE);

        assertThat(bench.started()).isEmpty();
        assertThat(bench.state(job)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aNodeThatComesBackSmallerHasNothingLeft() {
        bench.node("attic", 4).submit(tasks(4));
        bench.turn(new GridCommand.Arrive(
                id("attic"),
                Bench.facts("attic", 2, 1024),
                java.util.Set.copyOf(bench.machine.view().attemptsOn(id("attic")))));

        assertThat(bench.last.snapshot().nodes().getFirst().free().cpuMilli()).isZero();
        bench.done(TASK, task(1, "main", 2), task(1, "main", 3));
        assertThat(bench.last.snapshot().nodes().getFirst().free().cpuMilli()).isEqualTo(1000);
    }

    @Test
    void afterACoordinatorsRestartNodesHaveTimeToComeBack() {
        bench.node("attic", 1).node("cellar", 1).submit(tasks(2));
        GridMachine again = bench.replayed();
        GridMachine.Turn recovered = again.turn(List.of(new GridCommand.Recover()), bench.now);

        assertThat(recovered.events())
                .containsExactly(
                        new GridEvent.NodeDeparted(id("attic"), bench.now.plus(GridRules.RECOVERY_GRACE), bench.now),
                        new GridEvent.NodeDeparted(id("cellar"), bench.now.plus(GridRules.RECOVERY_GRACE), bench.now));
        assertThat(recovered.nextWake()).contains(bench.now.plus(GridRules.RECOVERY_GRACE));
        assertThat(recovered.effects()).isEmpty();
    }

    @Test
    void aNodeThatWasAlreadyAwayGetsTheSameTimeAfterARestart() {
        bench.node("attic", 1).submit(tasks(1));
        bench.depart("attic");
        GridMachine again = bench.replayed();
        again.turn(List.of(new GridCommand.Recover()), bench.now.plusSeconds(60));
        GridMachine.Turn before = again.turn(List.of(new GridCommand.Tick()), bench.now.plusSeconds(69));
        GridMachine.Turn after = again.turn(List.of(new GridCommand.Tick()), bench.now.plusSeconds(70));

        assertThat(before.events()).isEmpty();
        assertThat(after.events()).hasOnlyElementsOfTypes(GridEvent.NodeLost.class, GridEvent.AttemptEnded.class);
    }

    @Test
    void aRestartOfAnIdleGridWithoutNodesChangesNothing() {
        assertThat(bench.turn(new GridCommand.Recover()).events()).isEmpty();
    }

    @Test
    void replayingTheJournalRebuildsTheState() {
        bench.node("attic", 2).node("cellar", 1).submit(tasks(4));
        bench.done(TASK).fail(task(1, "main", 2)).depart("cellar").submit(tasks(2));
        bench.wait(GridRules.AWAY_GRACE);
        GridSnapshot live = bench.turn().snapshot();

        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot()).isEqualTo(live);
    }

    @Test
    void aNodeThatComesBackIsToldToStopWhatWasLostMeanwhileForItsOrderMayStillCome() {
        bench.node("attic", 1);
        bench.submit(tasks(1));
        bench.depart("attic").wait(GridRules.AWAY_GRACE);
        bench.arrive("attic", 1);

        assertThat(bench.last.effects())
                .contains(new GridEffect.Stop(id("attic"), task(1, "main", 1).attempt(1)));
        bench.depart("attic").arrive("attic", 1, task(1, "main", 1).attempt(2));
        assertThat(bench.last.effects()).isEmpty();
    }
}
