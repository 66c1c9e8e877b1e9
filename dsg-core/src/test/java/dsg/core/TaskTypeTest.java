// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.facts;
import static dsg.core.Bench.id;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Abilities;
import dsg.model.GridCommand;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.NodeFacts;
import dsg.model.Request;
import dsg.model.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tasks that need more of a node than room: that it runs their type, and isolates them well enough.
class TaskTypeTest {

    private static final String OTHER = "scene@" + "a".repeat(64);

    private final Bench bench = new Bench();

    private static NodeFacts able(String name, String... types) {
        return facts(name, 4, 8192).with(new Abilities(Set.of(types), List.of()));
    }

    private static NodeFacts bare(String name) {
        return new NodeFacts(
                name, new Resources(4000, 8192), Set.of(), Isolation.BARE, "os", "amd64", "a processor", "0.1.0");
    }

    private void arrive(NodeFacts facts) {
        bench.turn(new GridCommand.Arrive(id(facts.name()), facts, Set.of()));
    }

    private void submit(Optional<Isolation> least, Optional<String> kind) {
        bench.submit(job("typed", stage("main").asks(new Request(Resources.DEFAULT, Set.of(), least, kind))));
    }

    private String why() {
        return bench.reason(new JobId(1), "main").orElseThrow().text();
    }

    @Test
    void aTaskGoesToANodeThatRunsItsTypeThoughAnotherHasMoreRoom() {
        arrive(facts("large", 32, 65_536));
        arrive(able("small", "run", "java"));
        submit(Optional.empty(), Optional.of("java"));
        assertThat(bench.started()).hasSize(1);
        assertThat(bench.nodeOf(Bench.task(1, "main", 1))).isEqualTo(id("small"));
    }

    @Test
    void aTypeOfTheSameNameFromAnotherJarIsAnotherType() {
        arrive(able("old", "run", "scene@" + "b".repeat(64)));
        submit(Optional.empty(), Optional.of(OTHER));
        assertThat(bench.started()).isEmpty();
        assertThat(why()).startsWith("no node runs tasks of the type scene (aaaaaaaaaaaa)");
    }

    @Test
    void aTaskThatWaitsForItsTypeStartsAtOnceWhenANodeKnowsIt() {
        arrive(able("node", "run"));
        submit(Optional.empty(), Optional.of(OTHER));
        bench.turn(new GridCommand.Change(id("node"), able("node", "run", OTHER)));
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void aCommandThatMustBeIsolatedWaitsWhereNothingIs() {
        arrive(bare("bare"));
        submit(Optional.of(Isolation.SANDBOX), Optional.empty());
        assertThat(bench.started()).isEmpty();
        assertThat(why()).isEqualTo("no node isolates tasks that well: needs sandbox; bare has bare");

        arrive(facts("safe", 4, 8192));
        assertThat(bench.started()).hasSize(1);
    }

    @Test
    void whatBringsItsOwnRungAlongMayRunOnANodeWhoseCommandsAreBare() {
        arrive(bare("bare").with(new Abilities(Set.of("run", "container"), List.of())));
        submit(Optional.of(Isolation.SANDBOX), Optional.of("container"));
        assertThat(bench.started()).hasSize(1);
    }
}
