// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaylandSourceTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private Path user;

    @BeforeEach
    void logIn() throws IOException {
        user = Files.createDirectories(folder.resolve("1000"));
        Files.setPosixFilePermissions(user, PosixFilePermissions.fromString("rwx------"));
    }

    private WaylandSource source() {
        return new WaylandSource(new UserFolders(folder, Map.of()));
    }

    private static boolean idleFor(InputSource source, long millis) {
        return source.look().idle().filter(idle -> idle.toMillis() >= millis).isPresent();
    }

    private static boolean inUse(InputSource source) {
        return source.look().idle().filter(Duration::isZero).isPresent();
    }

    /// A real compositor, which offers org_kde_kwin_idle. It refuses to run as root.
    private TestProgram sway() throws IOException {
        TestProgram.needs("sway", "sway");
        Path config = Files.writeString(folder.resolve("config"), "xwayland disable\n");
        List<String> command = new ArrayList<>();
        if (UserFolders.owner(user).orElse(0) == 0) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
            Files.setAttribute(user, "unix:uid", 65534);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        }
        command.addAll(List.of("sway", "-c", config.toString()));
        return TestProgram.start(
                Map.of(
                        "XDG_RUNTIME_DIR",
                        user.toString(),
                        "WLR_BACKENDS",
                        "headless",
                        "WLR_LIBINPUT_NO_DEVICES",
                        "1",
                        "WLR_RENDERER",
                        "pixman"),
                command);
    }

    @Test
    void whoeverTypesOnARealCompositorIsNoticed() throws Exception {
        TestProgram.needs("wtype", "wtype");
        try (TestProgram sway = sway()) {
            TestProgram.until(SOON, () -> Files.exists(user.resolve("wayland-1")));
            try (WaylandSource source = source()) {
                TestProgram.until(SOON, () -> idleFor(source, 1500));
                assertThat(sway.lives()).isTrue();
                TestProgram.run(
                        Map.of("XDG_RUNTIME_DIR", user.toString(), "WAYLAND_DISPLAY", "wayland-1"), "wtype", "a");
                TestProgram.until(Duration.ofSeconds(2), () -> inUse(source) || !idleFor(source, 1500));
                TestProgram.until(SOON, () -> idleFor(source, 1100));
                assertThat(source.desks()).hasSize(1);
            }
        }
    }

    @Test
    void aNewCompositorSaysTheSame() throws Exception {
        try (FakeCompositor compositor = new FakeCompositor(user.resolve("wayland-0"), "ext_idle_notifier_v1");
                WaylandSource source = source()) {
            TestProgram.until(SOON, () -> inUse(source));
            TestProgram.until(SOON, () -> compositor.notifications() == 1);
            compositor.idle();
            TestProgram.until(SOON, () -> idleFor(source, 1200));
            compositor.resume();
            TestProgram.until(SOON, () -> inUse(source));
            assertThat(compositor.timeoutMillis()).isEqualTo(1000);
        }
    }

    @Test
    void aCompositorThatDoesNotTellIsNotTakenForIdle() throws Exception {
        try (FakeCompositor compositor = new FakeCompositor(user.resolve("wayland-0"), "wl_compositor");
                WaylandSource source = source()) {
            TestProgram.until(SOON, () -> source.look().note().contains("does not tell when it is idle"));
            assertThat(source.look().idle()).isEmpty();
            assertThat(source.desks()).isEmpty();
            assertThat(compositor.notifications()).isZero();
        }
    }

    @Test
    void aCompositorThatHangsIsNotBelievedAnyMore() throws Exception {
        try (FakeCompositor compositor = new FakeCompositor(user.resolve("wayland-0"), "ext_idle_notifier_v1");
                WaylandSource source = source()) {
            TestProgram.until(SOON, () -> inUse(source));
            TestProgram.until(SOON, () -> compositor.notifications() == 1);
            compositor.idle();
            TestProgram.until(SOON, () -> idleFor(source, 1000));
            compositor.hang();
            // Asked every ten seconds, and given five for the answer.
            TestProgram.until(Duration.ofSeconds(20), () -> source.look().idle().isEmpty());
            assertThat(source.look().note()).contains("does not answer");
        }
    }

    @Test
    void aCompositorThatEndsIsFoundAgain() throws Exception {
        Path socket = user.resolve("wayland-0");
        try (WaylandSource source = openAndEnd(socket)) {
            TestProgram.until(SOON, () -> source.look().idle().isEmpty());
            Files.deleteIfExists(socket);
            try (FakeCompositor again = new FakeCompositor(socket, "org_kde_kwin_idle")) {
                TestProgram.until(SOON, () -> inUse(source));
                // It is taken for used from the moment at which it is asked.
                TestProgram.until(SOON, () -> again.notifications() == 1);
            }
        }
    }

    private WaylandSource openAndEnd(Path socket) throws Exception {
        WaylandSource source = source();
        try (FakeCompositor compositor = new FakeCompositor(socket, "org_kde_kwin_idle")) {
            TestProgram.until(SOON, () -> inUse(source));
            TestProgram.until(SOON, () -> compositor.notifications() == 1);
        }
        return source;
    }
}
