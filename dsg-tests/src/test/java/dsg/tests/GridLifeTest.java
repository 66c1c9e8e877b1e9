// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A grid goes up and down, in its own home, beside others.
@Timeout(180)
class GridLifeTest {

    private static final Duration COMMAND = Duration.ofSeconds(90);

    @AutoClose
    private static final TestGrid GRID = TestGrid.create();

    @BeforeEach
    void isUp() {
        if (GRID.pid(TestGrid.COORDINATOR).isEmpty()) {
            GRID.up();
        }
    }

    @Test
    void whereNoGridIsCommandsEndWithFive() {
        try (TestGrid none = TestGrid.create()) {
            none.file("job.yaml", "dsg: 1\nname: x\nrun: echo\n");
            for (List<String> typed : List.of(List.of("ls"), List.of("submit", "job.yaml"), List.of("status"))) {
                Finished told = none.dsg(typed.toArray(String[]::new)).expect(5);
                assertThat(told.err()).contains("There is no grid here.", "dsg up");
            }
            assertThat(none.dsg("down").expect(0).out()).contains("No grid is up here.");
        }
    }

    @Test
    void upTwiceIsUpAndASecondCoordinatorEndsAtOnce() {
        long coordinator = GRID.awaitPid(TestGrid.COORDINATOR);
        long node = GRID.awaitPid(TestGrid.NODE);
        assertThat(GRID.dsg("up", "--port", "0").expect(0).out()).contains("is up");

        for (String kind : List.of(TestGrid.COORDINATOR, TestGrid.NODE)) {
            Finished second = GRID.type("process", kind, "--port", "0")
                    .awaitEnd(Duration.ofSeconds(20))
                    .expect(1);
            assertThat(second.out() + second.err()).contains("Another " + kind + " already runs for");
        }
        assertThat(GRID.awaitPid(TestGrid.COORDINATOR)).isEqualTo(coordinator);
        assertThat(GRID.awaitPid(TestGrid.NODE)).isEqualTo(node);
        GRID.submit("dsg: 1\nname: x\nrun: echo\n").expect("done");
    }

    @Test
    void twoUpsAtTheSameMomentMakeOneGrid() {
        try (TestGrid grid = TestGrid.create()) {
            Command one = grid.type("up", "--port", "0");
            Command other = grid.type("up", "--port", "0");
            one.awaitEnd(COMMAND).expect(0);
            other.awaitEnd(COMMAND).expect(0);

            assertThat(grid.rest().get("/api/v1/nodes").json().path("nodes").size())
                    .isOne();
            assertThat(Machine.processesWith("DSG_HOME", grid.home().toString()))
                    .containsExactlyInAnyOrder(grid.awaitPid(TestGrid.COORDINATOR), grid.awaitPid(TestGrid.NODE));
        }
    }

