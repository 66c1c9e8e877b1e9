// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dsg.model.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The page, as somebody sees it who opens it in a browser.
@Timeout(120)
class PageTest {

    /// What a task says of itself.
    private static final String HOSTILE = "DSG_PROGRESS 0.1 <img src=x onerror=alert(1)> \u202E" + "long".repeat(40);

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid();

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();

    @Test
    void whoeverComesByALinkSeesTheGridAndNothingSecretStaysInTheAddress() {
        String link = GRID.dsg("ui", "--print").expect(0).out().strip();
        browser.open(link).sees("Live", "All is well.", "Machines", "cores in use", "Jobs", "owner");

        assertThat(browser.url()).endsWith(":" + GRID.port() + "/");
    }

    @Test
    void aLinkThatWasUsedSaysSoAndATokenLetsInAsWell() {
        String link = Browser.link(GRID);
        browser.open(link).sees("Live");
        browser.open(link).sees("This link lets nobody in.", "dsg ui");
        assertThat(browser.complaints()).allMatch(said -> said.contains("403"));

        People.Person vera = new People(GRID).add("vera", Role.VIEWER);
        PAGE.logInAs(vera, "/")
                .sees("Live", "vera, viewer")
                .click("link", "Add a machine")
                .sees("Only an admin can add machines.");
    }

    @Test
    void whoseTokenEndsKeepsWhatHeSeesAndLogsInAgainThere() {
        GridJob job = GRID.submit("dsg: 1\nname: read-on\nrun: echo what-was-printed\n")
                .expect("done");
        People people = new People(GRID);
        People.Person tess = people.add("tess", Role.SUBMITTER);
        PAGE.logInAs(tess, "/jobs/" + job.id() + "?tab=logs").sees("Live", "It is at its end.");

        browser.mark();
        people.revoke(tess);
        browser.sees("You are logged out", "Logged out", " old", "read-on", "what-was-printed");
        browser.keepsNobodyOut("logged out");

        browser.fill("Or paste a token:", people.anotherToken(tess)).click("button", "Log in");
        browser.seesNoMore("You are logged out").sees("Live", "what-was-printed");
        assertThat(browser.isMarked()).isTrue();
        browser.forgives("401");
    }

    @Test
    @OnlyInTheLongForm
    void whoseTokenExpiresWhileHeLooksIsToldSo() {
        PAGE.logInAs(new People(GRID).add("late", Role.VIEWER, 20), "/nodes")
                .sees("Live", "late, viewer")
                .sees("You are logged out: your token has expired", "Logged out", " old", "Log in");
        browser.forgives("401");
    }

