// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What a node is, as people say it and as it says itself, with real processes.
@Timeout(180)
class NodeTagTest {

    private static final TestGrid GRID = TestGrid.create();

    @BeforeAll
    static void begin() {
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

    private static GridJob waitingFor(String tag) {
        GridJob job = GRID.submit("dsg: 1\nname: choosy\nwhere: {tags: [" + tag + "]}\nrun: echo found\n");
        assertThat(GRID.dsg("explain", job.id() + ".main.1").expect(0).out()).contains(tag);
        assertThat(job.state()).isEqualTo("waiting");
        return job;
    }

    @Test
    @OnlyInTheLongForm
    void theOwnersTagHoldsAtOnceAndAfterARestart() {
        GridJob job = waitingFor("wired");
        assertThat(GRID.dsg("node", "tag", "+wired", "+hot").expect(0).out()).isEqualTo("tags: hot wired\n");
        assertThat(job.expect("done").out()).isEqualTo("found\n");

        GRID.dsg("down").expect(0);
        GRID.up();
        GRID.submit("dsg: 1\nname: again\nwhere: {tags: [wired]}\nrun: echo again\n")
                .expect("done");
        assertThat(GRID.dsg("node", "tag", "-hot").expect(0).out()).isEqualTo("tags: wired\n");
    }

    @Test
    @OnlyInTheLongForm
    void anAdminsTagHoldsAtOnceAndAfterARestart() {
        GridJob job = waitingFor("gpu-lab");
        assertThat(GRID.dsg("node", "tag", name(), "+gpu-lab").expect(0).out()).contains("gpu-lab");
        assertThat(job.expect("done").out()).isEqualTo("found\n");

        GRID.dsg("down").expect(0);
        GRID.up();
        GRID.submit("dsg: 1\nname: again\nwhere: {tags: [gpu-lab]}\nrun: echo again\n")
                .expect("done");
        assertThat(GRID.dsg("node", "tag", name(), "-gpu-lab").expect(0).out()).doesNotContain("gpu-lab");
        waitingFor("gpu-lab").cancel();
    }

    @Test
    void allThatIsWrongWithTagsIsToldAtOnce() {
        Finished told =
                GRID.dsg("node", "tag", "attic", "wired", "+a.b", "-c", "+c").expect(2);
        assertThat(told.err())
                .contains("`wired` is no second node: a tag to add is written +wired", "`a.b` cannot be a tag")
                .contains("`c` is added and removed", "dsg node tag attic +wired");
        assertThat(GRID.dsg("node", "tag", "nobody", "+wired").expect(4).err()).contains("There is no node nobody");
    }

    @Test
    void aNodeTellsWhatItIsAndHowItFares() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> node().path("live").has("load")
                        && node().path("hardware").has("logical_cores"));
        JsonNode node = node();
        assertThat(node.path("hardware").path("volume").path("size_mib").asLong())
                .isPositive();
        assertThat(node.path("live").path("memory_used_mib").asLong())
                .isPositive()
                .isLessThan(node.path("memory_mib").asLong());
        assertThat(GRID.dsg("node", "show", name()).expect(0).out())
                .contains("now", "  busy ", " in use", "machine", "  its cores", "  speed ", "  volume ");
        assertThat(GRID.dsg("node", "show", name(), "--json").expect(0).out()).contains("\"live\"", "\"hardware\"");
        assertThat(GRID.rest().get("/metrics").text())
                .contains("dsg_node_load_cores{node=\"" + name() + "\"}", "dsg_node_memory_used_bytes");
    }

    @Test
    void aSpeedThatIsMeasuredAnewIsToldToTheGrid() {
        assertThat(GRID.dsg("node", "bench").expect(0).out()).startsWith("speed: ");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> node().path("hardware").has("speed"));
    }
}
