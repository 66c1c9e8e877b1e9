// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Disks that fill up: the coordinator's and a node's. Nothing accepted is lost, and all goes on by itself.
@Timeout(180)
class FullDiskTest {

    private static final long MIB = 1024 * 1024;
    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    @OnlyInTheLongForm
    void aFullCoordinatorTakesNothingNewAndEndsWhatRuns() {
        try (TestGrid grid = TestGrid.create();
                SmallDisk disk = grid.onSmallDisk("coordinator", 48)) {
            grid.up();
            long coordinator = grid.awaitPid(TestGrid.COORDINATOR);
            GridJob job = grid.submit("""
                    dsg: 1
                    name: large-results
                    run: echo begun; sleep 10; head -c 3000000 /dev/urandom > big.bin; sha256sum big.bin
                    out: [big.bin]
                    """).awaitPrinted("main", 1, "begun");
            GridJob many = grid.submit("""
                    dsg: 1
                    name: many
                    sweep: {grid: {n: {range: "1..200"}}}
                    run: [sleep, "0.1"]
                    """);

            disk.fill(MIB);
            newWorkIsRefused(grid);
            await("the wait for room")
                    .atMost(SOON)
                    .until(() -> job.attempt().path("note").asString("").contains("wait for room on the coordinator"));
            assertThat(job.state()).isEqualTo("running");

            disk.fill(0);
            await("a journal that cannot be written")
                    .atMost(SOON)
                    .until(() -> grid.log(TestGrid.COORDINATOR).contains("stands still until there is room"));
            assertThat(grid.dsg("cancel", Long.toString(many.id())).expect(1).err())
                    .contains("The request was not taken.", "disk is full", "Free some room");
            assertThat(grid.dsg("ls").expect(0).out()).contains("large-results", "many");

            disk.empty();
            await("room for the journal")
                    .atMost(SOON)
                    .until(() -> grid.log(TestGrid.COORDINATOR).contains("has room again"));
            assertThat(grid.dsg("get", Long.toString(job.expect("done").id())).status())
                    .isZero();
            many.expect("done");
            assertThat(grid.awaitPid(TestGrid.COORDINATOR)).isEqualTo(coordinator);
            assertThat(grid.dsg("status").expect(0).out()).doesNotContain("No new jobs");
            grid.dsg("down").expect(0);
            JournalReader journal = JournalReader.of(grid);
            journal.expectEachDecidedOnce(job.id(), 1);
            journal.expectEachDecidedOnce(many.id(), 200);
        }
    }

    @Test
    void aTaskThatFillsTheDiskFailsForThatAndTheOthersGoOn() {
        try (TestGrid grid = TestGrid.create();
                SmallDisk disk = grid.onSmallDisk("node", 64)) {
            grid.up();
            long node = grid.awaitPid(TestGrid.NODE);
            GridJob other = grid.submit("""
                    dsg: 1
                    name: other
                    resources: {cpu: 0.5}
                    run: echo begun; sleep 6; head -c 100000 /dev/zero > out.bin
                    out: [out.bin]
                    """).awaitPrinted("main", 1, "begun");

            GridJob full = fills(grid, "cat /dev/zero > fill").expect("failed");
            assertThat(full.why())
                    .containsPattern(
                            "^(exit code 1, and the disk of its machine was full|it filled the disk of its machine): its files took [56]\\d MiB")
                    .contains("resources: {disk: ");

            GridJob nearly =
                    fills(grid, "head -c 64500000 /dev/zero > fill; sleep 30").expect("failed");
            assertThat(nearly.why()).startsWith("it filled the disk of its machine: its files took 61 MiB");

            GridJob greedy = fills(
                            grid, "head -c 30000000 /dev/zero > fill; sleep 60\nresources: {cpu: 0.5, disk: 10MiB}")
                    .expect("failed");
            assertThat(greedy.why())
                    .startsWith("its files took 28 MiB of disk, and it had asked for 10 MiB; ask for more");

            other.expect("done");
            assertThat(grid.awaitPid(TestGrid.NODE)).isEqualTo(node);
            await("a clean work folder").atMost(SOON).until(() -> disk.left() > 60 * MIB);
            grid.submit("dsg: 1\nname: after\nrun: echo\n").expect("done");
        }
    }

    private static GridJob fills(TestGrid grid, String command) {
        String more = command.contains("resources") ? "" : "\nresources: {cpu: 0.5}";
        return grid.submit("dsg: 1\nname: fills\nrun: " + command + more + "\n");
    }

    @Test
    @OnlyInTheLongForm
    void nothingBeginsOnAFullDiskNothingIsHalfChangedThereAndAllGoesOnOnceThereIsRoom() {
        try (TestGrid grid = TestGrid.create();
                SmallDisk disk = grid.onSmallDisk("node", 64)) {
            grid.up();
            disk.fill(MIB);
            GridJob job = grid.submit("dsg: 1\nname: waits\nrun: echo\n");
            await("the wait for room")
                    .atMost(SOON)
                    .until(() ->
                            grid.dsg("explain", job.id() + ".main.1").out().contains("waits for room on the disk"));
            disk.fill(0);
            noPolicyIsChanged(grid);
            disk.empty();
            job.expect("done");
            assertThat(grid.dsg("node", "policy").expect(0).out()).doesNotContain("heat");
        }
    }

    private static void noPolicyIsChanged(TestGrid grid) {
        assertThat(grid.dsg("node", "policy", "--heat", "70").expect(1).err())
                .contains("Nothing was changed.", "policy.json cannot be written: No space left", "Make room")
                .doesNotContain("Exception");
        String node =
                grid.rest().get("/api/v1/nodes").json().at("/nodes/0/name").asString();
        assertThat(grid.dsg("node", "policy", node, "--heat", "70").expect(1).err())
                .contains("was not changed.", "Its file there cannot be written: No space left")
                .doesNotContain("Exception");
    }

    private static void newWorkIsRefused(TestGrid grid) {
        grid.file("job.yaml", "dsg: 1\nname: one-too-many\nrun: echo\n");
        Finished refused = grid.dsg("submit", "job.yaml").expect(1);
        assertThat(refused.err())
                .contains("This job was not taken.", "Free some room on that disk")
                .containsPattern("has [0-9.]+ MiB left, and the last 2.4 MiB are kept");
        Rest.Answer problem = grid.rest().post("/api/v1/jobs", Map.of("file", "j.yaml", "text", "dsg: 1\nrun: echo\n"));
        assertThat(problem.expect(507).json().path("type").asString()).isEqualTo("urn:dsg:problem:no-room");
        Rest.Answer artefact = grid.rest()
                .send(grid.rest()
                        .request("/api/v1/artefacts/" + "0".repeat(64))
                        .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[100_000]))
                        .build());
        artefact.expect(507);
        assertThat(grid.dsg("status").expect(0).out()).contains("! The disk of the coordinator has", "No new jobs");
        assertThat(grid.rest().get("/metrics").text()).contains("dsg_disk_free_bytes", "dsg_disk_reserve_bytes");
    }
}
