// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How soon somebody who comes back is noticed, and what it costs to look.
class PresenceTest {

    private static final boolean ALL = Boolean.getBoolean("dsg.all");
    private static final Duration WHILE_TASKS_RUN = Duration.ofMillis(100);
    private static final Duration OTHERWISE = Duration.ofSeconds(1);
    private static final int CLOCK_PROCESS_CPUTIME = 2;
    private static final MethodHandle CLOCK = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("clock_gettime").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final Duration AWAY = Duration.ofMillis(250);

    @TempDir
    Path folder;

    private X11Source x11() {
        return new X11Source(
                folder, new XAuthority(folder, Map.of()), new UserFolders(folder.resolve("run"), Map.of()));
    }

    private static InputChain chain(InputSource... sources) {
        SystemFiles files = new SystemFiles(Path.of("/"));
        return new InputChain(
                List.of(sources),
                new TerminalSource(Path.of("/dev"), files, new NodesTerminals(files, 1)),
                new InterruptSource(files));
    }

    /// A person at the keyboard of an X server, as quick as one can be.
    private static TestProgram fingers(XServer server) {
        return TestProgram.start(Map.of("DISPLAY", ":" + server.number()), List.of("xdotool", "-"));
    }

    @Test
    void aKeyIsNoticedByTheNextLook() throws Exception {
        int rounds = ALL ? 100 : 20;
        long[] nanos = new long[rounds];
        Random phases = new Random(5);
        try (XServer server = new XServer(folder);
                TestProgram fingers = fingers(server);
                InputChain chain = chain(x11())) {
            for (int round = 0; round < rounds; round++) {
                lookUntil(chain, AWAY);
                nanos[round] = pressAKey(chain, fingers, phases.nextInt((int) WHILE_TASKS_RUN.toMillis()));
            }
        }
        Arrays.sort(nanos);
        long p50 = nanos[rounds / 2] / 1_000_000;
        long p99 = nanos[Math.min(rounds - 1, rounds * 99 / 100)] / 1_000_000;
        System.out.printf(
                Locale.ROOT,
                "A key is noticed after %d ms (p50), %d ms (p99), looking every %d ms; %d keys.%n",
                p50,
                p99,
                WHILE_TASKS_RUN.toMillis(),
                rounds);
        assertThat(p50).isLessThan(250);
    }

    /// Idleness grows while nobody touches anything.
    private static void lookUntil(InputChain chain, Duration idle) throws InterruptedException {
        Optional<Duration> before = Optional.empty();
        for (int looks = 0; looks < 200; looks++) {
            Optional<Duration> now = chain.look().idle();
            if (now.isPresent() && now.get().compareTo(idle) >= 0) {
                return;
            }
            if (before.isPresent()) {
                assertThat(now).isPresent();
            }
            before = now;
            Thread.sleep(WHILE_TASKS_RUN);
        }
        throw new AssertionError("It is never idle.");
    }

    /// @param phase when the key is pressed, in milliseconds after a look
    /// @return for how long nobody noticed it
    private static long pressAKey(InputChain chain, TestProgram fingers, int phase) throws Exception {
        Thread.sleep(phase);
        long pressed = System.nanoTime();
        fingers.type("key a\n");
        Thread.sleep(WHILE_TASKS_RUN.minusMillis(phase));
        for (int looks = 0; looks < 50; looks++) {
            boolean back = chain.look()
                    .idle()
                    .filter(idle -> System.nanoTime() - idle.toNanos() > pressed - 2_000_000)
                    .isPresent();
            if (back) {
                return System.nanoTime() - pressed;
            }
            Thread.sleep(WHILE_TASKS_RUN);
        }
        throw new AssertionError("Nobody noticed the key.");
    }

    /// Everything that a node looks at, on a desktop that nobody touches.
    private record Watch(InputChain chain, Others others, ExclusivePrograms programs) {

        void look(boolean idle) {
            chain.look();
            others.look(System.nanoTime(), idle);
            programs.look(Set.of("steam", "obs", "*.exe"));
        }

