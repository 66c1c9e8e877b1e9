// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Role;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The pages of nodes, data and settings, the wall, and what all pages have: keys, a language, a way back.
@Timeout(180)
class GridPagesTest {

    /// A job that shows a picture of one point.
    private static final String PICTURE = """
            dsg: 1
            name: pictured
            run: |
              printf %s iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d > dot.png
            out: {dot: {path: dot.png, show: true, caption: A single dot}}
            """;

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid();

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();
    private final String node = PAGE.node();

    private static GridJob made() {
        return GRID.submit("""
                dsg: 1
                name: traced
                stages:
                  first:
                    run: echo hello-data > a.txt
                    out: {a: a.txt}
                  second:
                    in: {a: {from: first.a}}
                    run: cat a.txt a.txt > b.txt
                    out: {b: b.txt}
                """).expect("done");
    }

    @Test
    void aNodeIsPausedAndTakesTasksAgain() {
        browser.logIn(GRID)
                .click("link", "Nodes")
                .sees("1 node", "cores in use")
                .click("link", node);
        browser.sees("What it is", "Kernel", "When it helps");

        browser.click("button", "Pause").sees("It takes nothing new.", "paused");
        assertThat(state()).isEqualTo("paused");
        browser.click("button", "Let it take tasks").sees("It takes tasks again.", "ready");
        assertThat(state()).isEqualTo("ready");
    }

    private String state() {
        return GRID.rest().get("/api/v1/nodes/" + node).json().path("state").asString();
    }

    @Test
    void aNodeSaysWhatItRunsNow() {
        GridJob job = GRID.submit("dsg: 1\nname: long-one\nrun: 'echo DSG_PROGRESS 0.25 half-way; sleep 60'\n");
        browser.logIn(GRID).visit("/nodes/" + node).sees(job.id() + ".main.1", "long-one", "25 %");

        browser.click("link", job.id() + ".main.1").sees("running");
        GRID.dsg("cancel", Long.toString(job.id())).expect(0);
    }

    @Test
    void aTagIsGivenToANodeAndTakenAway() {
        browser.logIn(GRID).visit("/nodes/" + node).fill("New tag", "wired-up").click("button", "Add");
        browser.sees("wired-up", "Its tags are changed.").click("button", "Remove wired-up");
        await().atMost(Duration.ofSeconds(20)).until(() -> !browser.text().contains("wired-up"));
    }

    @Test
    void whereAResultComesFromIsTracedBack() {
        GridJob job = made();
        browser.logIn(GRID).click("link", "Data").sees("What takes the space", "logs", "What is kept");

        browser.fill("A name, an output or a SHA-256", job.id() + ".second/b").click("button", "Find");
        browser.sees("hello-data\nhello-data", "Where it comes from", job.id() + ".second.1.a1 on " + node);
        browser.sees(job.id() + ".first.1.a1 on " + node, "Who knows it");

        browser.fill("A name, an output or a SHA-256", "no-such-thing")
                .click("button", "Find")
                .sees("no-such-thing");
        browser.forgives("404");
    }

    @Test
    void aMistypedAddressLeadsToThePageThatSaysSoAndOpensNothing() {
        browser.logIn(GRID)
                .visit("/jbos/1")
                .sees("There is no such page", "Go to the overview")
                .click("link", "Go to the overview")
                .sees("Throughput")
                .forgives("404");

        for (String path : List.of("/jbos", "/api/v1/jbos", "/api/v1/jobs", "/metrics", "/assets/jbos.js")) {
            Rest.Answer answer = asBrowsersAsk(path);
            boolean isPage = path.equals("/jbos");
            assertThat(answer.contentType()).describedAs(path).startsWith(isPage ? "text/html" : "application/problem");
            assertThat(answer.status()).describedAs(path).isEqualTo(isPage || path.startsWith("/assets") ? 404 : 401);
        }
        for (String odd : List.of("//api/v1/jobs", "/%61pi/v1/jobs", "/./api/v1/jobs", "/jbos/../api/v1/jobs")) {
            assertThat(asBrowsersAsk(odd).status()).describedAs(odd).isIn(400, 401, 404);
        }
    }

    /// Without a token, and wishing for a page.
    private static Rest.Answer asBrowsersAsk(String path) {
        HttpRequest.Builder request = GRID.rest().anonymous(path).header("Accept", "text/html,*/*");
        return GRID.rest().send(request.build());
    }

    @Test
    void spaceIsGivenBackOnlyAfterOneHasSeenHowMuch() {
        String intermediate = "head -c 100000 /dev/urandom > a.bin";
        GRID.submit("dsg: 1\nname: large\nstages:\n  one: {run: '" + intermediate + "', out: {a: a.bin}}\n"
                        + "  two: {in: {a: {from: one.a}}, run: wc -c a.bin}\n")
                .expect("done");
        browser.logIn(GRID)
                .visit("/data")
                .fill("Leave jobs alone for days", "0")
                .click("button", "See what would go");
        browser.sees("would go.")
                .click("button", "Give it up")
                .sees("Give this up?")
                .confirm();

        browser.sees("are given back.");
    }

