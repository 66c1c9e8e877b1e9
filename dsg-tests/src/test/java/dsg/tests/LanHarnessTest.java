// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The LAN of the other tests does what they rely on: each fault of a network is what it is called, and no more.
@OnlyInTheLongForm
@Timeout(120)
class LanHarnessTest {

    private static final String MDNS = "224.0.0.251";

    /// Whether one host gets a connection to another, on the first try.
    private static boolean connects(LanHost from, LanHost to) {
        return connects(from, to, to.address());
    }

    private static boolean connects(LanHost from, LanHost to, String address) {
        try (ServerSocket server = to.network().inside(() -> new ServerSocket(0))) {
            int port = server.getLocalPort();
            return from.network().inside(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), 900);
                    return true;
                } catch (IOException _) {
                    return false;
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// How many of so many datagrams arrive.
    private static int arrive(LanHost from, LanHost to, int sent) throws IOException {
        try (DatagramSocket in = to.network().inside(() -> new DatagramSocket(0));
                DatagramSocket out = from.network().inside(() -> new DatagramSocket())) {
            InetSocketAddress address = new InetSocketAddress(to.address(), in.getLocalPort());
            in.setSoTimeout(300);
            int arrived = 0;
            for (int i = 0; i < sent; i++) {
                out.send(new DatagramPacket(new byte[] {1}, 1, address));
                // In small lots: a socket's buffer drops what it has no room for, too.
                if (i % 50 == 49 || i == sent - 1) {
                    arrived += waiting(in);
                }
            }
            return arrived;
        }
    }

    private static int waiting(DatagramSocket in) throws IOException {
        for (int count = 0; ; count++) {
            try {
                in.receive(new DatagramPacket(new byte[10], 10));
                in.setSoTimeout(20);
            } catch (SocketTimeoutException _) {
                return count;
            }
        }
    }

    /// How long so many bytes take from one host to another.
    private static long nanosFor(LanHost from, LanHost to, int bytes) throws IOException {
        try (ServerSocket server = to.network().inside(() -> new ServerSocket(0));
                Socket out = from.network().inside(() -> new Socket(to.address(), server.getLocalPort()));
                Socket in = server.accept()) {
            long begun = System.nanoTime();
            Thread sender = Thread.ofPlatform().start(() -> send(out, bytes));
            in.getInputStream().readNBytes(bytes);
            long taken = System.nanoTime() - begun;
            sender.join();
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    private static void send(Socket out, int bytes) {
        try {
            out.getOutputStream().write(new byte[bytes]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A socket on a host that hears what is said to all who speak mDNS.
    private static MulticastSocket listener(LanHost host) {
        return host.network().inside(() -> {
            MulticastSocket socket = new MulticastSocket(5353);
            socket.setSoTimeout(700);
            socket.joinGroup(new InetSocketAddress(InetAddress.getByName(MDNS), 0), NetworkInterface.getByName("eth0"));
            return socket;
        });
    }

    private static void saysToAll(LanHost host, String text) throws IOException {
        try (DatagramSocket out = host.network().inside(() -> new DatagramSocket())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(MDNS), 5353));
        }
    }

    private static boolean hears(MulticastSocket socket, String text) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        try {
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).equals(text);
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private static List<Path> namespaces(String lan) throws IOException {
        try (var files = Files.list(Path.of("/run/netns"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(lan + "."))
                    .toList();
        }
    }

    @Test
    void hostsHaveNamesAndReachEachOtherAndNothingElse() throws IOException {
        List<String> before = NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .toList();
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            assertThat(connects(attic, lan.host("cellar"))).isTrue();
            assertThat(connects(lan.host("den"), attic)).isTrue();
            assertThat(attic.run("hostname").out()).isEqualTo("attic\n");
            assertThat(attic.run("getent", "hosts", "attic").out()).startsWith("127.0.1.1");
            assertThat(attic.run("ip", "-br", "link").lines())
                    .satisfiesExactly(
                            loopback -> assertThat(loopback).startsWith("lo "),
                            cable -> assertThat(cable).startsWith("eth0@"));
            String linkLocal = lan.host("cellar")
                            .run("sh", "-c", "ip -6 -o addr show dev eth0 scope link | sed 's/.*inet6 //; s/[/].*//'")
                            .out()
                            .strip()
                    + "%eth0";
            assertThat(attic.run("ping", "-6", "-c", "1", "-W", "2", linkLocal).status())
                    .isZero();
            assertThat(NetworkInterface.networkInterfaces().map(NetworkInterface::getName))
                    .containsExactlyElementsOf(before);
        }
    }

    @Test
    void aCutIsACutUntilItIsHealed() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            assertThat(arrive(attic, cellar, 3)).isEqualTo(3);
            lan.cut(cellar);
            assertThat(connects(attic, cellar)).isFalse();
            assertThat(connects(cellar, attic)).isFalse();
            assertThat(arrive(attic, cellar, 3)).isZero();
            assertThat(connects(attic, lan.host("den"))).isTrue();
            lan.heal(cellar);
            assertThat(connects(attic, cellar)).isTrue();
            assertThat(connects(cellar, attic)).isTrue();
        }
    }

    @Test
    void aOneWayCutLeavesTheOtherWayAndTheOtherHosts() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            lan.cutOneWay(attic, cellar);
            assertThat(arrive(attic, cellar, 5)).isZero();
            assertThat(arrive(cellar, attic, 5)).isEqualTo(5);
            assertThat(connects(cellar, attic)).isFalse(); // the answers do not come
            assertThat(connects(lan.host("den"), cellar)).isTrue();
            lan.heal(attic);
            assertThat(arrive(attic, cellar, 5)).isEqualTo(5);
        }
    }

