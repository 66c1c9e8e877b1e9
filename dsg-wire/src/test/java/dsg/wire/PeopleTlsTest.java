// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whom people trust in the LAN: the grid whose CA they know, by the name they called it by, and nobody else.
@Timeout(60)
class PeopleTlsTest {

    private static final List<String> HERE = List.of("den-pc", "127.0.0.1");

    private final Path folder;
    private final Instant now = Instant.now();
    private final CertificateAuthority authority;
    private final CaFingerprint ca;

    PeopleTlsTest(@TempDir Path folder) {
        this.folder = folder;
        authority = CertificateAuthority.openOrCreate(folder.resolve("ca"), now);
        ca = CaFingerprint.of(new Identity(folder.resolve("ca")));
    }

    /// Answers at one connection after another with one word, as HTTPS has it.
    private static final class Server implements AutoCloseable {
        private final SSLServerSocket socket;
        private final AtomicInteger requests = new AtomicInteger();

        Server(Identity identity) throws IOException {
            socket = (SSLServerSocket) PeopleTls.server(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            var _ = Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (SSLSocket connection = (SSLSocket) socket.accept()) {
                    byte[] head = connection.getInputStream().readNBytes(3);
                    if (head.length == 3) {
                        requests.incrementAndGet();
                        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException _) {
                    // Whoever called did not trust us.
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String ask(int port, CaFingerprint pinned) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection)
                URI.create("https://127.0.0.1:" + port + "/").toURL().openConnection();
        connection.setSSLSocketFactory(PeopleTls.client(pinned).getSocketFactory());
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private void refuses(Identity identity) throws IOException {
        try (Server server = new Server(identity)) {
            assertThatThrownBy(() -> ask(server.port(), ca)).isInstanceOf(SSLException.class);
            assertThat(server.requests).as("requests, each with a token in it").hasValue(0);
        }
    }

    @Test
    void theGridIsTrustedByTheNameItIsCalled() throws IOException {
        try (Server server = new Server(authority.issuePeople(folder.resolve("people"), HERE, now))) {
            assertThat(ask(server.port(), ca)).isEqualTo("ok");
        }
    }

    @Test
    void anotherNameIsNotTrusted() throws IOException {
        refuses(authority.issuePeople(folder.resolve("people"), List.of("den-pc", "192.168.1.20"), now));
    }

    @Test
    void anotherCaIsNotTrusted() throws IOException {
        CertificateAuthority other = CertificateAuthority.openOrCreate(folder.resolve("other"), now);
        refuses(other.issuePeople(folder.resolve("people"), HERE, now));
    }

    @Test
    void aCertificateThatHasExpiredIsNotTrusted() throws IOException {
        refuses(authority.issuePeople(folder.resolve("people"), HERE, now.minus(Duration.ofDays(8))));
    }

    @Test
    void noOtherMemberOfTheGridPassesForIt() throws IOException {
        refuses(authority.issueNode(folder.resolve("node"), new NodeId("n-1"), now));
        refuses(authority.issueCoordinator(folder.resolve("coordinator"), now));
    }

    @Test
    void whatIsShownIsToldBeforeAnythingIsSent() throws IOException {
        try (Server server = new Server(authority.issuePeople(folder.resolve("people"), HERE, now))) {
            assertThat(PeopleTls.shownAt("127.0.0.1", server.port(), Duration.ofSeconds(5)))
                    .contains(ca);
            assertThat(server.requests).hasValue(0);
        }
    }

    @Test
    void aFingerprintIsReadAsPeopleTypeIt() {
        assertThat(ca.toString()).matches("([a-z2-7]{4}-){7}[a-z2-7]{4}");
        assertThat(CaFingerprint.parse(ca.toString())).contains(ca);
        assertThat(CaFingerprint.parse(" " + ca.text().toUpperCase(java.util.Locale.ROOT) + " "))
                .contains(ca);
        assertThat(CaFingerprint.parse(ca.text().substring(1))).isEmpty();
        assertThat(CaFingerprint.parse("0".repeat(32))).isEmpty();
    }
}
