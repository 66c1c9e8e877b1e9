// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Role;
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
