// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// A task that counts, a step a second, and keeps its number: whatever becomes of its machine, it goes on from there.
/// Two nodes on one machine: the grid's own, and one that has joined.
@Timeout(600)
class CheckpointTest {

    private static final int STEPS = 30;

    /// Keeps its number by renaming, once a step; when it is asked to end it says the number at which it does.
    private static final String COUNTING = """
            dsg: 1
            name: counting
            resources: {memory: 32MiB}
            run: |
              n=0; [ -f count ] && n=$(cat count)
              mkdir -p state; touch state/large
              echo "begins at $n, checkpoint ${DSG_CHECKPOINT:-none}, $(wc -c < state/large) bytes"
              [ -s state/large ] || head -c 6000000 /dev/urandom > state/large
              trap 'echo "ends at $n"; exit 1' TERM
              while [ $n -lt %d ]; do
                n=$((n+1)); echo $n > count.new; mv count.new count; echo "step $n"; sleep 1
              done
              cp count counted
            out: [counted]
            checkpoint: {files: [count, state/large], every: %s}
            """;

    private final TestGrid grid = TestGrid.create();
    private final TestGrid other = TestGrid.create();

    @BeforeEach
    void twoNodes() {
        grid.up();
        JsonNode invite = grid.dsg("invite", "--json").expect(0).json();
        other.dsg(
                        "join",
                        "127.0.0.1:" + grid.nodePort(),
                        "--code",
                        invite.path("code").asString(),
                        "--yes")
                .expect(0);
        await("two nodes").atMost(Duration.ofSeconds(60)).until(() -> names().size() == 2);
        grid.dsg("node", "pause", names().get(1)).expect(0);
    }

    @AfterEach
    void gone() {
        other.close();
        grid.close();
    }

    /// Its own node first.
    private List<String> names() {
        List<String> names = new java.util.ArrayList<>();
        grid.rest()
                .get("/api/v1/nodes")
                .json()
                .path("nodes")
                .forEach(node -> names.add(node.path("name").asString()));
        names.sort(java.util.Comparator.comparing(String::length));
        return names;
    }

    private GridJob counting(String every) {
        GridJob job = grid.submit(COUNTING.formatted(STEPS, every));
        job.awaitPrinted("main", 1, "begins at 0, checkpoint none, 0 bytes");
        return job;
    }

    private static JsonNode checkpoint(GridJob job) {
        return job.task("main", 1).path("checkpoint");
    }

    private String printed(GridJob job, int attempt) {
        return grid.rest()
                .get("/api/v1/jobs/" + job.id() + "/stages/main/tasks/1/logs?stream=out&attempt=" + attempt)
                .text();
    }

    private static int number(String printed, String before) {
        String rest = printed.substring(printed.indexOf(before) + before.length());
        return Integer.parseInt(rest.split("\\D", 2)[0]);
    }

    /// Waits until the second attempt has begun; the number from which it counts.
    private int begunAgainAt(GridJob job) {
        await("a second attempt")
                .atMost(Duration.ofSeconds(60))
                .until(() -> job.task("main", 1).path("attempts").size() == 2);
        await("its first word")
                .atMost(Duration.ofSeconds(30))
                .until(() -> printed(job, 2).contains(" bytes"));
        assertThat(printed(job, 2)).contains(", checkpoint 1, 6000000 bytes");
        return number(printed(job, 2), "begins at ");
    }

    private void expectCounted(GridJob job) {
        job.awaitEnd(Duration.ofMinutes(3));
        job.expect("done");
        grid.dsg("get", Long.toString(job.id()), "--out", "results").expect(0);
        assertThat(grid.folder().resolve("results/main/counted")).hasContent(STEPS + "\n");
        assertThat(checkpoint(job).isMissingNode())
                .as("nothing is kept of a task that is over")
                .isTrue();
    }

    @Test
    void aTaskThatIsFrozenTooLongGoesOnElsewhereWithoutLosingAStep() {
        GridJob job = counting("10m");
        job.awaitPrinted("main", 1, "step 4\n");
        grid.dsg("node", "policy", "--when", "never", "--move-after", "2s").expect(0);
        grid.dsg("node", "unpause", names().get(1)).expect(0);
        int from = begunAgainAt(job);
        int ended = number(printed(job, 1), "ends at ");
        System.out.printf("Moved: it had counted to %d, and goes on from %d.%n", ended, from);

        assertThat(from).isBetween(4, STEPS).isEqualTo(ended);
        JsonNode second = job.attempt();
        assertThat(second.path("node").asString()).isEqualTo(names().get(1));
        assertThat(second.path("continues_from").path("attempt").asInt()).isOne();
        assertThat(grid.dsg("explain", job.id() + ".main.1").expect(0).out())
                .containsPattern("attempt 2 continues from its checkpoint of \\d\\d:\\d\\d \\(5.7 MiB\\)");
        assertThat(job.task("main", 1).path("attempts").path(0).path("why").asString())
                .isEqualTo("moved: its machine's owner needs it");
        expectCounted(job);
    }

    @Test
    @OnlyInTheLongForm
    void aTaskWhoseNodeIsKilledGoesOnFromWhatWasTakenWhileItRan() {
        GridJob job = counting("3s");
        await("a checkpoint of ten steps")
                .atMost(Duration.ofSeconds(90))
                .until(() -> checkpoint(job).path("bytes").asLong() > 6_000_002);
        grid.dsg("node", "unpause", names().get(1)).expect(0);
        int counted = lastStep(printed(job, 1));
        grid.kill(TestGrid.NODE);
        int from = begunAgainAt(job);
        System.out.printf("Killed: it had counted to %d, and goes on from %d.%n", counted, from);

        assertThat(from).isGreaterThanOrEqualTo(10);
        assertThat(counted - from).as("seconds of work lost").isLessThan(60);
        expectCounted(job);
    }

    private static int lastStep(String printed) {
        return number(printed.substring(printed.lastIndexOf("step ")), "step ");
    }

    @Test
    @OnlyInTheLongForm
    void aGridThatGoesDownAndComesUpGoesOnWithItsTasks() {
        GridJob job = counting("10m");
        job.awaitPrinted("main", 1, "step 4\n");
        grid.dsg("down").expect(0);
        grid.up();
        int from = begunAgainAt(job);
        assertThat(from).isGreaterThanOrEqualTo(4).isEqualTo(number(printed(job, 1), "ends at "));
        expectCounted(job);
    }

    @Test
    @OnlyInTheLongForm
    void aNodeThatIsStoppedHandsItsTasksOnAtOnce() {
        GridJob job = counting("10m");
        job.awaitPrinted("main", 1, "step 4\n");
        grid.dsg("node", "unpause", names().get(1)).expect(0);
        Machine.signal(grid.awaitPid(TestGrid.NODE), "TERM");
        int from = begunAgainAt(job);
        assertThat(from).isGreaterThanOrEqualTo(4).isEqualTo(number(printed(job, 1), "ends at "));
        assertThat(job.task("main", 1).path("attempts").path(0).path("why").asString())
                .isEqualTo("its node was stopped");
        expectCounted(job);
    }
}
