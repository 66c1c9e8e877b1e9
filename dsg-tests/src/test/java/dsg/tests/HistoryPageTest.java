// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Figures over time, as somebody sees them who opens the page in a browser, and what a restart leaves of them.
@Timeout(240)
class HistoryPageTest {

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid();

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();

    private static GridJob measuring(String last) {
        return GRID.submit("""
                dsg: 1
                name: measures
                sweep: {grid: {lr: [0.125, 0.25, 0.5]}}
                resources: {cpu: 0.2}
                run: 'for i in 8 4 2; do echo DSG_METRIC loss=$i epoch=1; sleep 1.2; done; %s'
                """.formatted(last));
    }

    private static double sum(String path, String figure) {
        JsonNode figures = GRID.rest().get(path).json().path("figures").path(figure);
        double sum = 0;
        for (JsonNode value : figures) {
            sum += value.asDouble(0);
        }
        return sum;
    }

    @Test
    void whatATaskMeasuresIsDrawnWhileItRunsAndItsTableHasTheNumbers() {
        GridJob job = measuring("sleep 90");
        browser.logIn(GRID)
                .visit("/jobs/" + job.id() + "?tab=metrics&metric=loss")
                .sees("loss of 3 tasks: from 2 to 8.", "task 3", "running");
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.count(".chart canvas") == 1);
        browser.keepsNobodyOut("what a job measures");

        browser.choose("Over", "lr").sees("The newest loss of each task: lowest 2 at lr 0.125");
        browser.choose("Over", "time").click("link", "View as table").sees("After");
        // They need not have begun in the same second.
        assertThat(browser.text()).containsPattern("(?s)task 3.*?8.*?8.*?8.*Newest values");
        browser.keepsNobodyOut("what a job measures, as a table");
        browser.click("checkbox", "Draw task 2").sees("After");
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.url().contains("tasks=1%2C3"));
        GRID.dsg("cancel", Long.toString(job.id())).expect(0);
        job.expect("cancelled");
    }

    @Test
    void theLastThatATaskMeasuresBeforeItsEndIsKept() {
        GridJob job = measuring("echo DSG_METRIC loss=0.5").expect("done");
        JsonNode metrics = GRID.rest()
                .get("/api/v1/jobs/" + job.id() + "/stages/main/metrics?metric=loss&tasks=1")
                .json();

        assertThat(metrics.path("tasks").path(0).path("last").path("loss").asDouble())
                .isLessThan(1);
        assertThat(metrics.path("lines")).hasSize(1);
        assertThat(metrics.path("lines").path(0).path("values").path(0).asDouble())
                .isEqualTo(8);
    }

    @Test
    @OnlyInTheLongForm
    void whatTheGridGetsDoneIsDrawnReadByKeysAndStandsInATable() {
        GridJob job =
                GRID.submit("dsg: 1\nname: quick\nsweep: {grid: {n: {range: \"1..12\"}}}\nrun: test {{ n }} != 7\n");
        job.expect("failed");
        browser.logIn(GRID).sees("Throughput", "Today ", " failed, 0 tried again", "core-hours");
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.count(".chart canvas") == 1);
        browser.keepsNobodyOut("throughput");

        assertThat(sum("/api/v1/history?span=6h", "failed")).isGreaterThanOrEqualTo(1);
        browser.visit("/?span=6h&figures=table").sees("cores in use");
        double done = sum("/api/v1/history?span=6h", "done");
        assertThat(done).isGreaterThanOrEqualTo(11);
        browser.keepsNobodyOut("throughput, as a table");
        browser.click("link", "View as picture").sees("In the last 6 hours");
        assertThat(browser.url()).contains("span=6h").doesNotContain("figures");

        String node = PAGE.node();
        browser.visit("/nodes/" + node)
                .sees("How it fared", "Tasks at once", "What ended here lately", job.id() + ".main.12", "exit code 1");
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.count(".chart canvas") >= 2);
        browser.keepsNobodyOut("a node's figures");
        browser.click("link", "7 d").sees("given back to the grid");
        browser.visit("/nodes/" + node + "?figures=table").sees("Given back").keepsNobodyOut("as a table");
    }

    private static JsonNode share(String user) {
        for (JsonNode person : GRID.rest().get("/api/v1/shares?span=24h").json().path("users")) {
            if (person.path("user").asString().equals(user)) {
                return person;
            }
        }
        throw new AssertionError(user + " has no share.");
    }

    @Test
    void whoUsesTheGridSeesWhatPartOfItIsHisNowAndLately() {
        String token = GRID.dsg("user", "add", "anna").expect(0).out().strip();
        try (TestGrid account = TestGrid.create().saying(token + "\n")) {
            account.dsg("login", "http://127.0.0.1:" + GRID.port()).expect(0);
            account.dsg("run", "--", "sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done")
                    .expect(0);
            account.file("job.yaml", "dsg: 1\nname: annas\nresources: {cpu: 0.5}\nrun: sleep 60\n");
            account.dsg("submit", "job.yaml").expect(0);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> share("anna").path("running").asInt() == 1);
            GRID.dsg("run", "--", "true").expect(0);

            assertThat(share("anna").path("done").asInt()).isEqualTo(1);
            assertThat(share("anna").path("cores").asDouble()).isEqualTo(0.5);
            assertThat(share("anna").path("cpu_s").asDouble()).isPositive();
            browser.logIn(GRID).press("g").press("h").sees("Shares", "2 users. In the last 24 hours", "1 on 0.5 cores");
            browser.keepsNobodyOut("shares");
            browser.click("link", "1 h")
                    .sees("In the last hour")
                    .click("link", "anna")
                    .sees("annas");
            assertThat(browser.url()).endsWith("/jobs?by=anna");
            account.dsg("cancel", "@me").expect(0);
        }
    }

    @Test
    void aRestartForgetsNothingOfWhatWasDone() {
        GRID.submit("dsg: 1\nname: before\nsweep: {grid: {n: [1, 2, 3]}}\nrun: echo\n")
                .expect("done");
        double before = sum("/api/v1/history?span=24h", "done");
        String node = "/api/v1/nodes/" + PAGE.node() + "/history?span=24h";
        double beforeOfNode = sum(node, "done");
        double beforeOfOwner = share("owner").path("done").asDouble();
        assertThat(before).isGreaterThanOrEqualTo(3);
        GRID.dsg("down").expect(0);
        GRID.up();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(sum("/api/v1/history?span=24h", "done")).isEqualTo(before);
            assertThat(sum(node, "done")).isEqualTo(beforeOfNode);
            assertThat(share("owner").path("done").asDouble()).isEqualTo(beforeOfOwner);
        });
        browser.open("about:blank");
    }
}
