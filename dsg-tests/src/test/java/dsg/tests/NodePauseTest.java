// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Nodes that are paused and drained by real commands, in a grid of their own.
class NodePauseTest {

    private static final TestGrid GRID = TestGrid.create();

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static JsonNode node() {
        return GRID.rest().get("/api/v1/nodes").json().path("nodes").path(0);
    }

    private static String name() {
        return node().path("name").asString();
    }

    private static String state() {
        return node().path("state").asString();
    }

    @Test
    void aPausedNodeTakesNothingThroughRestartsUntilItIsUnpaused() {
        assertThat(GRID.dsg("node", "pause", name()).expect(0).out()).isEqualTo(name() + " is paused\n");
        GridJob job = GRID.submit("dsg: 1\nname: patient\nrun: echo at last\n");
        assertThat(GRID.dsg("explain", job.id() + ".main.1").expect(0).out())
                .contains("every node that suits it is paused or rests (" + name() + ")", "dsg node unpause " + name());
        assertThat(GRID.dsg("status").expect(0).out()).containsPattern(name() + " +paused");
        assertThat(GRID.dsg("node", "show", name()).expect(0).out())
                .contains("somebody has paused it; dsg node unpause");
        assertThat(GRID.dsg("doctor").expect(0).out()).contains("takes no tasks: it is paused");

        GRID.dsg("down").expect(0);
        GRID.up();
        assertThat(state()).isEqualTo("paused");
        assertThat(job.state()).isEqualTo("waiting");
        GRID.kill(TestGrid.NODE);
        GRID.up();
        await().atMost(Duration.ofSeconds(20)).until(() -> state().equals("paused"));

        assertThat(GRID.dsg("node", "unpause", "--all").expect(0).out()).isEqualTo(name() + " takes tasks again\n");
        assertThat(job.expect("done").out()).isEqualTo("at last\n");
    }

    @Test
    void aNodeThatDrainsFinishesWhatItRunsAndIsThenPaused() {
        GridJob job = GRID.submit("dsg: 1\nname: slow\nrun: sleep 6; echo over\n");
        await().atMost(Duration.ofSeconds(20)).until(() -> job.state().equals("running"));
        Finished drained = GRID.dsg("node", "drain", name(), "--wait").expect(0);
        assertThat(drained.out())
                .isEqualTo(name() + " drains; 1 attempt goes on to the end\n" + name()
                        + " is paused; nothing runs on it\n");
        assertThat(job.expect("done").out()).isEqualTo("over\n");
        assertThat(GRID.dsg("node", "drain", name(), "--wait").expect(0).out()).contains("nothing runs on it");
        GRID.dsg("node", "unpause", name()).expect(0);
    }

    @Test
    void whoWaitsTooLongIsToldHowToWaitOn() {
        GridJob job = GRID.submit("dsg: 1\nname: slow\nrun: sleep 60\n");
        await().atMost(Duration.ofSeconds(20)).until(() -> job.state().equals("running"));
        Finished late =
                GRID.dsg("node", "drain", name(), "--wait", "--timeout", "1s").expect(124);
        assertThat(late.err()).contains(name() + " still drains.", "Wait on: dsg node drain " + name() + " --wait");
        GRID.dsg("node", "unpause", name()).expect(0);
        job.cancel();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node().path("running").asInt() == 0);
    }

    @Test
    void theGoodOfSeveralIsDoneThoughAnotherIsNotThere() {
        Finished told = GRID.dsg("node", "pause", "no-such-attic," + name()).expect(4);
        assertThat(told.err()).contains("There is no node no-such-attic", "dsg node list");
        assertThat(told.out()).contains(name() + " is paused");
        GRID.dsg("node", "unpause", name()).expect(0);
        GRID.dsg("node", "pause").expect(2);
        GRID.dsg("node", "pause", "--all", name()).expect(2);
    }
}