    @Test
    void aUserIsAddedHasHisTokenShownOnceAndIsRemoved() {
        browser.logIn(GRID)
                .click("link", "Settings")
                .click("link", "Users and tokens")
                .sees("owner");
        browser.fill("Name", "greta").click("button", "Add").sees("The token of greta.", "dsg_");

        browser.click("button", "Close").seesNoMore("dsg_").choose("Role of greta", "viewer: sees all");
        browser.sees("greta is viewer now.")
                .click("button", "Revoke token 1 of greta")
                .sees("The token is good no more.");
        browser.click("button", "Remove greta").sees("Remove greta?").confirm();
        browser.sees("greta may not come in any more.");
        assertThat(GRID.rest().get("/api/v1/users").text()).doesNotContain("greta");
    }

    @Test
    void whoIsNoAdminSeesNobodysTokens() {
        People.Person vera = new People(GRID).add("vera-sets", Role.VIEWER);
        PAGE.logInAs(vera, "/settings?tab=people").sees("Only an admin sees who may come in.");

        browser.visit("/nodes/" + node).sees("What it is");
        assertThat(browser.text()).doesNotContain("Forget", "Drain", "New tag");
    }

    @Test
    void allOfItIsReachedByKeysAlone() {
        GridJob job = made();
        browser.logIn(GRID).press("?").sees("this sheet").press("Escape").seesNoMore("this sheet");
        browser.press("g")
                .press("j")
                .sees("By whom", "traced")
                .press("j")
                .press("Enter")
                .sees("All is done");
        assertThat(browser.url()).endsWith("/jobs/" + job.id());

        browser.press("Escape").sees("By whom").press("g").press("n").sees("Cores in use");
        browser.press("j")
                .press("Enter")
                .sees("What it runs now")
                .press("g")
                .press("d")
                .sees("What is kept");
        browser.press("/");
        browser.press("g").press("o");
        assertThat(browser.url()).endsWith("/data"); // it was typed into the search
        browser.press("Escape").press("g").press("o").sees("All is well.");
    }

    @Test
    void singleLettersCanBeTurnedOff() {
        browser.logIn(GRID)
                .press("?")
                .click("checkbox", "Single letters do something")
                .press("Escape");
        browser.press("g").press("j");
        assertThat(browser.url()).endsWith(":" + GRID.port() + "/");

        browser.press("?").click("checkbox", "Single letters do something").press("Escape");
        browser.press("g").press("j").sees("By whom");
    }

    @Test
    void thePageSpeaksGermanToWhoeverChoosesThat() {
        browser.logIn(GRID).choose("Language", "Deutsch").sees("Überblick", "Alles in Ordnung.");
        assertThat(browser.attribute("html", "lang")).isEqualTo("de");

        browser.click("link", "Nodes").sees("Kernen in Arbeit");
        browser.choose("Sprache", "English").sees("Cores in use");
        assertThat(browser.attribute("html", "lang")).isEqualTo("en");
    }

    @Test
    void theGridSaysHowItIsItself() {
        browser.logIn(GRID)
                .click("link", "Settings")
                .click("link", "Health")
                .sees("Takes new jobs", "Journal", "1 node");
    }

    @Test
    @OnlyInTheLongForm
    void theRoomSeesHowItIsWhatRunsAndTheLatestPictureWithNothingToPressOrScroll() {
        PAGE.withoutJobs();
        browser.logIn(GRID).visit("/?wall").sees("All is well.", "No picture yet.", "Machines");
        GRID.submit(PICTURE).expect("done");
        browser.sees("pictured", "A single dot");
        assertThat(browser.attribute("img.picture", "src")).startsWith("blob:");

        for (int i = 0; i < 8; i++) {
            GRID.submit("dsg: 1\nname: " + "n".repeat(62) + i + "\nsweep: {grid: {n: {range: \"1..3\"}}}\nrun: echo\n")
                    .expect("done");
        }
        browser.sees("nnnnnnn7", "3 of 3");
        assertThat(browser.count("button, a, input, select")).isZero();
        for (int width : new int[] {320, 1280, 1920}) {
            browser.look(width, "dark");
            assertThat(browser.isTallerThanItsWindow()).isFalse();
            assertThat(browser.isWiderThanItsWindow()).isFalse();
        }
        browser.keepsNobodyOut("wall");
        browser.press("Escape").sees("Settings");
        assertThat(browser.url()).endsWith("/");
    }

    @Test
    @OnlyInTheLongForm
    void nothingOnThePagesOfTheGridKeepsAnybodyOut() {
        GridJob job = made();
        browser.logIn(GRID).click("link", "Nodes").sees("Cores in use").keepsNobodyOut("nodes");
        browser.visit("/nodes?name=nobody").sees("No node fits.").keepsNobodyOut("nodes, none");
        browser.visit("/nodes/" + node).sees("What it is").keepsNobodyOut("node");
        browser.visit("/data").sees("What is kept").keepsNobodyOut("data");
        browser.visit("/data?ref=" + job.id() + ".second/b")
                .sees("Who knows it")
                .keepsNobodyOut("trace");
        browser.visit("/settings").sees("What the marks mean").keepsNobodyOut("appearance");
        browser.visit("/settings?tab=people").sees("Add a user").keepsNobodyOut("users");
        browser.visit("/settings?tab=health").sees("Takes new jobs").press("?").keepsNobodyOut("health, and the keys");
        browser.press("Escape")
                .choose("Language", "Deutsch")
                .sees("Nimmt neue Jobs an")
                .keepsNobodyOut("health, in German");
        browser.choose("Sprache", "English").sees("Takes new jobs");
    }
}
