// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How one node reads chunks from another, over real mutual TLS on loopback.
class ChunkTest {

    private static final NodeId ATTIC = new NodeId("n-attic");
    private static final NodeId CELLAR = new NodeId("n-cellar");
    private static final Digest ARTEFACT = Digest.of("artefact");
    private static final byte[] CHUNK = new byte[700_000];

    @TempDir
    Path folder;

    private CertificateAuthority authority;
    private Identity coordinator;
    private Identity cellar;
    private ChunkServer server;

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(CHUNK);
        authority = CertificateAuthority.openOrCreate(folder.resolve("ca"), Instant.now());
        coordinator = authority.issueCoordinator(folder.resolve("coordinator"), Instant.now());
        cellar = authority.issueNode(folder.resolve("cellar"), CELLAR, Instant.now());
        Identity attic = authority.issueNode(folder.resolve("attic"), ATTIC, Instant.now());
        server = new ChunkServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                attic,
                new OneChunk(authority),
                Throttle.NONE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /// Has chunk 1 of one artefact, for whoever has a good ticket.
    private record OneChunk(CertificateAuthority authority) implements ChunkSource {
        @Override
        public boolean mayRead(NodeId node, Ticket ticket) {
            return ticket.isGoodElsewhere(node, authority.certificate(), Instant.now());
        }

        @Override
        public Optional<byte[]> read(Digest artefact, int chunk) {
            return artefact.equals(ARTEFACT) && chunk == 1 ? Optional.of(CHUNK) : Optional.empty();
        }

        @Override
        public AutoCloseable follow(Digest artefact, Consumer<List<Integer>> told) {
            told.accept(List.of(1));
            return () -> {};
        }
    }

    private ChunkClient dial(NodeId expected, Identity as) {
        return ChunkClient.of(
                new Located.Holder(expected, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())),
                as,
                Throttle.NONE);
    }

    private Ticket ticket(NodeId node) {
        return Ticket.issue(coordinator, ARTEFACT, node, Instant.now());
    }

    @Test
    void aNodeWithATicketReadsAChunkAndHearsWhichThereAre() throws Exception {
        BlockingQueue<List<Integer>> heard = new LinkedBlockingQueue<>();
        try (ChunkClient client = dial(ATTIC, cellar)) {
            assertThat(client.read(ticket(CELLAR), 1, CHUNK.length)).isEqualTo(CHUNK);
            client.follow(ticket(CELLAR), heard::add, () -> {});
            assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactly(1);
            assertThatThrownBy(() -> client.read(ticket(CELLAR), 0, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTicketOfAnotherNodeAnotherGridOrOfOldIsWorthNothing() {
        CertificateAuthority other = CertificateAuthority.openOrCreate(folder.resolve("other"), Instant.now());
        Identity falseCoordinator = other.issueCoordinator(folder.resolve("false"), Instant.now());
        Instant longAgo = Instant.now().minus(Duration.ofDays(2));
        try (ChunkClient client = dial(ATTIC, cellar)) {
            for (Ticket wrong : List.of(
                    ticket(ATTIC),
                    Ticket.issue(falseCoordinator, ARTEFACT, CELLAR, Instant.now()),
                    Ticket.issue(cellar, ARTEFACT, CELLAR, Instant.now()),
                    Ticket.issue(coordinator, ARTEFACT, CELLAR, longAgo))) {
                assertThatThrownBy(() -> client.read(wrong, 1, CHUNK.length))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no attempt on this node");
            }
        }
    }

    @Test
    void whoeverIsNoNodeOfTheGridReadsNothing() {
        CertificateAuthority other = CertificateAuthority.openOrCreate(folder.resolve("other"), Instant.now());
        Identity stranger = other.issueNode(folder.resolve("stranger"), CELLAR, Instant.now());
        try (ChunkClient client = dial(ATTIC, stranger)) {
            assertThatThrownBy(() -> client.read(ticket(CELLAR), 1, CHUNK.length))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingIsReadFromAnotherNodeThanTheOneThatWasNamed() {
        try (ChunkClient client = dial(new NodeId("n-den"), cellar)) {
            assertThatThrownBy(() -> client.read(ticket(CELLAR), 1, CHUNK.length))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aChunkOfAnotherLengthThanItShouldHaveIsNotTaken() {
        try (ChunkClient client = dial(ATTIC, cellar)) {
            assertThatThrownBy(() -> client.read(ticket(CELLAR), 1, CHUNK.length - 1))
                    .hasMessageContaining("longer");
            assertThatThrownBy(() -> client.read(ticket(CELLAR), 1, CHUNK.length + 1))
                    .hasMessageContaining("shorter");
        }
    }
}
