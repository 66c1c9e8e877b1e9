// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/// A grid of one machine and a browser that looks at its page, for all tests of a class. After each of them the page
/// has made no mistake, and what its policy forbids was not tried.
final class PageGrid implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final Set<String> OVER = Set.of("done", "failed", "cancelled");

    private final TestGrid grid = TestGrid.create();
    private final List<String> expected;
    private @Nullable Browser browser;

    /// @param expected words of what the browser may complain of, such as answers that the page asks for
    PageGrid(String... expected) {
        this.expected = List.of(expected);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Machine.needsLinux();
        browser = new Browser();
        grid.dsg("node", "policy", "--isolation", "bare").expect(0);
        grid.dsg("up", "--port", Integer.toString(freePort())).expect(0);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(browser().complaints()).allMatch(said -> expected.stream().anyMatch(said::contains));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (browser != null) {
            browser.close();
        }
        grid.close();
    }

    /// One that is free, with a free one after it: the grid takes both, and takes them again when it is started again.
    private static int freePort() {
        int first = 20_000 + 2 * (int) (ProcessHandle.current().pid() % 5_000);
        for (int port = first; port < first + 2_000; port += 2) {
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket _ = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Somebody has it.
            }
        }
        throw new UncheckedIOException(new IOException("No port is free."));
    }

    TestGrid grid() {
        return grid;
    }

    Browser browser() {
        return Objects.requireNonNull(browser, "The browser is there once the class has begun.");
    }

    /// An address of the page.
    String address(String path) {
        return "http://127.0.0.1:" + grid.port() + path;
    }

    /// Opens a page in a new tab, as this person, who pastes his token.
    Browser logInAs(People.Person person, String path) {
        return browser()
                .open(address(path))
                .sees("Log in")
                .fill("Or paste a token:", person.token())
                .click("button", "Log in");
    }

    /// The name of the only machine.
    String node() {
        JsonNode nodes = grid.rest().get("/api/v1/nodes").json().path("nodes");
        return nodes.path(0).path("name").asString();
    }

    /// Cancels what runs and forgets all jobs: the grid is as new.
    void withoutJobs() {
        Rest rest = grid.rest();
        jobs().filter(job -> !isOver(job)).forEach(job -> new GridJob(grid, id(job)).cancel());
        await("the end of all jobs").atMost(Duration.ofSeconds(60)).until(() -> jobs().allMatch(PageGrid::isOver));
        jobs().forEach(job -> rest.send(
                        rest.request("/api/v1/jobs/" + id(job)).DELETE().build())
                .expect(200));
    }

    private Stream<JsonNode> jobs() {
        return grid.rest().get("/api/v1/jobs?limit=1000").json().path("jobs").valueStream();
    }

    private static boolean isOver(JsonNode job) {
        return OVER.contains(job.path("state").asString());
    }

    private static long id(JsonNode job) {
        return job.path("id").asLong();
    }
}
