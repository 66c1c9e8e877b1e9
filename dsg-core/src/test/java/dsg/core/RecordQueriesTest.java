// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.RecordQueries.AttemptRecord;
import dsg.model.Command;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.NodeFacts;
import dsg.model.Software;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import dsg.model.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordQueriesTest {

    private static final StageId MAIN = new StageId(new JobId(1), "main");

    private final Bench bench = new Bench();

    private static Software software(String python) {
        return new Software("Linux 6.1", "25", new TreeMap<>(Map.of("python3", python)));
    }

    private void arrive(NodeFacts facts) {
        bench.turn(new GridCommand.Arrive(id("attic"), facts, Set.of()));
    }

    private static List<Optional<String>> pythons(GridMachine machine) {
        return RecordQueries.page(machine.view(), MAIN, 1, 10).orElseThrow().tasks().stream()
                .flatMap(task -> task.attempts().stream())
                .map(AttemptRecord::facts)
                .map(facts -> facts.software().map(known -> known.programs().get("python3")))
                .toList();
    }

    @Test
    void anAttemptKeepsTheFactsOfItsNodeAsTheyWereWhenItWasPlaced() {
        NodeFacts plain = Bench.facts("attic", 1, 4096);
        arrive(plain.with(software("Python 3.9")));
        bench.submit(Jobs.tasks(3));
        bench.done(task(1, "main", 1)).done(task(1, "main", 2));
        bench.depart("attic");
        arrive(plain.with(software("Python 3.13")));
        bench.wait(Duration.ofSeconds(1));

        assertThat(pythons(bench.machine))
                .startsWith(Optional.of("Python 3.9"), Optional.of("Python 3.9"))
                .endsWith(Optional.of("Python 3.13"));
        assertThat(pythons(bench.replayed())).isEqualTo(pythons(bench.machine));
    }

    @Test
    void whatANodeFindsOutSoonAfterItsArrivalHoldsForTheAttemptsBefore() {
        arrive(Bench.facts("attic", 1, 4096));
        bench.submit(Jobs.tasks(1));
        bench.done(task(1, "main", 1));
        assertThat(pythons(bench.machine)).containsExactly(Optional.empty());

        bench.turn(new GridCommand.Survey(id("attic"), software("Python 3.9")));
        assertThat(pythons(bench.machine)).containsExactly(Optional.of("Python 3.9"));
        bench.turn(new GridCommand.Survey(id("attic"), software("Python 3.13")));
        assertThat(pythons(bench.machine)).containsExactly(Optional.of("Python 3.9"));
        assertThat(pythons(bench.replayed())).containsExactly(Optional.of("Python 3.9"));
        assertThat(bench.last.snapshot().nodes().getFirst().facts().software()).contains(software("Python 3.13"));
    }

    @Test
    void whatIsKnownAlreadyIsNoEvent() {
        arrive(Bench.facts("attic", 1, 4096).with(software("Python 3.9")));

        assertThat(bench.turn(new GridCommand.Survey(id("attic"), software("Python 3.9")))
                        .events())
                .isEmpty();
        assertThat(bench.turn(new GridCommand.Survey(id("nobody"), software("Python 3.9")))
                        .events())
                .isEmpty();
    }

    @Test
    void aTaskThatWasNeverTriedHasNoRecord() {
        arrive(Bench.facts("attic", 2, 8192));
        bench.submit(Jobs.tasks(1_000_000));

        RecordQueries.Page first =
                RecordQueries.page(bench.machine.view(), MAIN, 1, 10).orElseThrow();
        assertThat(first.tasks().stream().map(task -> task.id().number()))
                .startsWith(1, 2)
                .hasSizeLessThan(10);
        assertThat(first.next()).hasValue(20_001);
    }

    @Test
    void theSeedIsWhatTheJobCallsSo() {
        StageSpec stage = StageSpec.of("main", new Command.Shell(Template.of("true")))
                .sweep(new Sweep.Grid(List.of(new Sweep.Axis("seed", new Sweep.Values.Range(40, 42)))))
                .build();
        Map<String, String> sweep = stage.sweep().values(3);
        JobSpec with = new JobSpec("x", "", Map.of("seed", "7"), List.of(), List.of(stage));

        assertThat(RecordQueries.seed(with, sweep, Map.of("DSG_SEED", "1"))).contains("1");
        assertThat(RecordQueries.seed(with, sweep, Map.of())).contains("42");
        assertThat(RecordQueries.seed(with, Map.of("n", "1"), Map.of())).contains("7");
        assertThat(RecordQueries.seed(new JobSpec("x", "", List.of(stage)), Map.of("seeds", "1"), Map.of()))
                .isEmpty();
    }
}
