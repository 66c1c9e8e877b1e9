// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Role;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// `dsg ui` on a machine that is a node of another's grid: the page comes through the node's own link.
@Timeout(120)
class RelayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final TestGrid GRID = TestGrid.create();

    private static Node node;

    private final Rest rest = GRID.rest();

    /// A machine that has joined and shows the page there.
    private record Node(TestGrid home, Command ui, String address) implements AutoCloseable {

        static Node joined() {
            TestGrid home = TestGrid.create();
            home.dsg("node", "policy", "--isolation", "bare").expect(0);
            JsonNode invite = GRID.dsg("invite", "--json").expect(0).json();
            home.dsg(
                            "join",
                            invite.path("address").asString(),
                            "--code",
                            invite.path("code").asString(),
                            "--yes")
                    .expect(0);
            Command ui = home.type("ui", "--print", "--port", "0");
            await("where the page is").atMost(SOON).until(() -> ui.out().contains("\n"));
            return new Node(home, ui, ui.out().strip().replaceFirst("/$", ""));
        }

        HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
        }

        HttpRequest.Builder as(String token, String path) {
            return to(path).header("Authorization", "Bearer " + token);
        }

        /// What happens in the grid, without end.
        HttpRequest events(String token) {
            return HttpRequest.newBuilder(URI.create(address + "/api/v1/events"))
                    .header("Authorization", "Bearer " + token)
                    .build();
        }

        /// What it is called in the grid.
        String name() {
            return Rest.JSON
                    .readTree(home.home().resolve("joined/grid.json"))
                    .path("name")
                    .asString();
        }

        @Override
        public void close() {
            home.close();
        }
    }

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
        node = Node.joined();
    }

    @AfterAll
    static void end() {
        if (node != null) {
            node.close();
        }
        GRID.close();
    }

    @Test
    void thePageComesThroughTheNodeAndAsksForATokenAsEver() {
        assertThat(node.address()).startsWith("http://127.0.0.1:");
        assertThat(node.ui().err()).contains("dsg user add NAME", "until you press Ctrl-C");
        assertThat(rest.send(node.to("/").build()).expect(200).text()).contains("<title>");
        rest.send(node.to("/api/v1/nodes").build()).expect(401);
        People.Person anna = new People(GRID).add("anna", Role.VIEWER);
        rest.send(node.as(anna.token(), "/api/v1/nodes").build()).expect(200);

        // What is good on the grid's own machine alone is not good from here, and foreign pages are foreign here, too.
        rest.send(node.as(GRID.token(), "/api/v1/nodes").build()).expect(401);
        rest.send(node.as(anna.token(), "/api/v1/nodes")
                        .header("Host", "evil.example")
                        .build())
                .expect(403);
        rest.send(node.as(anna.token(), "/api/v1/nodes")
                        .header("Origin", "http://127.0.0.1:" + GRID.port())
                        .build())
                .expect(403);
    }

    @Test
    void whatIsLargeComesWholeAndWhatHasNoEndComesAtOnce() {
        People.Person anna = new People(GRID).add("bert", Role.SUBMITTER);
        GridJob job = GRID.submit("""
                dsg: 1
                name: large
                run: "head -c 3000000 /dev/zero >large.bin"
                out: [large.bin]
                """).expect("done");
        String sha256 = rest.get("/api/v1/jobs/" + job.id() + "/results")
                .json()
                .findValue("sha256")
                .asString();
        byte[] direct = rest.get("/api/v1/artefacts/" + sha256).body();
        assertThat(rest.send(node.as(anna.token(), "/api/v1/artefacts/" + sha256)
                                .build())
                        .expect(200)
                        .body())
                .hasSize(3_000_000)
                .isEqualTo(direct);

        try (Stream<String> lines = rest.events(node.events(anna.token()))) {
            GridJob next = GRID.submit("dsg: 1\nname: next\nrun: echo\n");
            assertThat(lines.anyMatch(line -> line.contains("\"id\":" + next.id() + ",")))
                    .isTrue();
        }
    }

    @Test
    @OnlyInTheLongForm
    void whatIsRelayedForAForgottenNodeEnds() {
        People.Person anna = new People(GRID).add("ann", Role.VIEWER);
        try (Node forgotten = Node.joined()) {
            try (Stream<String> lines = rest.events(forgotten.events(anna.token()))) {
                Iterator<String> open = lines.iterator();
                assertThat(open.hasNext()).isTrue();
                GRID.dsg("node", "forget", forgotten.name(), "--yes").expect(0);

                assertThat(ends(open)).isTrue();
            }
            assertThat(isAnswered(forgotten)).isFalse();
            assertThat(isAnswered(node)).isTrue();
            forgotten.home().dsg("ui", "--print").expect(5);
        }
    }

    /// Whether the stream comes to its end, by itself or by breaking off.
    private static boolean ends(Iterator<String> open) {
        try {
            while (open.hasNext()) {
                open.next();
            }
            return true;
        } catch (java.io.UncheckedIOException _) {
            return true;
        }
    }

    private boolean isAnswered(Node one) {
        try {
            return rest.send(one.to("/healthz").build()).status() == 200;
        } catch (java.io.UncheckedIOException _) {
            return false;
        }
    }
}
