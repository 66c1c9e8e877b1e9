// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// People are told that their jobs have ended: by a webhook, by ntfy, on the desktop.
@Timeout(120)
class NoticesTest {

    /// What arrived: the path, the title, the priority, the body.
    private record Heard(String path, String title, String priority, String token, String body) {}

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    private void hear(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (!refused) {
            heard.add(new Heard(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Title")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Priority")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    body));
        }
        exchange.sendResponseHeaders(refused ? 503 : 200, -1);
        exchange.close();
    }

    private void awaitHeard(int many) {
        await("notice " + many).atMost(Duration.ofSeconds(30)).until(() -> heard.size() >= many);
    }

    @Test
    void whoeverIsToBeToldIsToldOnceAndOnlyOfWhatHeWants() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::hear);
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try (TestGrid grid = TestGrid.create()) {
            Path shown = desktop(grid);
            grid.up();
            grid.submit("dsg: 1\nname: nobody-is-told\nrun: echo\n").expect("done");

            grid.dsg("grid", "notify", "--webhook", address + "/hook", "--at-least", "0s")
                    .expect(0);
            refusals.set(1); // the first try; it is told again
            grid.submit("dsg: 1\nname: orbit-1\nrun: echo\n").expect("done");
            awaitHeard(1);
            JsonNode told = Rest.JSON.readTree(heard.getFirst().body());
            assertThat(heard.getFirst().path()).isEqualTo("/hook");
            assertThat(told.path("event").asString()).isEqualTo("job-ended");
            assertThat(told.path("job").path("name").asString()).isEqualTo("orbit-1");
            assertThat(told.path("text").asString()).contains("job 2", "orbit-1", "done", "1/1");

            grid.dsg(
                            "grid",
                            "notify",
                            "--webhook=off",
                            "--ntfy=" + address + "/our-lab",
                            "--ntfy-token=secret",
                            "--when=failed",
                            "--desktop")
                    .expect(0);
            assertThat(Files.getPosixFilePermissions(grid.home().resolve("coordinator/notices.json")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            grid.submit("dsg: 1\nname: fine\nrun: echo\n").expect("done");
            grid.submit("dsg: 1\nname: broken\nrun: exit 3\n").expect("failed");
            awaitHeard(2);
            assertThat(heard.get(1))
                    .extracting(Heard::path, Heard::title, Heard::priority, Heard::token)
                    .containsExactly("/our-lab", "DSG: job 4 is failed", "high", "Bearer secret");
            assertThat(heard.get(1).body()).contains("broken", "0/1", "1 failed");
            await("the desktop").until(() -> Files.exists(shown));
            assertThat(shown).content().contains("DSG: job 4 is failed");
            assertThat(heard).hasSize(2);
        } finally {
            server.stop(0);
        }
    }

    /// A desktop that writes down what it is to show; the file.
    private static Path desktop(TestGrid grid) throws IOException {
        Path shown = grid.folder().resolve("shown.txt");
        Path program = grid.file("bin/notify-send", "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" + shown + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        grid.onPath(program.getParent());
        return shown;
    }

    @Test
    void aTestNoticeThatDoesNotArriveSaysWhy() {
        try (TestGrid grid = TestGrid.create()) {
            Finished refused = grid.dsg("grid", "notify", "--webhook", "http://127.0.0.1:1/hook", "--test")
                    .expect(1);
            assertThat(refused.err()).contains("http://127.0.0.1:1/hook could not be told");
            assertThat(grid.dsg("grid", "notify", "--webhook", "ftp://x")
                            .expect(2)
                            .err())
                    .contains("begins with https://");
            assertThat(grid.dsg("grid", "notify", "--webhook=off").expect(0).out())
                    .contains("Nobody is told");
        }
    }
}
