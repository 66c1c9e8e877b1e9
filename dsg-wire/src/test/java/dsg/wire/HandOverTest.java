// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Artefacts that nodes hand over, and links that break meanwhile.
class HandOverTest {

    private static final NodeId NODE = new NodeId("n-1");
    private static final byte[] LARGE = new byte[12_000_001];

    @TempDir
    Path folder;

    private final FakeCoordinator coordinator = new FakeCoordinator();
    private Identity identity;
    private LinkServer server;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        new Random(7).nextBytes(LARGE);
        file = Files.write(folder.resolve("large"), LARGE);
        CertificateAuthority authority = CertificateAuthority.openOrCreate(folder.resolve("ca"), Instant.now());
        identity = authority.issueNode(folder.resolve("node"), NODE, Instant.now());
        server = new LinkServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                authority.issueCoordinator(folder.resolve("coordinator"), Instant.now()),
                coordinator,
                new FakeGate(authority),
                new NoChunks(),
                new NoRelays());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private LinkClient dial(Bandwidth bandwidth) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        return new LinkClient(address, identity, LinkTest.HELLO, bandwidth, new FakeNode());
    }

    @Test
    void aHandOverThatBrokeGoesOnWhereItWas() throws Exception {
        breakOffHalfway();
        try (LinkClient link = dial(Bandwidth.UNLIMITED)) {
            link.keep(Digest.of(LARGE), file);
        }
        assertThat(coordinator.kept).containsOnlyKeys(Digest.of(LARGE));
        assertThat(coordinator.begun).as("times it began at the beginning").isEqualTo(1);
    }

    @Test
    void aBeginningThatIsWrongIsFoundAtTheEndAndHandedOverAnew() throws Exception {
        breakOffHalfway();
        try (FileChannel begun = FileChannel.open(coordinator.received, StandardOpenOption.WRITE)) {
            begun.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 0);
        }
        try (LinkClient link = dial(Bandwidth.UNLIMITED)) {
            assertThatThrownBy(() -> link.keep(Digest.of(LARGE), file)).isInstanceOf(IOException.class);
            link.keep(Digest.of(LARGE), file);
        }
        assertThat(coordinator.kept).containsOnlyKeys(Digest.of(LARGE));
        assertThat(coordinator.begun).isEqualTo(2);
    }

    private void breakOffHalfway() throws Exception {
        Bandwidth slow = new Bandwidth(Throttle.NONE, Throttle.of(12_000_000));
        Thread handing;
        try (LinkClient link = dial(slow)) {
            handing = Thread.ofVirtual().start(() -> {
                try {
                    link.keep(Digest.of(LARGE), file);
                } catch (IOException _) {
                    // the link is closed
                }
            });
            for (int i = 0; i < 1_000 && !coordinator.hasReceived(5_000_000); i++) {
                Thread.sleep(10);
            }
        }
        handing.join();
    }
}
