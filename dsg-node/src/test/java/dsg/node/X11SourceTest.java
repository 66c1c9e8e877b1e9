// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class X11SourceTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CHANGE_PROPERTY = 18;

    @TempDir
    Path folder;

    private X11Source source(Map<String, String> environment) {
        return new X11Source(
                folder, new XAuthority(folder, environment), new UserFolders(folder.resolve("run/user"), environment));
    }

    private static Optional<Duration> idle(InputSource source) {
        return source.look().idle();
    }

    private static boolean idleFor(InputSource source, long millis) {
        return idle(source).filter(idle -> idle.toMillis() >= millis).isPresent();
    }

    /// Whether the last input is no older than this moment, but for what X servers round off.
    private static boolean touchedSince(InputSource source, long moment) {
        return idle(source)
                .filter(idle -> System.nanoTime() - idle.toNanos() > moment - 5_000_000)
                .isPresent();
    }

    @Test
    void whoeverTypesIsNoticed() throws Exception {
        try (XServer server = new XServer(folder);
                X11Source source = source(Map.of())) {
            TestProgram.until(SOON, () -> idleFor(source, 700));
            long moment = System.nanoTime();
            assertThat(touchedSince(source, moment)).isFalse();
            server.type("a");
            TestProgram.until(SOON, () -> touchedSince(source, moment));
            TestProgram.until(SOON, () -> idleFor(source, 500));
            assertThat(source.desks()).containsExactly(":" + server.number());
        }
    }

    @Test
    void ofTwoDisplaysTheOneInUseCounts() throws Exception {
        try (XServer forgotten = new XServer(folder);
                XServer used = new XServer(folder);
                X11Source source = source(Map.of())) {
            TestProgram.until(SOON, () -> idleFor(source, 500) && source.desks().size() == 2);
            assertThat(source.desks()).contains(":" + forgotten.number());
            long moment = System.nanoTime();
            used.type("a");
            TestProgram.until(SOON, () -> touchedSince(source, moment));
        }
    }

    @Test
    void aServerThatWantsACookieGetsIt() throws Exception {
        String secret = "00112233445566778899aabbccddeeff";
        Path authority = folder.resolve("authority");
        write(authority, "", secret);
        try (XServer server = new XServer(folder, "-auth", authority.toString())) {
            try (X11Source source = source(Map.of("XAUTHORITY", authority.toString()))) {
                TestProgram.until(SOON, () -> idle(source).isPresent());
            }
            try (X11Source source = source(Map.of())) {
                TestProgram.until(SOON, () -> source.look().note().contains("cannot be asked"));
                assertThat(source.look().idle()).isEmpty();
            }
            // Root finds it as well with the programs that somebody has started on the display.
            Path process = Files.createDirectories(folder.resolve("proc/77"));
            Files.writeString(
                    process.resolve("environ"),
                    "LANG=C\0DISPLAY=:" + server.number() + "\0XAUTHORITY=" + authority + "\0");
            try (X11Source source = source(Map.of())) {
                TestProgram.until(SOON, () -> idle(source).isPresent());
            }
        }
    }

    private static void write(Path authority, String number, String secret) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(200).putShort((short) 0xffff);
        for (byte[] part : new byte[][] {
            {},
            number.getBytes(),
            "MIT-MAGIC-COOKIE-1".getBytes(),
            HexFormat.of().parseHex(secret)
        }) {
            entry.putShort((short) part.length).put(part);
        }
        Files.write(authority, java.util.Arrays.copyOf(entry.array(), entry.position()));
    }

    @Test
    void onlyTheCookiesOfThisDisplayAreTried() throws IOException {
        Path authority = folder.resolve("authority");
        write(authority, "5", "0102");
        assertThat(XAuthority.read(authority, 5)).hasSize(1);
        assertThat(XAuthority.read(authority, 6)).isEmpty();
        Files.write(authority, new byte[] {1, 0, 0, 77, 3});
        assertThat(XAuthority.read(authority, 5)).isEmpty();
    }

    @Test
    void aServerThatGoesAwayIsAskedAgainWhenItIsBack() throws Exception {
        try (X11Source source = source(Map.of())) {
            try (XServer server = new XServer(folder)) {
                TestProgram.until(SOON, () -> idle(source).isPresent());
                assertThat(server.number()).isNotNegative();
            }
            TestProgram.until(SOON, () -> idle(source).isEmpty());
            assertThat(source.look().note()).contains("cannot be asked");
            try (XServer again = new XServer(folder)) {
                TestProgram.until(SOON, () -> idle(source).isPresent());
                assertThat(again.number()).isNotNegative();
            }
        }
    }

    @Test
    void aServerThatNeverAnswersHangsNobody() throws Exception {
        try (ServerSocketChannel hangs = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                X11Source source = source(Map.of())) {
            hangs.bind(UnixDomainSocketAddress.of(folder.resolve("X7")));
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        hangs.accept();
                    }
                } catch (IOException _) {
                    // the test is over
                }
            });
            long longest = 0;
            long end = System.nanoTime() + Duration.ofSeconds(12).toNanos();
            boolean told = false;
            while (System.nanoTime() < end && !told) {
                long before = System.nanoTime();
                InputSource.Seen seen = source.look();
                longest = Math.max(longest, System.nanoTime() - before);
                assertThat(seen.idle()).isEmpty();
                told = seen.note().contains("the X server :7 does not answer");
                Thread.sleep(20);
            }
            assertThat(told).isTrue();
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(500)); // busy
        }
    }

    @Test
    void theXServerOfAWaylandDesktopIsNotEvenDialled() throws Exception {
        Path user = Files.createDirectories(folder.resolve("run/user/1000"));
        try (ServerSocketChannel compositor = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocketChannel xwayland = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                X11Source source = source(Map.of())) {
            compositor.bind(UnixDomainSocketAddress.of(user.resolve("wayland-0")));
            xwayland.bind(UnixDomainSocketAddress.of(folder.resolve("X8")));
            xwayland.configureBlocking(false);
            TestProgram.until(SOON, () -> source.look().note().contains("belongs to a Wayland desktop"));
            assertThat(source.look().idle()).isEmpty();
            assertThat(source.desks()).isEmpty();
            assertThat(xwayland.accept()).isNull();
        }
    }

    @Test
    void theSocketOfACompositorThatHasEndedMakesNoWaylandDesktop() throws Exception {
        Path user = Files.createDirectories(folder.resolve("run/user/1000"));
        ServerSocketChannel compositor = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        compositor.bind(UnixDomainSocketAddress.of(user.resolve("wayland-0")));
        compositor.close();
        assertThat(user.resolve("wayland-0")).exists();
        try (XServer server = new XServer(folder);
                X11Source source = source(Map.of())) {
            TestProgram.until(SOON, () -> idle(source).isPresent());
            assertThat(server.number()).isNotNegative();
        }
    }

    @Test
    void aWindowThatFillsTheScreenIsSeen() throws Exception {
        try (XServer server = new XServer(folder);
                X11Source source = source(Map.of());
                X11Connection manager = X11Connection.unopened()) {
            TestProgram.until(SOON, () -> idle(source).isPresent());
            assertThat(source.fullScreen()).isEqualTo(FullScreen.UNTOLD);

            manager.open(server.socket(), new byte[0]);
            int window = 33; // Xvfb's window manager is this test, and the window any
            set(manager, manager.root(), manager.atom("_NET_ACTIVE_WINDOW"), window, manager.root());
            TestProgram.until(SOON, () -> looks(source, FullScreen.NO));
            int state = manager.atom("_NET_WM_STATE");
            set(manager, manager.root(), state, 4, manager.atom("_NET_WM_STATE_FULLSCREEN"));
            TestProgram.until(SOON, () -> looks(source, FullScreen.YES));
            set(manager, manager.root(), manager.atom("_NET_ACTIVE_WINDOW"), window, 1); // no window has this number
            TestProgram.until(SOON, () -> looks(source, FullScreen.NO));
        }
    }

    private static boolean looks(X11Source source, FullScreen so) {
        source.look();
        return source.fullScreen() == so;
    }

    private static void set(X11Connection manager, int window, int property, int type, int value) throws IOException {
        manager.tell(X11Connection.request(CHANGE_PROPERTY, 0, 28)
                .putInt(4, window)
                .putInt(8, property)
                .putInt(12, type)
                .put(16, (byte) 32)
                .putInt(20, 1)
                .putInt(24, value));
    }
}
