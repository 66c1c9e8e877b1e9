// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every page in every state that it can be in: nobody is kept out of any.
@OnlyInTheLongForm
@Timeout(900)
class PageStatesTest {

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid(" 500 ");

    private static final TestGrid GRID = PAGE.grid();
    private static final List<String> PAGES = List.of(
            "/",
            "/?wall",
            "/jobs",
            "/nodes",
            "/data",
            "/shares",
            "/submit",
            "/join",
            "/settings",
            "/settings?tab=people",
            "/settings?tab=health");
    private static final List<String> TABS =
            List.of("graph", "tasks", "timeline", "logs", "metrics", "outputs", "file", "compare");

    private final Browser browser = PAGE.browser();
    private final String node = "/nodes/" + PAGE.node();

    @BeforeEach
    void theGridIsNew() {
        PAGE.withoutJobs();
        browser.logIn(GRID);
    }

    private void lookAtAll(String state) {
        PAGES.forEach(page -> lookAt(page, state));
        lookAt(node, state);
    }

    private void lookAt(GridJob job, String state) {
        for (String tab : TABS) {
            lookAt("/jobs/" + job.id() + "?tab=" + tab, state);
            lookAt("/jobs/" + job.id() + "?view=table&tab=" + tab, state);
        }
        lookAt("/jobs/" + job.id() + "?tab=tasks&stage=main&task=1", state);
    }

    private void lookAt(String page, String state) {
        browser.visit(page);
        await(page).until(() -> browser.count("h1") == 1);
        browser.seesNoMore("Asking the grid").keepsNobodyOut(page + ", " + state);
    }

    private static GridJob submit(String name, String run) {
        return GRID.submit(Rest.JSON.writeValueAsString(Map.of(
                "dsg", 1, "name", name, "sweep", Map.of("grid", Map.of("n", List.of(1, 2, 3, 4))), "run", run)));
    }

    @Test
    void ofAGridThatIsNew() {
        lookAtAll("empty");
    }

    @Test
    void ofAGridAtWork() {
        GridJob job = submit(
                "at-work", "echo DSG_METRIC loss=0.4; echo DSG_PROGRESS 0.4 half-way; test {{ n }} = 1 || sleep 900");
        GRID.submit("dsg: 1\nname: too-large\nrun: echo\nresources: {cpu: 64}\n");
        job.awaitPrinted("main", 2, "half-way");
        lookAtAll("live");
        lookAt(job, "live");
        browser.visit("/jobs/" + job.id()).click("button", "Pause").sees("It is paused.");
        lookAt("/jobs/" + job.id(), "paused");
    }

    @Test
    void ofAGridWhereSomethingFailed() {
        GridJob job = submit("went-wrong", "echo so far so good; test {{ n }} != 2 || { echo oh no >&2; exit 3; }")
                .expect("failed");
        lookAtAll("failed");
        lookAt(job, "failed");
    }

    @Test
    void ofAGridThatAnswersWithMistakes() {
        GridJob job = submit("went-well", "echo").expect("done");
        browser.breaks(500);
        lookAtAll("error");
        lookAt(job, "error");
        browser.mends();
    }

    @Test
    void ofAGridThatIsAway() {
        GridJob job = submit("went-well", "echo").expect("done");
        browser.breaks(0);
        lookAtAll("away");
        lookAt(job, "away");
        browser.mends();
    }
}
