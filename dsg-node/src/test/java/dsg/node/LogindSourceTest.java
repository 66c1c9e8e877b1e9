// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogindSourceTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private static void untilNoted(LogindSource source, String note) throws InterruptedException {
        TestProgram.until(SOON, () -> source.look().note().contains(note));
        assertThat(source.look().idle()).isEmpty();
    }

    private static boolean idleFor(InputSource source, long millis) {
        return source.look().idle().filter(idle -> idle.toMillis() >= millis).isPresent();
    }

    private static boolean inUse(InputSource source) {
        return source.look().idle().filter(Duration::isZero).isPresent();
    }

    @Test
    void aDesktopThatTellsIsBelieved() throws Exception {
        try (TestBus bus = new TestBus(folder.resolve("bus"));
                FakeLogind logind = new FakeLogind(bus);
                LogindSource source = new LogindSource(bus.address(), Set::of)) {
            logind.logIn("2", "wayland", "");
            untilNoted(source, "the desktop of session 2 has never told logind whether it is idle");

            logind.change("2", "IdleHint", true);
            TestProgram.until(SOON, () -> idleFor(source, 500));
            logind.change("2", "IdleHint", false);
            TestProgram.until(SOON, () -> inUse(source));
            logind.change("2", "LockedHint", true);
            TestProgram.until(SOON, () -> source.look().note().contains("session 2 is locked"));

            logind.change("2", "Active", false); // somebody else is at the keyboard
            untilNoted(source, "nobody is logged in at a desktop");
        }
    }

    @Test
    void theHintOfATerminalIsNotBelieved() throws Exception {
        try (TestBus bus = new TestBus(folder.resolve("bus"));
                FakeLogind logind = new FakeLogind(bus);
                LogindSource source = new LogindSource(bus.address(), Set::of)) {
            logind.logIn("7", "tty", "");
            logind.change("7", "IdleHint", true);
            untilNoted(source, "session 7 is at a terminal");
        }
    }

    @Test
    void aLoginScreenIsNobody() throws Exception {
        try (TestBus bus = new TestBus(folder.resolve("bus"));
                FakeLogind logind = new FakeLogind(bus);
                LogindSource source = new LogindSource(bus.address(), Set::of)) {
            logind.logIn("c1", "x11", ":0");
            logind.change("c1", "Class", "greeter");
            logind.change("c1", "IdleHint", true);
            untilNoted(source, "nobody is logged in at a desktop");
        }
    }

    @Test
    void whoSeesADesktopBetterIsBelievedInstead() throws Exception {
        try (TestBus bus = new TestBus(folder.resolve("bus"));
                FakeLogind logind = new FakeLogind(bus);
                LogindSource byDisplay = new LogindSource(bus.address(), () -> Set.of(":0"));
                LogindSource byUser = new LogindSource(bus.address(), () -> Set.of("1000/x11"));
                LogindSource other = new LogindSource(bus.address(), () -> Set.of(":5", "1001/x11", "1000/wayland"))) {
            logind.logIn("2", "x11", ":0");
            logind.change("2", "IdleHint", true);
            logind.change("2", "IdleHint", false); // the desktop waits for minutes before it says so again
            untilNoted(byDisplay, "session 2 is seen better by another source");
            untilNoted(byUser, "session 2 is seen better by another source");
            TestProgram.until(SOON, () -> inUse(other));
        }
    }

    @Test
    void whereThereIsNoLogindNothingIsKnown() throws Exception {
        try (LogindSource source = new LogindSource("unix:path=" + folder.resolve("none"), Set::of)) {
            untilNoted(source, "there is no system bus");
        }
        try (TestBus bus = new TestBus(folder.resolve("bus"));
                LogindSource source = new LogindSource(bus.address(), Set::of)) {
            untilNoted(source, "logind does not run here");
        }
    }

    @Test
    void aBusThatGoesAwayIsFoundAgain() throws Exception {
        Path socket = folder.resolve("bus");
        try (LogindSource source = new LogindSource("unix:path=" + socket, Set::of)) {
            try (TestBus bus = new TestBus(socket);
                    FakeLogind logind = new FakeLogind(bus)) {
                logind.logIn("2", "x11", ":0");
                logind.change("2", "IdleHint", true);
                TestProgram.until(SOON, () -> idleFor(source, 100));
            }
            TestProgram.until(Duration.ofSeconds(20), () -> source.look().idle().isEmpty());
            try (TestBus bus = new TestBus(socket);
                    FakeLogind logind = new FakeLogind(bus)) {
                logind.logIn("3", "x11", ":0");
                logind.change("3", "IdleHint", true);
                TestProgram.until(Duration.ofSeconds(30), () -> idleFor(source, 100));
            }
        }
    }
}
