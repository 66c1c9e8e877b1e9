// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A node on somebody's machine: it is his the moment he touches it. The machine has a real screen, and its owner a
/// real keyboard.
@Timeout(600)
class GuestTest {

    /// Prints on and on, so that what it has printed last tells when it ran last.
    private static final String BUSY = """
            dsg: 1
            name: busy
            resources: {memory: 64MiB}
            run: i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo $i; sleep 0.002; done
            """;

    private static final List<String> IDLE =
            List.of("--when", "idle", "--idle-after", "3s", "--resume-after", "2s", "--others-load", "none");

    private static final TestGrid GRID = TestGrid.create();
    private static Desk desk;
    private final List<GridJob> begun = new ArrayList<>();

    @BeforeAll
    static void sitDown() {
        Machine.needsLinux();
        desk = Desk.open();
        GRID.with("DISPLAY", desk.display()).up();
    }

    @AfterAll
    static void leave() {
        GRID.close();
        if (desk != null) {
            desk.close();
        }
    }

    @AfterEach
    void everythingIsAsUsual() {
        policy("--when", "usual", "--snooze", "usual", "--frozen-memory", "usual", "--cpu-share", "usual");
        begun.forEach(GridJob::cancel);
        begun.clear();
    }

    private static Finished policy(String... words) {
        return GRID.dsg(Stream.concat(Stream.of("node", "policy"), Stream.of(words))
                        .toArray(String[]::new))
                .expect(0);
    }

    private static Finished idle(String... more) {
        List<String> words = more.length == 0 ? IDLE : List.of("--when", "idle", "--others-load", "none");
        return policy(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private GridJob busy() {
        GridJob job = GRID.submit(BUSY);
        begun.add(job);
        await().atMost(Duration.ofSeconds(60)).until(() -> printed(job).isPresent());
        return job;
    }

    /// When the task has last printed something, by its node's own file.
    private static java.util.Optional<Long> printed(GridJob job) {
        try (Stream<Path> files = Files.walk(GRID.home().resolve("node/work"), 3)) {
            return files.filter(file -> file.endsWith(job.id() + ".main.1.a1/out"))
                    .findFirst()
                    .map(file -> {
                        try {
                            return Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.NANOSECONDS);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
        } catch (IOException | java.io.UncheckedIOException _) {
            return java.util.Optional.empty();
        }
    }

    private static boolean runs(GridJob job) {
        long before = printed(job).orElse(0L);
        try {
            Thread.sleep(150);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return printed(job).orElse(0L) > before;
    }

    private static void awaitRunning(GridJob job) {
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(job));
    }

    private static void awaitFrozen(GridJob job) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !runs(job));
    }

    /// Ten times here, a hundred times in the long form; the figures are printed for whoever wants to read them.
    @Test
    void whoeverTouchesHisMachineHasItBackAtOnceAndTasksGoOnOnceHeHasLeft() throws InterruptedException {
        idle();
        GridJob job = busy();
        List<Double> millis = new ArrayList<>();
        int times = Boolean.getBoolean("dsg.all") ? 100 : 10;
        for (int i = 0; i < times; i++) {
            awaitRunning(job);
            long touched = desk.touch();
            Thread.sleep(700);
            assertThat(runs(job)).as("it runs on, touch %s", i).isFalse();
            millis.add((printed(job).orElseThrow() - touched) / 1e6);
        }
        millis.sort(null);
        System.out.printf(
                "From the touch to the last that a task printed: p50 %.0f ms, p99 %.0f ms (%d times).%n",
                millis.get(times / 2), millis.get((int) Math.ceil(times * 0.99) - 1), times);
        assertThat(millis.getLast()).isLessThan(700);
    }

    @Test
    void whoLooksIsToldWhyNothingGoesOn() {
        GridJob job = busy();
        desk.touch();
        idle("--idle-after", "5m", "--resume-after", "5m");
        awaitFrozen(job);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(GRID.dsg("node", "list").expect(0).out()).contains("resting"));
        assertThat(GRID.dsg("node", "policy").expect(0).out())
                .contains("Now it rests: somebody uses it; it takes tasks once nobody has for 5m");
    }

    @Test
    void aFrozenTaskIsShownAsPausedWithWhy() {
        GridJob job = busy();
        policy("--snooze", "1h");
        awaitFrozen(job);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> job.task("main", 1).path("state").asString().equals("paused"));
        assertThat(job.task("main", 1).path("reason").asString())
                .startsWith("frozen on its machine: its owner has sent it to rest until ");
        GridJob next = GRID.submit("dsg: 1\nname: next\nrun: echo at last\n");
        assertThat(GRID.dsg("explain", next.id() + ".main.1").expect(0).out())
                .contains("to end its rest: its owner has sent it to rest until ");
        policy("--snooze", "usual");
        awaitRunning(job);
        next.expect("done");
    }