    @Test
    void aPageOfAnotherOriginGetsNothingFromTheGrid() throws IOException {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        foreign.createContext("/page", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        foreign.start();
        try {
            browser.open("http://127.0.0.1:" + foreign.getAddress().getPort() + "/page");
            assertThat(browser.fetched(PAGE.address("/api/v1/me"), GRID.token()))
                    .startsWith("refused");
            browser.forgives("CORS");
            browser.open(PAGE.address("/"));
            assertThat(browser.fetched(PAGE.address("/api/v1/me"), GRID.token()))
                    .isEqualTo("answered 200");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void whatTheGridCannotAnswerBlanksNoPageAndMendsByItself() {
        GRID.submit("dsg: 1\nname: still-there\nrun: echo\n").expect("done");
        browser.logIn(GRID).sees("still-there").mark().breaks(500);
        browser.click("link", "Jobs").sees("Jobs", "This went wrong in the grid.", "Try again later.");
        browser.click("link", "Overview").sees("still-there", "Machines");
        browser.click("link", "Data").sees("This went wrong in the grid.").keepsNobodyOut("data, broken");
        browser.mends().sees("What is kept").seesNoMore("This went wrong in the grid.");
        assertThat(browser.isMarked()).isTrue();

        browser.breaks(0).visit("/").sees("Machines", "The grid cannot be reached.", "dsg status");
        browser.keepsNobodyOut("overview, out of reach");
        browser.mends().sees("Live", "still-there").seesNoMore("The grid cannot be reached.");
        browser.forgives("500");
    }

    @Test
    void theFirstFiveMinutesByMouse() {
        PAGE.withoutJobs();
        browser.logIn(GRID).sees("All is well.", "No job yet.", "dsg run -- echo hello", "dsg join");
        browser.click("link", "Write your first job").sees("Nothing is written yet.");
        browser.click("button", "A map of two values").sees("No mistake. 37 tasks would run");
        browser.click("button", "Hand in").sees("waves", "All is done: 37 tasks", "All waves");

        browser.click("link", "Outputs").sees("height").click("button", "As a picture");
        browser.sees("height from ");
        assertThat(browser.count("rect.heat-cell")).isEqualTo(36);

        browser.click("link", "Nodes").click("link", PAGE.node()).sees("What it is", "When it helps");
        browser.click("link", "Add a machine").click("button", "Make a code").sees("dsg join ", "--code ");
        browser.click("link", "Overview").sees("37 of 37", "Latest results");
        browser.click("link", "Settings").sees("What the marks mean");
        browser.click("button", "Log out").sees("Log in");
    }

    @Test
    void theFirstFiveMinutesByKeyboardAlone() {
        PAGE.withoutJobs();
        browser.logIn(GRID).sees("No job yet.").tabTo("Write your first job").press("Enter");
        browser.sees("Nothing is written yet.")
                .tabTo("A map of two values")
                .press("Enter")
                .sees("No mistake.");
        browser.tabTo("Hand in").press("Enter").sees("All is done: 37 tasks");
        browser.tabTo("Outputs").press("Enter").sees("height");
        browser.tabTo("As a picture").press("Space").sees("height from ");

        browser.press("g")
                .press("n")
                .sees("Cores in use")
                .press("j")
                .press("Enter")
                .sees("What it is");
        browser.tabTo("Pause").press("Enter").sees("It takes nothing new.", "Let it take tasks");
        assertThat(browser.focused()).isEqualTo("Let it take tasks"); // the keyboard stays where it was
        browser.press("Enter").sees("It takes tasks again.", "Drain");
        browser.press("g")
                .press("a")
                .sees("A code instead")
                .tabTo("Make a code")
                .press("Enter");
        browser.sees("--code ");

        browser.press("g").press("j").sees("waves").press("j").press("Enter").sees("All is done");
        browser.tabTo("Delete").press("Enter").sees("forgotten for good").press("Escape");
        browser.seesNoMore("forgotten for good");
        assertThat(browser.focused()).isEqualTo("Delete");
        browser.press("Enter").sees("forgotten for good").confirm().sees("No job yet.");
        assertThat(browser.count(":focus")).isPositive();
        browser.tabTo("Log out").press("Enter").sees("Log in");
    }

    @Test
    void whoeverLogsOutIsOut() {
        browser.logIn(GRID).click("button", "Log out").sees("Log in");

        browser.open(PAGE.address("/")).sees("Log in");
    }

    @Test
    void aJobAppearsAndEndsWhileOneLooks() {
        browser.logIn(GRID).sees("Jobs").mark();

        GridJob job = GRID.submit("""
                dsg: 1
                name: looked-at
                sweep: {grid: {n: {range: "1..3"}}}
                run: sleep 0.{{ n }}
                """);
        browser.sees("looked-at", "of 3");
        job.expect("done");

        browser.sees("3 of 3", "done", "took");
        assertThat(browser.isMarked()).isTrue();
    }

    @Test
    void aCoordinatorThatIsStartedAgainNeedsNoReload() {
        String port = Integer.toString(GRID.port());
        browser.logIn(GRID).mark();

        GRID.dsg("down").expect(0);
        browser.sees("Reconnecting", " s old");
        GRID.dsg("up", "--port", port).expect(0);
        browser.sees("Live").seesNoMore("Reconnecting");
        GRID.submit("dsg: 1\nname: after-the-restart\nrun: echo\n");

        browser.sees("after-the-restart");
        assertThat(browser.isMarked()).isTrue();
    }

    @Test
    void whatOthersHaveWrittenStaysTextAndFits() {
        String job = Rest.JSON.writeValueAsString(
                Map.of("dsg", 1, "name", "n".repeat(64), "run", List.of("sh", "-c", "echo \"$0\"; sleep 60", HOSTILE)));
        GridJob hostile = GRID.submit(job);

        browser.logIn(GRID).look(320, "light").sees("<img src=x", "nnnnnnnn");
        assertThat(browser.count("img[src=x]")).isZero();
        assertThat(browser.isWiderThanItsWindow()).isFalse();
        GRID.dsg("cancel", Long.toString(hostile.id())).expect(0);
    }

    @Test
    void aMachineIsLetInByAClickAfterItsWordsWereCompared() {
        try (TestGrid other = TestGrid.create()) {
            browser.logIn(GRID).click("link", "Add a machine").sees("No machine asks at the moment.");
            other.dsg("node", "policy", "--isolation", "bare").expect(0);
            Command join = other.type("join", "127.0.0.1:" + GRID.nodePort(), "--yes");
            await("a machine that asks").atMost(Duration.ofSeconds(30)).until(() -> !asking().isEmpty());
            JsonNode words = asking().path(0).path("words");
            String three = words.path(0).asString() + " " + words.path(1).asString() + " "
                    + words.path(2).asString();
            String name = asking().path(0).path("name").asString();
            browser.sees(name, three);
            assertThat(join.out() + join.err()).contains(three); // as its own person sees them

            browser.click("button", "Approve " + name).sees(name + " is in the grid now.");

            join.awaitEnd(Duration.ofSeconds(30)).expect(0);
            browser.click("link", "Overview").sees(name);
            other.dsg("leave").expect(0);
            browser.seesNoMore(name);
        }
    }

    private static JsonNode asking() {
        return GRID.rest().get("/api/v1/joins").json().path("joins");
    }

    @Test
    void anInviteIsShownAsACommandAndAsAPicture() {
        browser.logIn(GRID)
                .click("link", "Add a machine")
                .click("radio", "a class")
                .fill("Machines", "12")
                .click("button", "Make a code")
                .sees("dsg join 127.0.0.1:" + GRID.nodePort() + " --code ", "for 12 machines");

        assertThat(browser.attribute("svg.qr path", "d")).hasSizeGreaterThan(2_000);
        browser.click("button", "End all codes")
                .sees("No code that was made so far lets anybody in any more.")
                .seesNoMore("--code");
    }

    @Test
    void thePageIsUsedByKeyboardAlone() {
        browser.logIn(GRID).press("Tab");
        assertThat(browser.focused()).isEqualTo("Skip to the content");

        for (int link = 0; link < 7; link++) {
            browser.press("Tab");
        }
        assertThat(browser.focused()).isEqualTo("Add a machine");
        browser.press("Enter").sees("A code instead");
        assertThat(browser.url()).endsWith("/join");
    }

    @Test
    void nothingOnThePagesKeepsAnybodyOut() {
        GRID.submit("dsg: 1\nname: fails\nrun: exit 3\n").expect("failed");
        GRID.submit("dsg: 1\nname: waits\nrun: echo\nresources: {cpu: 64}\n");
        browser.logIn(GRID).sees("fails", "waits");
        browser.keepsNobodyOut("overview");
        browser.click("link", "Add a machine").click("button", "Make a code").sees("--code");
        browser.keepsNobodyOut("join");
        browser.click("button", "Log out").sees("Log in");
        browser.keepsNobodyOut("login");
    }
}
