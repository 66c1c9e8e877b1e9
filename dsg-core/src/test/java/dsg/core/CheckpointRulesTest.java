// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Order;
import dsg.model.TaskId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What attempts keep of their work: one long task, two machines.
class CheckpointRulesTest {

    private static final TaskId LONG = task(1, "main", 1);
    private static final AttemptEnd.Lost MOVED = new AttemptEnd.Lost("moved: its machine's owner needs it");

    private final Bench bench = new Bench().node("desk", 1);

    @BeforeEach
    void submit() {
        bench.submit(job("long", stage("main").keeps("ckpt.pt").retry(1)));
    }

    private static Checkpoint kept(int number, String content) {
        return new Checkpoint(
                number,
                List.of(new Checkpoint.Saved("ckpt.pt", Artefact.of(content.getBytes(StandardCharsets.UTF_8)))));
    }

    private static Digest digest(Checkpoint checkpoint) {
        return checkpoint.files().getFirst().artefact().digest();
    }

    private void keep(String node, AttemptId attempt, Checkpoint checkpoint) {
        bench.turn(new GridCommand.TakeCheckpoint(id(node), attempt, checkpoint));
    }

    private Optional<Order> ordered() {
        return bench.last.effects().stream()
                .flatMap(effect -> effect instanceof GridEffect.Start(var _, Order order)
                        ? Optional.of(order).stream()
                        : Optional.<Order>empty().stream())
                .findFirst();
    }

    private List<Artefact> letGo() {
        return bench.last.effects().stream()
                .flatMap(effect -> effect instanceof GridEffect.LetGo(List<GridEvent.Collected> contents)
                        ? contents.stream().map(GridEvent.Collected::artefact)
                        : Optional.<Artefact>empty().stream())
                .toList();
    }

    private boolean mayRead(String node, AttemptId attempt, Checkpoint checkpoint) {
        return LeaseQueries.mayRead(bench.machine.view(), id(node), attempt, Optional.of(LONG), digest(checkpoint));
    }

    private Set<Digest> unneeded(Checkpoint... checkpoints) {
        Set<Digest> all = java.util.Arrays.stream(checkpoints)
                .map(CheckpointRulesTest::digest)
                .collect(java.util.stream.Collectors.toSet());
        return DataRules.unneeded(bench.machine.view(), all);
    }

    @Test
    void theNextAttemptGoesOnFromTheNewestThatWasKept() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        keep("desk", LONG.attempt(1), kept(2, "two"));
        bench.end(LONG, MOVED);

