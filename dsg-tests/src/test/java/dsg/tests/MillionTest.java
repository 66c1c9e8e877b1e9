// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A million tasks in one sweep: the grid stays quick, small, and survives its own end.
@Timeout(180)
class MillionTest {

    private static final int TASKS = 1_000_000;

    /// What any command may take on a busy machine; most of it is the start of a JVM.
    private static final Duration QUICKLY = Duration.ofSeconds(15);

    @Test
    void aMillionTasksAreHandedInLookedAtAndCancelledQuickly() {
        try (TestGrid grid = TestGrid.create().up()) {
            grid.file("million.yaml", """
                    dsg: 1
                    name: million
                    sweep: {grid: {a: {range: "1..1000"}, b: {range: "1..1000"}}}
                    run: [sleep, "600"]
                    """);
            assertThat(quickly(grid, "submit", "-q", "--yes-large", "million.yaml")
                            .out())
                    .isEqualTo("1\n");
            looksWell(grid);
            assertThat(Machine.peakMib(grid.awaitPid(TestGrid.COORDINATOR))).isLessThan(512);

            grid.kill(TestGrid.COORDINATOR);
            quickly(grid, "up", "--port", "0");
            looksWell(grid);
            assertThat(Machine.peakMib(grid.awaitPid(TestGrid.COORDINATOR))).isLessThan(512);

            quickly(grid, "cancel", "1");
            GridJob job = new GridJob(grid, 1).expect("cancelled");
            assertThat(job.show().path("tasks").path("cancelled").asInt()).isEqualTo(TASKS);
            assertThat(quickly(grid, "explain", "1.main.999999").out()).contains("is cancelled");
        }
    }

    private static void looksWell(TestGrid grid) {
        assertThat(quickly(grid, "ls").out()).contains("million");
        assertThat(quickly(grid, "job", "show", "1").out()).contains("million");
        assertThat(quickly(grid, "explain", "1.main.999999").out()).contains("is waiting", "a = 1000");
        assertThat(new GridJob(grid, 1).show().path("tasks").path("total").asInt())
                .isEqualTo(TASKS);
        assertThat(grid.rest()
                        .get("/api/v1/jobs/1/stages/main/tasks?from=500000&limit=10")
                        .json()
                        .path("tasks")
                        .size())
                .isEqualTo(10);
    }

    private static Finished quickly(TestGrid grid, String... typed) {
        return grid.type(typed).awaitEnd(QUICKLY).expect(0);
    }
}
