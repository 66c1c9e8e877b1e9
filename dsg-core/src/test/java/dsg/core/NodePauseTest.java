// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.NodeState;
import dsg.model.Reason;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodePauseTest {

    private static final TaskId FIRST = task(1, "main", 1);

    private final Bench bench = new Bench();

    private void pause(String node) {
        bench.turn(new GridCommand.PauseNode(id(node)));
    }

    private void unpause(String node) {
        bench.turn(new GridCommand.UnpauseNode(id(node)));
    }

    private void drain(String node) {
        bench.turn(new GridCommand.DrainNode(id(node)));
    }

    private GridSnapshot.NodeView view(String node) {
        return bench.last.snapshot().nodes().stream()
                .filter(view -> view.id().equals(id(node)))
                .findFirst()
                .orElseThrow();
    }

    private NodeState state(String node) {
        return view(node).state();
    }

    @Test
    void aPausedNodeFinishesWhatItRunsAndTakesNothingNew() {
        bench.node("attic", 1).submit(tasks(2));
        pause("attic");
        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
        assertThat(bench.last.effects()).isEmpty();

        bench.done(FIRST);
        assertThat(bench.started()).isEmpty();
        assertThat(bench.state(FIRST)).isEqualTo("done");
        unpause("attic");
        assertThat(bench.started()).containsExactly(task(1, "main", 2).attempt(1));
        assertThat(state("attic")).isEqualTo(NodeState.READY);
    }

    @Test
    void othersTakeItsShare() {
        bench.node("attic", 4).node("cellar", 1);
        pause("attic");
        bench.submit(tasks(2));

        assertThat(bench.nodeOf(FIRST)).isEqualTo(id("cellar"));
        assertThat(bench.started()).hasSize(1);
        assertThat(bench.reason(bench.accepted(), "main")).get().isInstanceOf(Reason.NodesBusy.class);
    }

    @Test
    void whoWaitsForPausedNodesIsToldSoAndWhatToType() {
        bench.node("attic", 4).node("cellar", 1);
        pause("attic");
        drain("cellar");
        bench.submit(tasks(1));

        assertThat(bench.reason(bench.accepted(), "main").map(Reason::text))
                .contains(
                        "every node that suits it is paused or rests (attic, cellar); dsg node unpause attic lets it go on");
    }

    @Test
    void onlyNodesThatWouldSuitAreNamed() {
        bench.node("attic", 4).node("cellar", 1);
        pause("attic");
        bench.submit(job("wide", stage("main").asks(3000, 512)));
        assertThat(bench.reason(bench.accepted(), "main")).contains(new Reason.NodesPaused(List.of("attic")));

        bench.submit(job("wider", stage("main").asks(9000, 512)));
        assertThat(bench.reason(bench.accepted(), "main")).get().isInstanceOf(Reason.TooLarge.class);
    }

    @Test
    void whatWasSentAheadIsGivenBack() {
        bench.node("attic", 1).submit(tasks(50));
        for (int number = 1; number <= 8; number++) {
            bench.end(task(1, "main", number), new AttemptEnd.Done(), Duration.ofMillis(10));
        }
        List<AttemptId> ahead =
                bench.machine.view().node(id("attic")).orElseThrow().ahead();
        assertThat(ahead).isNotEmpty();
        pause("attic");
        assertThat(bench.last.effects())
                .containsAll(ahead.stream()
                        .map(attempt -> new GridEffect.Recall(id("attic"), attempt))
                        .toList());

        // Said again while it is not answered, although the node is still quick.
        bench.wait(Duration.ofMillis(10));
        assertThat(bench.last.effects()).contains(new GridEffect.Recall(id("attic"), ahead.getFirst()));
        bench.report(id("attic"), ahead.getFirst(), dsg.model.AttemptReport.without(new AttemptEnd.Cancelled()));
        assertThat(bench.started()).isEmpty();
        bench.node("cellar", 1);
        assertThat(bench.started()).containsExactly(ahead.getFirst().task().attempt(2));
    }

    @Test
    void aNodeThatDrainsIsPausedOnceItsLastAttemptHasEnded() {
        bench.node("attic", 2).submit(tasks(3));
        drain("attic");
        assertThat(state("attic")).isEqualTo(NodeState.DRAINING);
        bench.done(FIRST);
        assertThat(state("attic")).isEqualTo(NodeState.DRAINING);
        assertThat(bench.started()).isEmpty();

        bench.done(task(1, "main", 2));
        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
        assertThat(bench.last.events()).contains(new GridEvent.NodePaused(id("attic"), bench.now));
    }

    @Test
    void aNodeOnWhichNothingRunsIsThroughAtOnce() {
        bench.node("attic", 2);
        drain("attic");
        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
    }

    @Test
    void aNodeThatGoesAwayWhileItDrainsIsThroughWhenItsAttemptsAreLost() {
        bench.node("attic", 1).submit(tasks(1));
        drain("attic");
        bench.depart("attic");
        assertThat(state("attic")).isEqualTo(NodeState.AWAY);
        bench.wait(GridRules.AWAY_GRACE);
        bench.arrive("attic", 1);

        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
        assertThat(bench.state(FIRST)).isEqualTo("waiting");
    }

    @Test
    void aNodeThatIsPausedStaysSoWhenItComesBack() {
        bench.node("attic", 1);
        pause("attic");
        bench.depart("attic").arrive("attic", 1).submit(tasks(1));

        assertThat(bench.started()).isEmpty();
        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
    }

    @Test
    void whatWasPausedIsPausedAfterARestart() {
        bench.node("attic", 1).node("cellar", 1).submit(tasks(1));
        pause("cellar");
        drain("attic");
        GridSnapshot live = bench.turn().snapshot();

        assertThat(bench.replayed().turn(List.of(), bench.now).snapshot()).isEqualTo(live);
        assertThat(live.nodes())
                .extracting(GridSnapshot.NodeView::state)
                .containsExactly(NodeState.DRAINING, NodeState.PAUSED);
    }

    @Test
    void askingTwiceIsAskingOnce() {
        bench.node("attic", 1).submit(tasks(1));
        drain("attic");
        drain("attic");
        assertThat(bench.last.events()).isEmpty();
        pause("attic");
        pause("attic");
        assertThat(bench.last.events()).isEmpty();
        unpause("attic");
        unpause("attic");
        assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void aPausedNodeThatStillRunsSomethingCanDrain() {
        bench.node("attic", 1).submit(tasks(1));
        pause("attic");
        drain("attic");
        assertThat(state("attic")).isEqualTo(NodeState.DRAINING);
        assertThat(view("attic").why()).get().asString().contains("finishes what runs on it");
        bench.done(FIRST);
        assertThat(state("attic")).isEqualTo(NodeState.PAUSED);
        assertThat(view("attic").why()).get().asString().contains("dsg node unpause attic");
    }

    @Test
    void aNodeThatNeverWasHereCannotBePaused() {
        for (GridCommand command : List.of(
                new GridCommand.PauseNode(id("shed")),
                new GridCommand.UnpauseNode(id("shed")),
                new GridCommand.DrainNode(id("shed")))) {
            bench.turn(command);
            assertThat(bench.last.events()).isEmpty();
            assertThat(bench.last.answers().getFirst())
                    .isInstanceOfSatisfying(
                            Decision.Answer.Refused.class,
                            refused -> assertThat(refused.cause()).isEqualTo(Decision.Cause.NOT_FOUND));
        }
    }
}