        assertThat(ordered().orElseThrow().attempt()).isEqualTo(LONG.attempt(2));
        assertThat(ordered().orElseThrow().saved()).isEqualTo(kept(2, "two").files());
    }

    @Test
    void aTaskWhoseNodeDiesGoesOnElsewhereFromWhatItHadKept() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        bench.node("attic", 1).depart("desk").wait(Duration.ofSeconds(3));

        assertThat(bench.nodeOf(LONG)).isEqualTo(id("attic"));
        assertThat(ordered().orElseThrow().saved()).isEqualTo(kept(1, "one").files());
    }

    @Test
    void whatAnEarlierAttemptHasKeptAndSaysLateReplacesNothing() {
        bench.node("attic", 1).depart("desk").wait(Duration.ofSeconds(3));
        keep("attic", LONG.attempt(2), kept(1, "newer"));
        keep("desk", LONG.attempt(1), kept(7, "older"));
        assertThat(bench.last.events()).isEmpty();

        keep("attic", LONG.attempt(1), kept(8, "older"));
        assertThat(bench.last.events()).isEmpty();
        assertThat(unneeded(kept(1, "newer"), kept(7, "older"))).containsExactly(digest(kept(7, "older")));
    }

    @Test
    void anOlderWordOfTheSameAttemptReplacesNothingAndTheSameIsTakenOnce() {
        keep("desk", LONG.attempt(1), kept(2, "two"));
        keep("desk", LONG.attempt(1), kept(1, "one"));
        assertThat(bench.last.events()).isEmpty();
        keep("desk", LONG.attempt(1), kept(2, "two"));
        assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void aGridThatGoesDownWaitsForWhatTasksKeepInTheEnd() {
        bench.turn(new GridCommand.Dismiss(id("desk")));
        bench.wait(Duration.ofSeconds(8));
        bench.turn(
                new GridCommand.TakeCheckpoint(id("desk"), LONG.attempt(1), kept(1, "one")),
                new GridCommand.Report(id("desk"), LONG.attempt(1), AttemptReport.without(MOVED)));
        bench.node("attic", 1);

        assertThat(ordered().orElseThrow().saved()).isEqualTo(kept(1, "one").files());
    }

    @Test
    void aStageThatKeepsNothingHasNothingTakenOfIt() {
        bench.node("attic", 1).submit(job("other", stage("main")));
        keep("attic", task(2, "main", 1).attempt(1), kept(1, "one"));
        assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void aNodeCannotPutOtherFilesThanTheStageNamesIntoTheFolderOfTheNextAttempt() {
        bench.node("attic", 1);
        for (String path : List.of("train.py", "../ckpt.pt", "./ckpt.pt")) {
            keep("desk", LONG.attempt(1), new Checkpoint(1, List.of(new Checkpoint.Saved(path, Artefact.EMPTY))));
            assertThat(bench.last.events()).describedAs(path).isEmpty();
        }
        Checkpoint.Saved right = kept(1, "one").files().getFirst();
        keep(
                "desk",
                LONG.attempt(1),
                new Checkpoint(1, List.of(right, new Checkpoint.Saved("train.py", Artefact.EMPTY))));
        assertThat(bench.last.events()).isEmpty();
        keep("desk", LONG.attempt(1), new Checkpoint(1, List.of()));
        assertThat(bench.last.events()).isEmpty();
        keep("desk", LONG.attempt(1), kept(1, "one"));
        assertThat(bench.last.events()).hasSize(1);
    }

    @Test
    void whatIsReplacedMayGoAndWhatStaysTheSameStays() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        assertThat(letGo()).isEmpty();
        keep("desk", LONG.attempt(1), kept(2, "two"));
        assertThat(letGo()).isEqualTo(List.of(kept(1, "one").files().getFirst().artefact()));
        keep("desk", LONG.attempt(1), kept(3, "two"));
        assertThat(letGo()).isEmpty();
    }

    @Test
    void ofATaskThatIsOverNothingIsKept() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        assertThat(unneeded(kept(1, "one"))).isEmpty();
        assertThat(DataRules.collectable(bench.machine.view(), new GridCommand.CollectData(Instant.MAX, true, 0)))
                .isEmpty();
        bench.done(LONG);
        assertThat(letGo()).hasSize(1);
        assertThat(unneeded(kept(1, "one"))).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainFromWhatWasKeptAndWhoRetriesByHandBeginsFromTheStart() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        bench.fail(LONG).wait(Duration.ofMinutes(1));
        assertThat(ordered().orElseThrow().saved()).isEqualTo(kept(1, "one").files());
        bench.fail(LONG);
        assertThat(bench.state(LONG)).isEqualTo("failed");
        bench.turn(new GridCommand.Retry(LONG));
        assertThat(ordered().orElseThrow().saved()).isEmpty();
    }

    @Test
    void aTaskThatIsCancelledWhileItWaitsHasKeptNothing() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        bench.turn(new GridCommand.PauseNode(id("desk")));
        bench.end(LONG, MOVED);
        assertThat(bench.state(LONG)).isEqualTo("waiting");
        bench.turn(new GridCommand.Cancel(LONG));
        assertThat(unneeded(kept(1, "one"))).hasSize(1);
    }

    @Test
    void theNodeOfTheNextAttemptReadsItAndNobodyElseDoes() {
        bench.node("attic", 1);
        keep("desk", LONG.attempt(1), kept(1, "one"));
        bench.turn(new GridCommand.PauseNode(id("desk")));
        bench.end(LONG, MOVED);

        assertThat(mayRead("attic", LONG.attempt(2), kept(1, "one"))).isTrue();
        assertThat(mayRead("attic", LONG.attempt(2), kept(1, "another"))).isFalse();
        assertThat(mayRead("attic", LONG.attempt(1), kept(1, "one"))).isFalse();
        assertThat(mayRead("desk", LONG.attempt(2), kept(1, "one"))).isFalse();
    }

    @Test
    void whatWasKeptIsKnownAfterARestart() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        GridMachine again = bench.replayed();
        again.turn(List.of(new GridCommand.Recover()), bench.now);
        GridMachine.Turn turn = again.turn(
                List.of(new GridCommand.Arrive(id("desk"), Bench.facts("desk", 1, 4096), Set.of())), bench.now);

        assertThat(turn.effects())
                .filteredOn(GridEffect.Start.class::isInstance)
                .map(effect -> ((GridEffect.Start) effect).order().saved())
                .containsExactly(kept(1, "one").files());
    }

    @Test
    void whoLooksIsToldWhatAnAttemptContinuesFrom() {
        keep("desk", LONG.attempt(1), kept(1, "one"));
        Instant at = bench.now;
        bench.end(LONG, MOVED).wait(Duration.ofSeconds(5));
        GridQueries.TaskView view = GridQueries.task(bench.machine.view(), LONG, bench.machine.plan(), bench.now)
                .orElseThrow();

        assertThat(view.checkpoint()).contains(new GridQueries.CheckpointView(1, at, 3));
        assertThat(view.attempts().getFirst().begunFrom()).isEmpty();
        assertThat(view.attempts().getLast().begunFrom()).contains(new GridQueries.CheckpointView(1, at, 3));
    }
}
