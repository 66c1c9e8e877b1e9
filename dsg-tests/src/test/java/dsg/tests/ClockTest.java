// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Somebody sets the clocks of a running grid: no node is lost, no task ends for it, and no time goes back.
@Timeout(120)
class ClockTest {

    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    @Test
    void clocksMayJumpAnHourForwardAndBack() throws IOException {
        assumeTrue(
                Files.exists(FAKETIME),
                "SKIPPED: clocks that jump are tried in the simulator only (Debian: apt install faketime)");
        try (TestGrid grid = TestGrid.create()) {
            Path clock = grid.file("clock", "+0");
            grid.with("LD_PRELOAD", FAKETIME.toString())
                    .with("FAKETIME_TIMESTAMP_FILE", clock.toString())
                    .with("FAKETIME_NO_CACHE", "1")
                    .with("DONT_FAKE_MONOTONIC", "1");
            grid.up();
            long coordinator = grid.awaitPid(TestGrid.COORDINATOR);
            GridJob job = grid.submit("""
                    dsg: 1
                    name: through-it-all
                    time: {expect: 10m, limit: 20m}
                    run: echo begun; sleep 12
                    """).awaitPrinted("main", 1, "begun");
            GridJob retried = grid.submit("""
                    dsg: 1
                    name: retried
                    retry: {max: 1, wait: 4s}
                    run: test $DSG_ATTEMPT = 2
                    """);
            for (String jump : List.of("+3600", "-3600", "+0")) {
                Files.writeString(clock, jump);
                // Longer than a node may be silent.
                await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
                assertThat(grid.dsg("status").expect(0).out()).contains("ready");
            }
            job.expect("done");
            retried.expect("done");
            assertThat(grid.awaitPid(TestGrid.COORDINATOR)).isEqualTo(coordinator);
            for (GridJob each : List.of(job, retried)) {
                neverGoesBack(each.show(), "submitted_at", "ended_at");
                assertThat(each.attempt().path("wall_s").asDouble()).isBetween(0.0, 60.0);
            }
            assertThat(job.task("main", 1).path("attempts").size()).isOne();

            // A coordinator that starts while the clock is behind goes on from the end of its journal.
            grid.dsg("down").expect(0);
            Files.writeString(clock, "-3600");
            grid.up();
            JsonNode later = grid.submit("dsg: 1\nname: later\nrun: echo\n")
                    .expect("done")
                    .show();
            neverGoesBack(later, "submitted_at", "ended_at");
            assertThat(moment(later, "submitted_at")).isAfter(moment(job.show(), "ended_at"));
            Instant before = Instant.MIN;
            for (JsonNode event : JournalReader.of(grid).events()) {
                Instant at = Instant.parse(event.path("at").asString());
                assertThat(at).isAfterOrEqualTo(before);
                before = at;
            }
        }
    }

    private static void neverGoesBack(JsonNode job, String from, String to) {
        assertThat(moment(job, to)).isAfterOrEqualTo(moment(job, from));
    }

    private static Instant moment(JsonNode job, String name) {
        return Instant.parse(job.path(name).asString());
    }

    /// What a process is told from others by must not be counted from the wall clock.
    @Test
    void aGridIsFoundByWhatNoClockOnTheWallChanges() throws IOException {
        try (TestGrid grid = TestGrid.create().up()) {
            long pid = grid.awaitPid(TestGrid.COORDINATOR);
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];

            assertThat(Rest.JSON
                            .readTree(grid.home().resolve("run/coordinator.json"))
                            .path("started")
                            .asString())
                    .isEqualTo(ticks);
        }
    }
}
