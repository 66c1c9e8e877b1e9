// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dsg.model.AttemptEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tasks under the supervisor, in sandboxes and bare, with real processes and real control groups.
@Timeout(120)
class PlaceLauncherTest {

    @TempDir
    Path folder;

    private static final String BUSY = "while :; do :; done";

    private Sandboxes sandboxes(String... needed) throws IOException {
        return new Sandboxes(folder, Sandboxes.groups(needed));
    }

    private static PlaceLauncher launcher(Sandboxes sandboxes, String rung) throws IOException {
        Path supervisor = Sandboxes.supervisor();
        return rung.equals("bare") ? sandboxes.bare(supervisor) : sandboxes.sandbox(supervisor);
    }

    /// A time to sleep that no other process on this machine has.
    private static String sleeper() {
        return "3000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
    }

    private static long sleepers(String sleeper) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> says(process, sleeper))
                    .count();
        }
    }

    private static boolean says(Path process, String word) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .startsWith("sleep\0" + word);
        } catch (IOException _) {
            return false;
        }
    }

    private static void within(Duration patience, BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("in time").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static boolean isGone(String sleeper) {
        try {
            return sleepers(sleeper) == 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void exitCodeSignalAndUsageAreTold(String rung) throws IOException {
        Sandboxes sandboxes = sandboxes();
        PlaceLauncher launcher = launcher(sandboxes, rung);

        assertThat(sandboxes.shell(launcher, "exit 7").await().exitCode()).isEqualTo(7);
        assertThat(sandboxes.shell(launcher, "kill -SEGV $$").await().signal()).isEqualTo(11);
        Launcher.Exit worked = sandboxes.shell(launcher, """
                cpu=0
                while [ $cpu -lt 20 ]; do
                    read -r line < /proc/self/stat
                    set -- ${line##*) }
                    cpu=$((${12} + ${13}))
                done
                """).await();
        assertThat(worked.cpu()).isBetween(Duration.ofMillis(190), Duration.ofSeconds(30));
        assertThat(worked.peakKib()).isBetween(500L, 20_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void whyItCannotBeStartedIsTold(String rung) throws IOException {
        Sandboxes sandboxes = sandboxes();
        PlaceLauncher launcher = launcher(sandboxes, rung);

        assertThat(sandboxes.task(launcher, 512, "/usr/bin/no-such").await().reason())
                .contains(new AttemptEnd.Broken("/usr/bin/no-such cannot be started: no such file"));
        assertThat(sandboxes.task(launcher, 512, "/usr").await().reason())
                .contains(new AttemptEnd.Broken("/usr cannot be started: it may not be executed"));
        assertThat(sandboxes.shell(launcher, "exit 0").await().exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void whatItLeavesIsGoneWhenItsEndIsTold(String rung) throws IOException {
        Sandboxes sandboxes = sandboxes();
        PlaceLauncher launcher = launcher(sandboxes, rung);
        String sleeper = sleeper();

        Launcher.Exit exit = sandboxes.shell(launcher, """
                setsid sleep %1$s &
                (sleep %1$s &)
                (env -i setsid sh -c 'cd /; trap "" TERM HUP; (setsid sleep %1$s &) ; exec sleep %1$s' &)
                sleep 0.3
                """.formatted(sleeper)).await();

        assertThat(exit.exitCode()).isZero();
        assertThat(sleepers(sleeper)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void aTaskYieldsToEverything(String rung) throws IOException {
        Sandboxes sandboxes = sandboxes();
        PlaceLauncher launcher = launcher(sandboxes, rung);

        Sandboxes.Task task = sandboxes.shell(launcher, """
                read -r line < /proc/self/stat; set -- ${line##*) }; echo nice ${17}
                grep -h policy /proc/self/sched 2> /dev/null
                cat /proc/self/oom_score_adj
                """);
        task.await();

        assertThat(task.out()).startsWith("nice 19\n").endsWith("1000\n");
        assertThat(ProcessHandle.current().info()).isNotNull();
        assertThat(Files.readString(Path.of("/proc/self/stat"))
                        .replaceAll(".*\\) ", "")
                        .split(" ")[16])
                .describedAs("the node itself does not")
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void ofTwoTasksOnlyTheOneThatUsesTooMuchMemoryEndsAndThatIsTold(String rung) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "SKIPPED: /usr/bin/python3 is missing");
        Sandboxes sandboxes = sandboxes("memory");
        PlaceLauncher launcher = launcher(sandboxes, rung);
        Sandboxes.Task modest = sandboxes.shell(launcher, "sleep 1; echo well");

        Launcher.Exit exit = sandboxes
                .task(launcher, 64, "/usr/bin/python3", "-c", "held = bytearray(200_000_000); print(len(held))")
                .await();

        assertThat(exit.reason()).describedAs(exit.toString()).contains(new AttemptEnd.OutOfMemory());
        assertThat(modest.await().exitCode()).isZero();
        assertThat(sandboxes.task(launcher, 64, "/bin/false").await().reason())
                .describedAs("the next in the same place")
                .isEmpty();
        assertThat(sandboxes
                        .task(launcher, 400, "/usr/bin/python3", "-c", "held = bytearray(200_000_000)")
                        .await()
                        .exitCode())
                .describedAs("with a larger limit")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void aForkBombIsContainedAndThatIsTold(String rung) throws IOException {
        Sandboxes sandboxes = sandboxes("pids");
        PlaceLauncher launcher = launcher(sandboxes, rung);
        Launcher.Exit exit =
                sandboxes.task(launcher, 512, "/usr/bin/python3", "-c", """
                import os, time
                for i in range(1500):
                    if os.fork() == 0:
                        time.sleep(1000)
                """).await();

        assertThat(exit.reason().map(AttemptEnd::why).orElse(""))
                .startsWith("exit code 1: it wanted more than 1024 processes and threads at once");
        assertThat(sandboxes.shell(launcher, "true").await().exitCode()).isZero();
    }

    @Test
    void eightBusyTasksFreezeAndGoOnAHundredTimes() throws IOException, InterruptedException {
        Sandboxes sandboxes = sandboxes("freeze");
        PlaceLauncher launcher = launcher(sandboxes, "sandbox");
        List<Sandboxes.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(sandboxes.shell(launcher, "echo begun; " + BUSY));
        }
        for (Sandboxes.Task task : tasks) {
            task.awaitPrinted("begun");
        }
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long before = System.nanoTime();
            tasks.forEach(task -> task.running().freeze());
            took.add((System.nanoTime() - before) / 1000);
            if (i % 20 == 0) {
                long used = ticks(tasks);
                Thread.sleep(200);
                assertThat(ticks(tasks))
                        .describedAs("processor time while frozen")
                        .isEqualTo(used);
            }
            tasks.forEach(task -> task.running().thaw());
        }
        Collections.sort(took);
        System.out.printf(
                "Eight busy tasks frozen, acknowledged by the kernel: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                took.get(50) / 1e3, took.get(98) / 1e3, took.getLast() / 1e3);
        long used = ticks(tasks);
        within(Duration.ofSeconds(20), () -> ticks(tasks) > used);
        tasks.forEach(task -> task.running().kill());
        tasks.forEach(task -> assertThat(task.await().signal()).isEqualTo(9));
    }

    /// What all processes of these tasks have used, in ticks of the kernel.
    private static long ticks(List<Sandboxes.Task> tasks) {
        return tasks.stream()
                .flatMap(task -> ProcessTree.all((int) task.running().pid()).stream())
                .mapToLong(PlaceLauncherTest::ticks)
                .sum();
    }

    private static long ticks(int pid) {
        try {
            String[] fields = Files.readString(
                            Path.of("/proc", Integer.toString(pid), "stat"), StandardCharsets.ISO_8859_1)
                    .replaceAll(".*\\) ", "")
                    .split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException _) {
            return 0;
        }
    }

    /// Groups of the first kind only freeze, and what they have frozen cannot even be killed.
    static List<Cgroups> freezers() {
        List<Cgroups> found = new ArrayList<>(List.of(Cgroups.here(), Cgroups.none()));
        Path first = Path.of("/sys/fs/cgroup/freezer");
        if (Files.isWritable(first.resolve("cgroup.procs"))) {
            Optional<Cgroups.Tree> none = Optional.empty();
            found.add(new Cgroups(new Cgroups.Trees(none, none, none, Optional.of(new Cgroups.Tree(first, false)))));
        }
        return found;
    }

    private static Sandboxes.Task frozen(Sandboxes sandboxes, Launcher launcher, String sleeper)
            throws IOException, InterruptedException {
        Sandboxes.Task task =
                sandboxes.shell(launcher, "setsid sleep %1$s & echo begun; sleep %1$s".formatted(sleeper));
        task.awaitPrinted("begun");
        task.running().freeze();
        return task;
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void aFrozenTaskCanBeKilled(Cgroups groups) throws IOException, InterruptedException {
        Sandboxes sandboxes = new Sandboxes(folder, groups);
        for (PlaceLauncher launcher :
                List.of(sandboxes.sandbox(Sandboxes.supervisor()), sandboxes.bare(Sandboxes.supervisor()))) {
            String sleeper = sleeper();
            Sandboxes.Task task = frozen(sandboxes, launcher, sleeper);

            task.running().kill();

            assertThat(task.await().signal()).isEqualTo(9);
            assertThat(sleepers(sleeper)).isZero();
            assertThat(sandboxes.shell(launcher, "echo next").await().exitCode())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void whenTheSupervisorIsKilledItsFrozenTaskIsLostAndGone(Cgroups groups) throws IOException, InterruptedException {
        Sandboxes sandboxes = new Sandboxes(folder, groups);
        PlaceLauncher launcher = sandboxes.sandbox(Sandboxes.supervisor());
        String sleeper = sleeper();
        Sandboxes.Task task = frozen(sandboxes, launcher, sleeper);

        Posix.here().orElseThrow().signal((int) task.running().pid(), Posix.SIGKILL);

        assertThat(task.await().reason())
                .contains(new AttemptEnd.Lost("the supervisor that it ran under has ended by signal 9"));
        within(Duration.ofSeconds(2), () -> isGone(sleeper));
        assertThat(sandboxes.shell(launcher, "echo next").await().exitCode()).isZero();
    }

    /// The supervisor's standard input ends when the node does, however that ends.
    @ParameterizedTest
    @MethodSource("freezers")
    void whenTheNodeIsGoneSoIsWhatItHasFrozen(Cgroups groups) throws IOException, InterruptedException {
        Sandboxes sandboxes = new Sandboxes(folder, groups);
        for (PlaceLauncher launcher :
                List.of(sandboxes.sandbox(Sandboxes.supervisor()), sandboxes.bare(Sandboxes.supervisor()))) {
            String sleeper = sleeper();
            frozen(sandboxes, launcher, sleeper);

            launcher.close();

            within(Duration.ofSeconds(2), () -> isGone(sleeper));
        }
    }

    @Test
    void groupsOfANodeThatHasDiedAreRemovedWithAllInThem() throws IOException, InterruptedException {
        Cgroups groups = Sandboxes.groups("freeze");
        Path mine = Path.of(groups.patterns().getLast().replaceAll("dsg-.*", "dsg-99999999-1-1"));
        Files.createDirectory(mine);
        Process left = new ProcessBuilder("sleep", "1000").start();
        Group.write(mine.resolve("cgroup.procs"), Long.toString(left.pid()));

        Cgroups.here();

        assertThat(left.waitFor()).isEqualTo(128 + 9);
        assertThat(mine).doesNotExist();
    }

    /// /dev/fuse stands for a graphics processor: everybody may open it, and no sandbox has it.
    @Test
    void aTaskReachesTheDevicesThatItWasGivenAndNobodyElseDoes() throws IOException {
        Path fuse = Path.of("/dev/fuse");
        assumeTrue(Files.isReadable(fuse), "SKIPPED: this machine has no /dev/fuse");
        Sandboxes sandboxes = new Sandboxes(folder, Cgroups.none());
        PlaceLauncher launcher = sandboxes.sandbox(Sandboxes.supervisor());
        String look = "ls /dev | grep -c fuse; (exec 3<>/dev/fuse) && echo open; echo x > /dev/made";

        Sandboxes.Task given = sandboxes.task(launcher, 512, List.of(fuse), "/bin/sh", "-c", look);
        given.await();
        Sandboxes.Task other = sandboxes.task(launcher, 512, List.of(), "/bin/sh", "-c", look);
        other.await();

        assertThat(given.out()).isEqualTo("1\nopen\n");
        assertThat(given.err()).contains("/dev/made");
        assertThat(other.out()).isEqualTo("0\n");
        launcher.close();
    }
}
