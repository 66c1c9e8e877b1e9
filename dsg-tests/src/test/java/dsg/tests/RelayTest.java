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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// `dsg ui` on a machine that is a node of another's grid: the page comes through the node's own link.
@Timeout(120)
class RelayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestGrid grid = TestGrid.create();
    private final TestGrid node = TestGrid.create();
    private final Rest rest = grid.rest();
    private Command ui;
    private String address;

    @BeforeEach
    void aNodeThatHasJoinedAndShowsThePage() {
        Machine.needsLinux();
        grid.dsg("node", "policy", "--isolation", "bare").expect(0);
        node.dsg("node", "policy", "--isolation", "bare").expect(0);
        grid.up();
        JsonNode invite = grid.dsg("invite", "--json").expect(0).json();
        node.dsg(
                        "join",
                        invite.path("address").asString(),
                        "--code",
                        invite.path("code").asString(),
                        "--yes")
                .expect(0);
        ui = node.type("ui", "--print", "--port", "0");
        await("where the page is").atMost(SOON).until(() -> ui.out().contains("\n"));
        address = ui.out().strip().replaceFirst("/$", "");
    }

    @AfterEach
    void end() {
        node.close();
        grid.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpRequest.Builder as(String token, String path) {
        return to(path).header("Authorization", "Bearer " + token);
    }

    /// What the node is called in the grid.
    private String nameOfTheNode() {
        return Rest.JSON
                .readTree(node.home().resolve("joined/grid.json"))
                .path("name")
                .asString();
    }

    @Test
    void thePageComesThroughTheNodeAndAsksForATokenAsEver() {
        assertThat(address).startsWith("http://127.0.0.1:");
        assertThat(ui.err()).contains("dsg user add NAME", "until you press Ctrl-C");
        assertThat(rest.send(to("/").build()).expect(200).text()).contains("<title>");
        rest.send(to("/api/v1/nodes").build()).expect(401);
        People.Person anna = new People(grid).add("anna", Role.VIEWER);
        rest.send(as(anna.token(), "/api/v1/nodes").build()).expect(200);

        // What is good on the grid's own machine alone is not good from here, and foreign pages are foreign here, too.
        rest.send(as(grid.token(), "/api/v1/nodes").build()).expect(401);
        rest.send(as(anna.token(), "/api/v1/nodes")
                        .header("Host", "evil.example")
                        .build())
                .expect(403);
        rest.send(as(anna.token(), "/api/v1/nodes")
                        .header("Origin", "http://127.0.0.1:" + grid.port())
                        .build())
                .expect(403);
    }

    @Test
    void whatIsLargeComesWholeAndWhatHasNoEndComesAtOnce() {
        People.Person anna = new People(grid).add("anna", Role.SUBMITTER);
        GridJob job = grid.submit("""
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
        assertThat(rest.send(as(anna.token(), "/api/v1/artefacts/" + sha256).build())
                        .expect(200)
                        .body())
                .hasSize(3_000_000)
                .isEqualTo(direct);

        try (Stream<String> lines = rest.events(HttpRequest.newBuilder(URI.create(address + "/api/v1/events"))
                .header("Authorization", "Bearer " + anna.token())
                .build())) {
            GridJob next = grid.submit("dsg: 1\nname: next\nrun: echo\n");
            assertThat(lines.anyMatch(line -> line.contains("\"id\":" + next.id() + ",")))
                    .isTrue();
        }
    }

    @Test
    void whatIsRelayedForAForgottenNodeEnds() {
        People.Person anna = new People(grid).add("anna", Role.VIEWER);
        try (Stream<String> lines = rest.events(HttpRequest.newBuilder(URI.create(address + "/api/v1/events"))
                .header("Authorization", "Bearer " + anna.token())
                .build())) {
            Iterator<String> open = lines.iterator();
            assertThat(open.hasNext()).isTrue();
            grid.dsg("node", "forget", nameOfTheNode(), "--yes").expect(0);

            assertThat(ends(open)).isTrue();
        }
        assertThat(isAnswered()).isFalse();
        node.dsg("ui", "--print").expect(5);
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

    private boolean isAnswered() {
        try {
            return rest.send(to("/healthz").build()).status() == 200;
        } catch (java.io.UncheckedIOException _) {
            return false;
        }
    }
}