    /// What tells a process from others must not be counted from a clock that somebody can set.
    @Test
    void itsProcessesAreKnownByWhatNoClockOnTheWallChanges() throws IOException {
        for (String kind : List.of(TestGrid.COORDINATOR, TestGrid.NODE)) {
            String stat = Files.readString(Path.of("/proc/" + GRID.awaitPid(kind) + "/stat"));
            String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
            assertThat(Files.readString(GRID.home().resolve("run/" + kind + ".json")))
                    .contains("\"started\":" + ticks);
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithItsUser() throws IOException {
        try (TestGrid grid = TestGrid.create();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finished told = grid.dsg("up", "--port", Integer.toString(taken.getLocalPort()))
                    .expect(1);

            assertThat(told.err())
                    .contains(
                            "cannot listen on port " + taken.getLocalPort(),
                            "java (process " + ProcessHandle.current().pid() + ") does already",
                            "dsg up --port 0");
            assertThat(grid.pid(TestGrid.COORDINATOR)).isEmpty();
        }
    }

    @Test
    @OnlyInTheLongForm
    void aFolderOfANewerDsgIsRefusedWithAWayOut() throws SQLException {
        try (TestGrid grid = TestGrid.create().up()) {
            grid.dsg("down").expect(0);
            try (var journal = DriverManager.getConnection("jdbc:sqlite:" + grid.journal());
                    var statement = journal.createStatement()) {
                statement.executeUpdate("PRAGMA user_version = 99");
            }
            Finished told = grid.dsg("up", "--port", "0").expect(1);

            assertThat(told.err())
                    .contains("has form 99", "Use the newer DSG that wrote it, or another folder")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @OnlyInTheLongForm
    void aFolderForReadingOnlyIsRefusedWithAWayOut() throws IOException {
        try (TestGrid grid = TestGrid.create().asNobody()) {
            grid.up();
            grid.dsg("down").expect(0);
            for (String part : List.of("run", "keys")) {
                Path folder = grid.home().resolve(part);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
                Finished told = grid.dsg("up", "--port", "0").expect(1);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

                assertThat(told.err())
                        .contains("cannot be used", "cannot be written", "export DSG_HOME=")
                        .doesNotContain("\tat ");
            }
            grid.up();
        }
    }

    /// Six tasks of less than a second each, and their sum, of which two are done.
    private static GridJob halfDone() {
        GridJob job = GRID.submit("""
                dsg: 1
                name: long
                stages:
                  work:
                    sweep: {grid: {n: {range: "1..6"}}}
                    run: sleep 1; echo {{ n }} > n.txt
                    out: {n: n.txt}
                  sum: {in: {all: {from: work.n, as: list}}, run: "xargs cat < {{ in.all }} | tr -d '\\n'"}
                """);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> job.show().path("tasks").path("done").asInt() >= 2);
        return job;
    }

    @Test
    void downLosesNothing() {
        GridJob job = halfDone();
        assertThat(GRID.dsg("down").expect(0).err()).contains("Unfinished: 1 job");
        assertThat(GRID.pid(TestGrid.COORDINATOR)).isEmpty();
        assertThat(GRID.pid(TestGrid.NODE)).isEmpty();
        GRID.up();

        assertThat(job.expect("done").out("sum", 1)).isEqualTo("123456");
        JournalReader.of(GRID).expectEachDecidedOnce(job.id(), 7);
    }

    @Test
    void aCrashOfEverythingLosesNothingAndWhatItLeavesIsNotInTheWay() throws IOException {
        GridJob job = halfDone();
        GRID.kill(TestGrid.COORDINATOR);
        GRID.kill(TestGrid.NODE);
        // After a restart of the machine, others have the numbers of its processes.
        for (String kind : List.of(TestGrid.COORDINATOR, TestGrid.NODE)) {
            Path file = GRID.home().resolve("run/" + kind + ".json");
            String others = "\"pid\":" + ProcessHandle.current().pid();
            Files.writeString(file, Files.readString(file).replaceAll("\"pid\":\\d+", others));
        }
        GRID.up();

        assertThat(job.expect("done").out("sum", 1)).isEqualTo("123456");
        JournalReader.of(GRID).expectEachDecidedOnce(job.id(), 7);
    }

    @Test
    @OnlyInTheLongForm
    void twoHomesDoNotDisturbEachOther() {
        try (TestGrid other = TestGrid.create().up()) {
            GRID.submit("dsg: 1\nname: of-one\nrun: echo\n").expect("done");

            assertThat(other.dsg("ls").expect(0).out()).doesNotContain("of-one");
            assertThat(GRID.port()).isNotEqualTo(other.port());
            Rest.Answer stranger = other.rest()
                    .send(other.rest()
                            .anonymous("/api/v1/jobs")
                            .header("Authorization", "Bearer " + GRID.token())
                            .build());
            assertThat(stranger.status()).isEqualTo(401);
            other.dsg("down").expect(0);
            assertThat(GRID.dsg("run", "--", "echo", "still here").expect(0).out())
                    .isEqualTo("still here\n");
        }
    }

    @Test
    @OnlyInTheLongForm
    void twoRunsAtOnceInANewHomeShareOneGrid() {
        try (TestGrid grid = TestGrid.withEmptyHome()) {
            Command one = grid.type("run", "--", "echo", "one");
            Command other = grid.type("run", "--", "echo", "other");

            assertThat(one.awaitEnd(COMMAND).expect(0).out()).isEqualTo("one\n");
            assertThat(other.awaitEnd(COMMAND).expect(0).out()).isEqualTo("other\n");
            await("the end of the grid")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> grid.pid(TestGrid.COORDINATOR).isEmpty()
                            && grid.pid(TestGrid.NODE).isEmpty());
            assertThat(JournalReader.of(grid).events()).isNotEmpty();
        }
    }
}
