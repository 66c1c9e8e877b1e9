// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A chromium without a window that a test types and clicks in, by `dsg-dashboard/src/test/browser.mjs`.
final class Browser implements AutoCloseable {

    private static final Path DASHBOARD = TestGrid.REPOSITORY.resolve("dsg-dashboard");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    /// Starts it; the test is skipped, and says so, where something for that is missing.
    Browser() {
        Machine.needs("chromium", "chromium");
        Machine.needs("node", "nodejs");
        assumeTrue(
                Files.isDirectory(DASHBOARD.resolve("node_modules/playwright-core")),
                "SKIPPED: the page's packages are not there, since the page was not built");
        try {
            process = new ProcessBuilder("node", "src/test/browser.mjs", program("chromium"))
                    .directory(DASHBOARD.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    private static String program(String name) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name).toString();
            }
        }
        throw new AssertionError(name + " was there a moment ago.");
    }

    private JsonNode ask(String what, Map<String, ?> with) {
        Map<String, Object> request = new HashMap<>(with);
        request.put("do", what);
        try {
            requests.write(Rest.JSON.writeValueAsString(request) + "\n");
            requests.flush();
            String line = answers.readLine();
            assertThat(line).describedAs("the browser's answer to %s", request).isNotNull();
            JsonNode answer = Rest.JSON.readTree(line);
            assertThat(answer.path("error").asString(""))
                    .describedAs("%s", request)
                    .isEmpty();
            return answer.path("value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> list(String what) {
        List<String> all = new ArrayList<>();
        ask(what, Map.of()).forEach(one -> all.add(one.asString()));
        return all;
    }

    /// Opens an address in a new tab.
    Browser open(String url) {
        ask("anew", Map.of());
        ask("open", Map.of("url", url));
        return this;
    }

    /// Opens the page of a grid in a new tab, by a link as `dsg ui` makes it.
    Browser logIn(TestGrid grid) {
        return open(link(grid)).sees("Live");
    }

    /// A link that lets one browser in, once, as `dsg ui --print` asks for it.
    static String link(TestGrid grid) {
        JsonNode made =
                grid.rest().post("/api/v1/login-links", Map.of()).expect(201).json();
        return "http://127.0.0.1:" + grid.port() + made.path("path").asString();
    }

    /// Opens another page of the same grid in this tab, which stays logged in.
    Browser visit(String path) {
        ask("open", Map.of("url", url().replaceFirst("(//[^/]+)/.*", "$1") + path));
        return this;
    }

    /// Waits until all of these are to be read on the page.
    Browser sees(String... texts) {
        await("the page")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(text()).contains(texts));
        return this;
    }

    /// Waits until this is not to be read on the page any more.
    Browser seesNoMore(String text) {
        await("the page")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(text()).doesNotContain(text));
        return this;
    }

    /// All that is to be read on the page.
    String text() {
        return ask("text", Map.of()).asString();
    }

    String url() {
        return ask("url", Map.of()).asString();
    }

    /// Clicks on what has this role (`button`, `link`, `radio`) and is called this.
    Browser click(String role, String name) {
        ask("click", Map.of("role", role, "name", name));
        return this;
    }

    /// Clicks on the first thing that this finds, whatever it is.
    Browser tap(String selector) {
        ask("tap", Map.of("selector", selector));
        return this;
    }

    /// Draws with the mouse from one thing to another.
    Browser drag(String from, String to) {
        ask("drag", Map.of("from", from, "to", to));
        return this;
    }

    Browser fill(String label, String text) {
        ask("fill", Map.of("label", label, "text", text));
        return this;
    }

    /// Chooses one of a list's entries.
    Browser choose(String label, String text) {
        ask("choose", Map.of("label", label, "text", text));
        return this;
    }

    /// Picks files, or one folder, in the browser's own list of files, which a button of this name opens.
    Browser pick(String label, Path... files) {
        ask(
                "pick",
                Map.of(
                        "label",
                        label,
                        "files",
                        Stream.of(files).map(Path::toString).toList()));
        return this;
    }

    /// Types a text, letter by letter, where the keyboard is.
    Browser type(String text) {
        ask("type", Map.of("text", text));
        return this;
    }

    /// What stands in a field.
    String value(String label) {
        return ask("value", Map.of("label", label)).asString();
    }

    Browser press(String key) {
        ask("press", Map.of("key", key));
        return this;
    }

    /// Says yes to what asks first, by keyboard: the keyboard stands on the no.
    Browser confirm() {
        return press("Shift+Tab").press("Enter");
    }

    /// What that is called which has the keyboard.
    String focused() {
        return ask("focused", Map.of()).asString();
    }

    /// Goes on by the tabulator until the keyboard is on what is called this.
    Browser tabTo(String name) {
        for (int press = 0; press < 100 && !focused().equals(name); press++) {
            press("Tab");
        }
        assertThat(focused()).isEqualTo(name);
        return this;
    }

    /// Waits until so many of these are there.
    Browser shows(int number, String selector) {
        await("the page")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(count(selector)).isEqualTo(number));
        return this;
    }

    int count(String selector) {
        return ask("count", Map.of("selector", selector)).asInt();
    }

    String attribute(String selector, String name) {
        return ask("attribute", Map.of("selector", selector, "name", name)).asString("");
    }

    /// Marks the page; the mark is gone once it is loaded again.
    Browser mark() {
        ask("mark", Map.of());
        return this;
    }

    boolean isMarked() {
        return ask("isMarked", Map.of()).asBoolean();
    }

    /// The page is looked at in a window of this width, by somebody who wants light or dark colours.
    Browser look(int width, String colours) {
        ask("look", Map.of("width", width, "colours", colours));
        return this;
    }

    boolean isWiderThanItsWindow() {
        return ask("isWiderThanItsWindow", Map.of()).asBoolean();
    }

    boolean isTallerThanItsWindow() {
        return ask("isTallerThanItsWindow", Map.of()).asBoolean();
    }

    /// What keeps people from using the page, as axe sees it.
    List<String> faults() {
        return list("faults");
    }

    /// Looks at the page from a telephone and from a desk, in light and dark colours: nothing on it may keep
    /// anybody out. The short form has each width and each theme once.
    void keepsNobodyOut(String page) {
        for (int width : List.of(360, 1440)) {
            String usual = width == 360 ? "dark" : "light";
            for (String colours : Machine.ALL ? List.of("light", "dark") : List.of(usual)) {
                look(width, colours);
                assertThat(faults()).as("%s, %s px, %s", page, width, colours).isEmpty();
            }
        }
        look(320, "light");
        assertThat(isWiderThanItsWindow()).as("%s", page).isFalse();
        look(1440, "light");
    }

    /// From now on REST answers the page with this status; with 0 it does not answer at all.
    Browser breaks(int status) {
        ask("breaks", Map.of("status", status));
        return this;
    }

    /// REST answers again.
    Browser mends() {
        ask("mends", Map.of());
        return this;
    }

    /// What the page that is open gets from this address, with a token.
    String fetched(String url, String token) {
        return ask("fetched", Map.of("url", url, "token", token)).asString();
    }

    /// What the page or the browser has complained of: mistakes in scripts, and what the page's policy forbids.
    List<String> complaints() {
        return list("complaints");
    }

    /// The browser has complained of nothing but this, which the page asked for; and that is forgotten.
    void forgives(String word) {
        assertThat(complaints()).allMatch(said -> said.contains(word));
        open("about:blank");
    }

    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