    @Test
    void aLossOfTwentyPercentLosesAboutThat() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            connects(attic, cellar); // so that they know each other's hardware address
            lan.lose(cellar, 20);
            // Of 2000, one standard deviation is 18: these bounds are seven of them off.
            assertThat(arrive(attic, cellar, 2_000)).isCloseTo(1_600, within(125));
            assertThat(arrive(cellar, attic, 2_000)).isCloseTo(1_600, within(125));
            assertThat(arrive(attic, lan.host("den"), 200)).isEqualTo(200);
        }
    }

    @Test
    void aSlowCableIsManyTimesSlowerThanAnother() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            lan.slow(cellar, "2mbit");
            long unshaped = nanosFor(attic, lan.host("den"), 300_000);
            assertThat(nanosFor(attic, cellar, 300_000)).isGreaterThan(5 * unshaped);
            assertThat(nanosFor(cellar, attic, 300_000)).isGreaterThan(5 * unshaped);
            lan.heal(cellar);
            assertThat(lan.host("cellar")
                            .run("tc", "qdisc", "show", "dev", "eth0")
                            .out())
                    .doesNotContain("tbf");
        }
    }

    @Test
    void multicastArrivesUnlessItIsBlocked() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar", "den");
                MulticastSocket cellar = listener(lan.host("cellar"));
                MulticastSocket den = listener(lan.host("den"))) {
            saysToAll(lan.host("attic"), "who is there?");
            assertThat(hears(cellar, "who is there?")).isTrue();
            assertThat(hears(den, "who is there?")).isTrue();

            lan.blockMulticast(lan.host("cellar"));
            saysToAll(lan.host("attic"), "and now?");
            assertThat(hears(den, "and now?")).isTrue();
            assertThat(hears(cellar, "and now?")).isFalse();
            saysToAll(lan.host("cellar"), "me!");
            assertThat(hears(den, "me!")).isFalse();
            assertThat(connects(lan.host("attic"), lan.host("cellar"))).isTrue();
        }
    }

    @Test
    void aChangedAddressIsTheOnlyOne() {
        try (Lan lan = Lan.of("attic", "cellar")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            String before = cellar.address();
            lan.address(cellar, "10.77.1.77");
            assertThat(connects(attic, cellar)).isTrue();
            assertThat(connects(attic, cellar, before)).isFalse();
            assertThat(connects(cellar, attic)).isTrue();
        }
    }

    @Test
    void aClockMayBeWrongAndJumpLaterAndTwoHostsMayHaveOneName() throws Exception {
        Machine.needs("perl", "perl");
        try (Lan lan = Lan.of("attic", "cellar")) {
            LanHost cellar = lan.host("cellar");
            lan.rename(cellar, "attic");
            assertThat(cellar.run("hostname").out()).isEqualTo("attic\n");
            lan.clock(cellar, "-1h");
            assertThat(seconds(lan.host("attic")) - seconds(cellar)).isCloseTo(3_600, within(30L));

            Process watching = new ProcessBuilder(lan.words("on", "cellar", "perl", "-e", """
                    $| = 1;
                    $begun = time;
                    print "begun\\n";
                    for (1 .. 100) {
                        select undef, undef, undef, 0.1;
                        if (time > $begun + 80_000) { print "jumped\\n"; exit }
                    }
                    """)).start();
            assertThat(watching.inputReader().readLine()).isEqualTo("begun");
            lan.clock(cellar, "+1d");
            assertThat(watching.inputReader().readLine()).isEqualTo("jumped");
        }
    }

    private static long seconds(LanHost host) {
        return Long.parseLong(host.run("date", "+%s").out().strip());
    }

    @Test
    void aCaptureHasTheVeryBytesThatWentOverTheWire() throws IOException {
        try (Lan lan = Lan.of("attic", "cellar");
                Capture capture = lan.tcpdump()) {
            saysToAll(lan.host("attic"), "a canary ünder way");
            capture.expect("a canary ünder way");
            capture.expectNot("another canary");
        }
    }

    @Test
    void whatRunsOnAHostHangsGoesOnAndDies() {
        try (Lan lan = Lan.of("attic")) {
            LanHost attic = lan.host("attic");
            attic.dsg("up").expect(0);
            long node = attic.grid().awaitPid(TestGrid.NODE);
            lan.stop(attic, TestGrid.NODE);
            GridJob job = attic.grid().submit("dsg: 1\nname: one\nrun: echo here\n");
            assertThat(status(node)).contains("State:\tT");
            lan.go(attic, TestGrid.NODE);
            assertThat(job.expect("done").out()).isEqualTo("here\n");
            lan.kill(attic, TestGrid.NODE);
            assertThat(Machine.arguments(node)).isEmpty();
        }
    }

    private static String status(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingOfALanIsLeftWhateverRanOnIt() throws Exception {
        Process forgotten;
        String name;
        try (Lan lan = Lan.of("attic", "cellar")) {
            name = lan.name();
            assertThat(namespaces(name)).hasSize(3);
            forgotten = new ProcessBuilder(lan.words("on", "attic", "sleep", "600")).start();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Machine.arguments(forgotten.pid()).equals(List.of("sleep", "600")));
        }
        assertThat(namespaces(name)).isEmpty();
        assertThat(Path.of("/run/dsg-lan", name)).doesNotExist();
        assertThat(forgotten.waitFor(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void whatADeadTestLeftIsSweptAndWhatALivingOneHasIsNot() throws Exception {
        try (Lan own = Lan.of("attic")) {
            Process dead = new ProcessBuilder("true").start();
            dead.waitFor();
            String left = Lan.nameFor(dead.pid());
            Lan.script(left, "up", "attic", "cellar").expect(0);
            Process forgotten = new ProcessBuilder(own.words("on", "attic", "sleep", "600")).start();
            try {
                assertThat(namespaces(left)).hasSize(3);
                Lan.script("-", "sweep").expect(0);
                assertThat(namespaces(left)).isEmpty();
                assertThat(namespaces(own.name())).hasSize(2);
                assertThat(forgotten.isAlive()).isTrue();
            } finally {
                forgotten.destroyForcibly();
            }
        }
    }
}
