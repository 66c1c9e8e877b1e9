// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.NodeId;
import dsg.store.ArtefactFolder;
import dsg.store.Artefacts;
import dsg.store.Journal;
import dsg.type.TypeFolder;
import dsg.wire.CertificateAuthority;
import dsg.wire.Identity;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What REST answers when the coordinator has too much to do.
class UnavailableTest {

    private static final String TOKEN = "secret";

    @TempDir
    Path folder;

    @Test
    void aFullInboxIsAProblemThatSaysToTryAgain() throws IOException {
        InetSocketAddress free = new InetSocketAddress("127.0.0.1", 0);
        CertificateAuthority authority = CertificateAuthority.openOrCreate(folder.resolve("ca"), Instant.now());
        CoordinatorSettings settings = new CoordinatorSettings(
                folder,
                "grid",
                "1",
                new Identity(folder),
                authority,
                new NodeId("n-1"),
                free,
                free,
                TOKEN,
                new TypeFolder(folder.resolve("types")),
                Optional.empty(),
                false);
        try (Journal journal = Journal.open(folder.resolve("journal.db"));
                GridLoop loop = new GridLoop(journal, new SteadyClock(InstantSource.system()), (_, _) -> {})) {
            Artefacts artefacts =
                    new Artefacts(journal, new ArtefactFolder(folder.resolve("artefacts")), InstantSource.system());
            CountDownLatch hold = new CountDownLatch(1);
            try (NodeLinks links = new NodeLinks(artefacts, new Identity(folder), authority);
                    DataCollector collector = new DataCollector(artefacts);
                    RestFace rest = new RestFace(
                            settings,
                            loop,
                            links,
                            artefacts,
                            collector,
                            new Lifetime(false),
                            new Doorkeeper("grid", authority, loop, InstantSource.system()),
                            new Relays(),
                            new GridHistory(),
                            0)) {
                fill(loop, hold);
                refuses(ask(rest.port(), "GET", "/api/v1/jobs/1/stages/main/tasks"));
                refuses(ask(rest.port(), "POST", "/api/v1/jobs/1/cancel"));
                assertThat(ask(rest.port(), "GET", "/api/v1/grid").getResponseCode())
                        .isEqualTo(200);
            } finally {
                hold.countDown();
            }
        }
    }

    private static void fill(GridLoop loop, CountDownLatch hold) {
        var held = loop.ask(_ -> {
            try {
                return hold.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(held).isNotDone();
        for (int i = 0; i < 200_000; i++) {
            if (loop.ask(_ -> "nothing").isCompletedExceptionally()) {
                return;
            }
        }
        throw new AssertionError("The inbox takes everything.");
    }

    private static HttpURLConnection ask(int port, String method, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
        return connection;
    }

    private static void refuses(HttpURLConnection connection) throws IOException {
        assertThat(connection.getResponseCode()).isEqualTo(503);
        assertThat(connection.getContentType()).isEqualTo("application/problem+json");
        assertThat(connection.getHeaderField("Retry-After")).isEqualTo("2");
        JsonNode problem =
                RestFace.JSON.readTree(new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(problem.path("type").asString()).isEqualTo("urn:dsg:problem:unavailable");
        for (String member : new String[] {"title", "detail", "mend", "instance"}) {
            assertThat(problem.path(member).asString()).isNotEmpty();
        }
    }
}