    @Test
    void theOwnersWordHoldsWhereNoCoordinatorIs() {
        GridJob job = busy();
        long coordinator = GRID.pid(TestGrid.COORDINATOR).orElseThrow();
        Machine.signal(coordinator, "STOP");
        try {
            assertThat(policy("--when", "never").out()).contains("Now it rests: its owner lets no tasks run on it");
            awaitFrozen(job);
        } finally {
            Machine.signal(coordinator, "CONT");
        }
        policy("--when", "usual");
        awaitRunning(job);
    }

    @Test
    @OnlyInTheLongForm
    void aTaskThatIsFrozenUsesUpNothingOfItsTime() throws InterruptedException {
        GridJob job = GRID.submit("dsg: 1\nname: limited\ntime: 6s\nrun: echo begun; sleep 3; echo over\n");
        job.awaitPrinted("main", 1, "begun");
        policy("--when", "never");
        Thread.sleep(6_000);
        assertThat(job.state()).isEqualTo("running");
        policy("--when", "usual");
        assertThat(job.expect("done").out()).isEqualTo("begun\nover\n");
        assertThat(job.attempt().path("wall_s").asDouble()).isLessThan(6);
    }

    @Test
    @OnlyInTheLongForm
    void memoryIsGivenBackWhereTheOwnerWantsThat() {
        policy("--frozen-memory", "1MiB");
        GridJob job = busy();
        policy("--when", "never");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Machine.processesSaying("-lt 100000").isEmpty());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> job.task("main", 1).path("state").asString().equals("waiting"));
        assertThat(job.attempt().path("why").asString()).isEqualTo("moved: its machine needs the memory back");
        policy("--when", "usual");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> job.task("main", 1).path("attempts").size() == 2);
    }

    @Test
    void aPolicyThatCannotBeReadAllowsNothingAndSaysWhere() throws IOException {
        GridJob job = busy();
        Path file = GRID.home().resolve("node/policy.json");
        String before = Files.exists(file) ? Files.readString(file) : "{}";
        Files.writeString(file, "{\"wen\": \"idle\"}");
        awaitFrozen(job);
        assertThat(GRID.dsg("node", "policy").expect(1).err())
                .contains("policy.json: it has an unknown key `wen`", "Mend the file");
        Files.writeString(file, before);
        awaitRunning(job);
    }

    @Test
    @OnlyInTheLongForm
    void whatHeSaysIsRememberedThroughRestarts() {
        policy("--when", "never");
        GRID.dsg("down").expect(0);
        GRID.up();
        GridJob job = GRID.submit("dsg: 1\nname: patient\nrun: echo at last\n");
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> job.state().equals("waiting"));
        policy("--when", "usual");
        job.expect("done");
    }

    @Test
    void everyFaultInWhatIsTypedIsToldAndNothingIsChanged() {
        assertThat(GRID.dsg("node", "policy", "--when", "sometimes", "--idle-after", "5", "--heat", "hot")
                        .expect(2)
                        .err())
                .contains("Nothing was changed.", "`--when sometimes`", "`--idle-after 5`", "`--heat hot`");
        assertThat(GRID.dsg("node", "policy", "--when", "schedule").expect(2).err())
                .contains("needs the hours");
        assertThat(policy().out()).containsPattern("when +always");
    }

    @Test
    void theNodeTellsWhatItSeesOfWhoeverUsesTheMachine() {
        desk.touch();
        assertThat(GRID.dsg("node", "presence").expect(0).out())
                .containsPattern("x11 +[0-9]s ago")
                .contains("Together: somebody used this machine ");
    }
}
