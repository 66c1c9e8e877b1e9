// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.NodeState;
import dsg.model.Offer;
import dsg.model.Reason;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Submission;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What owners let tasks have of their machines.
class OfferTest {

    private static final TaskId FIRST = task(1, "main", 1);
    private static final TaskId SECOND = task(1, "main", 2);
    private static final Offer NOTHING =
            new Offer(Optional.of(new Rest(Rest.Kind.IN_USE, "somebody uses it")), Optional.empty(), Set.of());

    private final Bench bench = new Bench();

    private void offer(String node, Offer offer) {
        bench.turn(new GridCommand.ChangeOffer(id(node), offer));
    }

    private static Offer cores(int cores) {
        return new Offer(Optional.empty(), Optional.of(new Resources(cores * 1000, 100_000, 0)), Set.of());
    }

    private static Offer people(String... names) {
        return new Offer(Optional.empty(), Optional.empty(), Set.of(names));
    }

    private GridSnapshot.NodeView view(String node) {
        return bench.last.snapshot().nodes().stream()
                .filter(view -> view.id().equals(id(node)))
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> why() {
        return bench.reason(bench.accepted(), "main").map(Reason::text);
    }

    @Test
    void aNodeWhoseOwnerIsBackIsGivenNothingUntilHeLeaves() {
        bench.node("desk", 2);
        offer("desk", NOTHING);
        bench.submit(tasks(1));
        assertThat(bench.started()).isEmpty();
        assertThat(view("desk").state()).isEqualTo(NodeState.RESTING);
        assertThat(view("desk").why()).contains("somebody uses it");
        assertThat(why()).contains("waits for desk to end its rest: somebody uses it");

        offer("desk", Offer.ALL);
        assertThat(bench.started()).containsExactly(FIRST.attempt(1));
        assertThat(view("desk").state()).isEqualTo(NodeState.READY);
    }

    @Test
    void aNodeThatComesInRestingIsGivenNothing() {
        bench.turn(new GridCommand.Arrive(id("desk"), Bench.facts("desk", 2, 8192), Set.of(), NOTHING));
        bench.submit(tasks(1));
        assertThat(bench.started()).isEmpty();
        // What it offers now is what it says now, whatever it said when it was here last.
        bench.depart("desk");
        bench.turn(new GridCommand.Arrive(id("desk"), Bench.facts("desk", 2, 8192), Set.of(), Offer.ALL));
        assertThat(bench.started()).containsExactly(FIRST.attempt(1));
    }

    @Test
    void ofTwoThingsThatStandInTheWayTheGridsOwnIsTold() {
        bench.node("desk", 2);
        offer("desk", NOTHING);
        bench.turn(new GridCommand.PauseNode(id("desk")));
        assertThat(view("desk").state()).isEqualTo(NodeState.PAUSED);
    }

    @Test
    void tasksHaveOnlyWhatIsOffered() {
        bench.node("desk", 4);
        offer("desk", cores(1));
        bench.submit(tasks(3));
        assertThat(bench.started()).containsExactly(FIRST.attempt(1));
        offer("desk", cores(2));
        assertThat(bench.started()).containsExactly(SECOND.attempt(1));
        offer("desk", cores(1));
        bench.done(FIRST);
        assertThat(bench.started())
                .as("the second takes all that is offered now")
                .isEmpty();
        bench.done(SECOND);
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void aTaskThatAsksForMoreThanAnybodyOffersIsToldWhoOffersMost() {
        bench.node("desk", 4).node("attic", 1);
        offer("desk", cores(2));
        bench.submit(job("wide", stage("main").asks(3000, 512)));
        assertThat(why())
                .contains(
                        "no node offers that much at present: needs cpu 3, memory 512MiB; the owner of desk lets tasks"
                                + " have cpu 2, memory 16GiB");
    }

    @Test
    void anOwnerSaysWhoseTasksMayRun() {
        bench.node("desk", 4);
        offer("desk", people("ana"));
        bench.turn(submitted("ben"));
        assertThat(bench.started()).isEmpty();
        assertThat(why())
                .contains("no node that suits it lets tasks of ben run (desk); its owner can: dsg node policy --people"
                        + " ben");
        bench.turn(submitted("ana"));
        assertThat(bench.started()).containsExactly(task(2, "main", 1).attempt(1));
        bench.node("attic", 1);
        assertThat(bench.nodeOf(FIRST)).isEqualTo(id("attic"));
    }

    private static GridCommand submitted(String by) {
        return new GridCommand.Submit(
                tasks(1), new Submission("job.yaml", "text", "key of " + by, Optional.empty(), by));
    }

    @Test
    void whatIsFrozenIsMovedOnceAnotherNodeHasRoom() {
        bench.node("desk", 1).submit(tasks(1));
        offer("desk", NOTHING);
        GridCommand move = new GridCommand.Move(id("desk"), FIRST.attempt(1));
        bench.turn(move);
        assertThat(bench.last.effects())
                .as("nobody has room: it waits for its owner to leave")
                .isEmpty();

        bench.node("attic", 1);
        bench.turn(move);
        assertThat(bench.last.effects()).containsExactly(new GridEffect.Move(id("desk"), FIRST.attempt(1)));
        bench.end(FIRST, new AttemptEnd.Lost("moved: its machine's owner needs it"));
        assertThat(bench.nodeOf(FIRST)).isEqualTo(id("attic"));
        assertThat(bench.entry(FIRST).failures()).isZero();
    }

    @Test
    void nothingIsMovedToANodeThatIsFullClosedOrRests() {
        bench.node("desk", 1).submit(tasks(1));
        offer("desk", NOTHING);
        bench.node("attic", 1).node("cellar", 1).node("barn", 1);
        offer("cellar", NOTHING);
        offer("barn", people("somebody-else"));
        bench.submit(tasks(1));
        assertThat(bench.nodeOf(task(2, "main", 1))).isEqualTo(id("attic"));
        bench.turn(new GridCommand.Move(id("desk"), FIRST.attempt(1)));
        assertThat(bench.last.effects()).isEmpty();
    }

    @Test
    void whatAnOwnerOffersOutlivesARestart() {
        bench.node("desk", 2);
        offer("desk", NOTHING);
        bench.submit(tasks(1));
        GridMachine again = bench.replayed();
        assertThat(again.view().node(id("desk")).orElseThrow().offer()).isEqualTo(NOTHING);
    }

    @Test
    void aRestingNodeGivesBackWhatItWasSentAhead() {
        bench.node("desk", 1).submit(tasks(50));
        for (int number = 1; number <= 8; number++) {
            bench.end(task(1, "main", number), new AttemptEnd.Done(), Duration.ofMillis(10));
        }
        assertThat(bench.machine.view().node(id("desk")).orElseThrow().ahead()).isNotEmpty();
        offer("desk", NOTHING);
        bench.wait(Duration.ofMillis(1));
        assertThat(bench.last.effects())
                .isNotEmpty()
                .allSatisfy(effect -> assertThat(effect).isInstanceOf(GridEffect.Recall.class));
        assertThat(List.of(view("desk").state())).containsExactly(NodeState.RESTING);
    }
}