        /// Until it is compiled, what is done every two seconds as well, and until all programs are
        /// known.
        void getUsedTo(SystemFiles files) throws InterruptedException {
            Duration young = Duration.ofSeconds(ALL ? 12 : 1);
            long end = System.nanoTime() + young.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                look(false);
                new Ticks(files, 1).count(i, false);
                new ExclusivePrograms(files, 1).look(Set.of("steam"));
                Thread.sleep(2);
            }
        }
    }

    @Test
    void lookingCostsNextToNothing() throws Exception {
        SystemFiles files = new SystemFiles(Path.of("/"));
        Path user = Files.createDirectories(folder.resolve("run/1000"));
        long self = ProcessHandle.current().pid();
        try (XServer server = new XServer(folder);
                FakeCompositor compositor = new FakeCompositor(user.resolve("wayland-0"), "ext_idle_notifier_v1");
                TestBus bus = new TestBus(folder.resolve("bus"));
                FakeLogind logind = new FakeLogind(bus);
                InputChain chain = chain(
                        x11WithoutWayland(),
                        new WaylandSource(new UserFolders(folder.resolve("run"), Map.of())),
                        new LogindSource(bus.address(), Set::of))) {
            logind.logIn("2", "x11", ":99");
            logind.change("2", "IdleHint", true);
            Watch watch = new Watch(chain, new Others(new Ticks(files, self)), new ExclusivePrograms(files, self));
            watch.getUsedTo(files);
            compositor.idle();
            assertThat(server.number()).isNotNegative();
            assertThat(chain.look().looks().stream().limit(3))
                    .allMatch(look -> look.seen().idle().isPresent());
            // The short form, amid all other tests, knows only what is out of all bounds.
            assertThat(percentOfACore("Input", chain::look, WHILE_TASKS_RUN)).isLessThan(ALL ? 2 : 20);
            if (ALL) {
                percentOfACore("All of it", () -> watch.look(false), WHILE_TASKS_RUN);
                percentOfACore("All of it", () -> watch.look(true), OTHERWISE);
                assertThat(percentOfACore("Input", chain::look, OTHERWISE)).isLessThan(0.2);
            }
        }
    }

    private X11Source x11WithoutWayland() {
        return new X11Source(
                folder, new XAuthority(folder, Map.of()), new UserFolders(folder.resolve("nobody"), Map.of()));
    }

    /// What looking costs beyond waking up for it: the least of several rounds, for whatever else
    /// happens on the machine only adds to it.
    private static double percentOfACore(String what, Runnable look, Duration every) throws InterruptedException {
        int looks = ALL ? 20 : 10;
        double nothing = Double.MAX_VALUE;
        double all = Double.MAX_VALUE;
        for (int round = 0; round < (ALL ? 3 : 2); round++) {
            nothing = Math.min(nothing, cpuPercent(() -> {}, every, looks));
            all = Math.min(all, cpuPercent(look, every, looks));
        }
        System.out.printf(
                Locale.ROOT,
                "%s, looked at every %d ms, costs %.2f %% of a core (waking up alone %.2f %%); %d looks.%n",
                what,
                every.toMillis(),
                all - nothing,
                nothing,
                looks);
        return all - nothing;
    }

    private static double cpuPercent(Runnable look, Duration every, int looks) throws InterruptedException {
        Thread.sleep(every);
        long began = System.nanoTime();
        long before = cpuNanos();
        for (int i = 0; i < looks; i++) {
            look.run();
            Thread.sleep(every);
        }
        return 100.0 * (cpuNanos() - before) / (System.nanoTime() - began);
    }

    /// What this process has computed so far, to the nanosecond: Java itself counts in hundredths
    /// of a second.
    private static long cpuNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int failed = (int) CLOCK.invokeExact(CLOCK_PROCESS_CPUTIME, time);
            assertThat(failed).isZero();
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000 + time.get(ValueLayout.JAVA_LONG, 8);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
