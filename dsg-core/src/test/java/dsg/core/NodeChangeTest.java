// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.facts;
import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static dsg.core.Jobs.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.Hardware;
import dsg.model.NodeFacts;
import dsg.model.Request;
import dsg.model.Resources;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What follows when a node is something else than it said, or is said to be.
class NodeChangeTest {

    private final Bench bench = new Bench();

    private static NodeFacts attic() {
        return facts("attic", 1, 4096);
    }

    private static Hardware hardware(OptionalDouble speed) {
        return new Hardware(
                new Hardware.Cores(
                        OptionalInt.empty(), 1, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                speed);
    }

    private static NodeFacts fast(String name, double speed) {
        return facts(name, 2, 8192).with(hardware(OptionalDouble.of(speed)));
    }

    private void arrive(NodeFacts facts) {
        bench.turn(new GridCommand.Arrive(id(facts.name()), facts, Set.of()));
    }

    private void change(NodeFacts facts) {
        bench.turn(new GridCommand.Change(id(facts.name()), facts));
    }

    private void tag(Set<String> added, Set<String> removed) {
        bench.turn(new GridCommand.TagNode(id("attic"), added, removed));
    }

    private void submitForWired() {
        bench.submit(job("choosy", stage("main").asks(new Request(Resources.DEFAULT, Set.of("wired")))));
    }

    private Set<String> tags() {
        return bench.last.snapshot().nodes().getFirst().facts().tags();
    }

    @Test
    void aTaskThatWaitsForATagStartsAtOnceWhenTheNodeHasIt() {
        arrive(attic());
        submitForWired();
        assertThat(bench.started()).isEmpty();

        change(attic().tagged(Set.of("wired")));
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void aTaskThatWaitsForATagStartsAtOnceWhenAnAdminGivesIt() {
        arrive(attic());
        submitForWired();

        tag(Set.of("wired"), Set.of());
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void whatAdminsSayOfANodeStandsBesideItsOwnWordThroughArrivalsAndRestarts() {
        arrive(attic().tagged(Set.of("old", "ssd")));
        tag(Set.of("gpu-lab"), Set.of("old"));
        assertThat(tags()).containsExactlyInAnyOrder("gpu-lab", "ssd");

        bench.depart("attic");
        arrive(attic().tagged(Set.of("old", "fresh")));
        assertThat(tags()).containsExactlyInAnyOrder("gpu-lab", "fresh");
        assertThat(bench.replayed().view().nodes().iterator().next().facts().tags())
                .isEqualTo(tags());

        tag(Set.of("old"), Set.of("gpu-lab"));
        assertThat(tags()).containsExactlyInAnyOrder("old", "fresh");
        change(attic());
        assertThat(tags()).isEmpty();
        change(attic().tagged(Set.of("gpu-lab")));
        assertThat(tags())
                .as("it was given no more, and is not held against its owner")
                .containsExactly("gpu-lab");
    }

    @Test
    void whatChangesNothingIsNoEvent() {
        arrive(attic().tagged(Set.of("ssd")));
        tag(Set.of("ssd"), Set.of("never-had"));
        assertThat(bench.last.events()).isEmpty();
        change(attic().tagged(Set.of("ssd")));
        assertThat(bench.last.events()).isEmpty();

        bench.depart("attic");
        change(attic());
        assertThat(bench.last.events())
                .as("it is away, and says so when it arrives")
                .isEmpty();
    }

    @Test
    void aCoreMoreIsUsedAtOnceAndOneLessTakesNothingBack() {
        arrive(attic());
        bench.submit(tasks(4));
        assertThat(bench.machine.view().attemptsOn(id("attic"))).hasSize(1);

        change(attic().with(new Resources(3000, 8192)));
        assertThat(bench.started()).hasSize(2);
        change(attic().with(new Resources(1000, 8192)));
        assertThat(bench.machine.view().attemptsOn(id("attic"))).hasSize(3);
        bench.done(task(1, "main", 1));
        assertThat(bench.started()).isEmpty();
        bench.done(task(1, "main", 2)).done(task(1, "main", 3));
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void anAttemptKeepsWhatItsNodeWasAndTakesWhatItFoundOutSoonAfter() {
        arrive(attic());
        bench.submit(tasks(1));
        change(attic().with(hardware(OptionalDouble.empty())));
        change(attic().with(hardware(OptionalDouble.of(1.5))));
        change(attic().with(hardware(OptionalDouble.of(9))));

        assertThat(RecordQueries.page(bench.machine.view(), task(1, "main", 1).stageId(), 1, 1)
                        .orElseThrow()
                        .tasks()
                        .getFirst()
                        .attempts()
                        .getFirst()
                        .facts()
                        .hardware()
                        .orElseThrow()
                        .speed())
                .hasValue(1.5);
    }

    @Test
    void ofNodesWithAsManyFreeCoresTheFastestIsGivenTheTask() {
        arrive(fast("attic", 0.8));
        arrive(fast("cellar", 2.5));
        arrive(facts("den", 2, 8192));
        bench.submit(tasks(4));

        assertThat(bench.last.events().stream()
                        .filter(GridEvent.AttemptPlaced.class::isInstance)
                        .map(event -> ((GridEvent.AttemptPlaced) event).node().value()))
                .startsWith("cellar", "den", "attic", "cellar");
    }
}
