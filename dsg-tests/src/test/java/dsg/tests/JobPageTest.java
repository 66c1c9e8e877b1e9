// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The pages of jobs, as somebody sees them who opens them in a browser.
@Timeout(180)
class JobPageTest {

    /// A picture of one point.
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final String STAGES = """
            dsg: 1
            name: three-stages
            stages:
              draw:
                sweep: {grid: {n: [1, 2, 3, 4]}}
                run: echo drawing {{ n }}; echo "{\\"n2\\":{{ n }}}" > n.json
                out: {n: n.json}
              weigh:
                sweep: {each: draw.n, as: n_file}
                run: wc -c < {{ n_file }} > weight.txt
                out: {weight: weight.txt}
              gather:
                in:
                  all: {from: draw.n, as: jsonl}
                needs: [weigh]
                run: |
                  printf 'beta,gamma,peak\\n0.1,1,5\\n0.1,2,61\\n0.2,1,7\\n0.2,2,<b>9\\n' > odd.csv
                  printf 'beta,gamma,peak\\n0.1,1,5\\n0.1,2,61\\n0.2,1,7\\n0.2,2,9\\n' > peak.csv
                out:
                  table: {path: peak.csv, show: true, caption: Peaks}
                  odd: odd.csv
            """;

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid();

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();

    private static GridJob failing() {
        return GRID.submit("""
                dsg: 1
                name: fails-at-first
                sweep: {grid: {n: [1, 2, 3]}}
                run: echo out-{{ n }}; test {{ n }} != 2 -o $DSG_ATTEMPT != 1 || { echo no-such-number >&2; exit 3; }
                """);
    }

    private Browser open(GridJob job) {
        return browser.logIn(GRID).visit("/jobs/" + job.id());
    }

    @Test
    void aJobIsFollowedFromItsGraphToTheLastLineOfATask() {
        GridJob job = GRID.submit(STAGES).expect("done");
        open(job).sees("three-stages", "All is done: 9 tasks", "draw", "weigh", "gather");
        assertThat(browser.count("svg .box")).isEqualTo(3);
        assertThat(browser.count(".lines path[d^=M]")).isGreaterThanOrEqualTo(3);

        browser.click("button", "draw done 4 of 4").press("ArrowRight");
        assertThat(browser.focused()).contains("weigh");
        browser.press("ArrowLeft");
        assertThat(browser.focused()).contains("draw");

        browser.click("link", "See its 4 tasks").sees("n 1", "n 4");
        browser.click("link", job.id() + ".draw.3")
                .sees(job.id() + ".draw.3", "Attempts", "drawing 3", "It is at its end.");
        assertThat(browser.url()).contains("/jobs/" + job.id() + "?", "tab=tasks", "stage=draw", "task=3");

        browser.press("Escape").sees("n 1").press("Escape").sees("By whom");
        assertThat(browser.url()).endsWith("/jobs");
    }

    @Test
    void theGraphHasATwinThatIsATable() {
        GridJob job = GRID.submit(STAGES).expect("done");
        open(job).click("link", "View as table").sees("begins by itself", "draw, weigh");

        assertThat(browser.count("svg .box")).isZero();
        browser.click("link", "View as picture").sees("draw");
        assertThat(browser.count("svg .box")).isEqualTo(3);
    }

    @Test
    void whatWentWrongIsSaidAndARetryMendsIt() {
        GridJob job = failing().expect("failed");
        open(job)
                .sees(
                        "1 of 3 tasks failed.",
                        "What went wrong",
                        job.id() + ".main.2",
                        "no-such-number",
                        "What to do next",
                        "dsg resume");

        browser.mark().tabTo("Retry 1 that did not end well").press("Enter").sees("All is done: 3 tasks");
        assertThat(browser.isMarked()).isTrue();
        assertThat(browser.count(":focus")).isPositive(); // though the button is gone
        browser.seesNoMore("What went wrong").click("link", "Timeline").sees("View as table");
        browser.shows(1, ".piece-failed");
        browser.click("link", "View as table").sees("failed", job.id() + ".main.3");
    }

    @Test
    void aPictureAppearsWhileItsJobStillRuns() {
        GridJob job = GRID.submit("""
                dsg: 1
                name: pictured
                stages:
                  draw:
                    run: echo %s | base64 -d > dot.png
                    out: {dot: {path: dot.png, show: true, caption: A dot}}
                  wait:
                    needs: [draw]
                    run: sleep 60
                """.formatted(PNG));
        open(job).sees("Shown so far", "A dot", "1 runs");

        assertThat(browser.attribute("img.picture", "alt")).isEqualTo("A dot");
        assertThat(browser.attribute("img.picture", "src")).startsWith("blob:");
        browser.click("button", "Cancel").sees("Cancel this job?", "what they have done so far is lost");
        browser.click("button", "Do not").seesNoMore("Cancel this job?").sees("1 runs");
        browser.click("button", "Cancel").confirm().sees("Cancelled after 1 of 2");
        job.expect("cancelled");
    }

    @Test
    void aJobIsPausedAndGoesOnByAKey() {
        GridJob job = GRID.submit("dsg: 1\nname: paused\nsweep: {grid: {n: {range: \"1..40\"}}}\nrun: sleep 0.5\n");
        open(job).click("button", "Pause").sees("It is paused.", "wait until it goes on");

        browser.press("p").sees("It goes on.").seesNoMore("Paused:");
        GRID.dsg("cancel", Long.toString(job.id())).expect(0);
    }

    @Test
    void aTableIsShownSortedAndAsAPicture() {
        GridJob job = GRID.submit(STAGES).expect("done");
        open(job).click("link", "Outputs").sees("Peaks", "gather/peak.csv", "gamma");
        browser.visit("/")
                .sees("Latest results", "Peaks")
                .visit("/jobs/" + job.id() + "?tab=outputs")
                .sees("gamma");

        browser.click("button", "peak");
        assertThat(browser.text()).containsSubsequence("5", "7", "9", "61");
        browser.click("button", "As a picture").sees("peak from 5 to 61");
        assertThat(browser.count("rect.heat-cell")).isEqualTo(4);
    }

    @Test
    void whatJobsHaveWrittenStaysText() {
        GridJob job = GRID.submit("""
                dsg: 1
                name: hostile
                run: |
                  printf '\\033[31m<img src=x>\\033[0m\\007 \\342\\200\\256abc\\n'
                  printf 'a,b\\n<img src=x onerror=alert(1)>,2\\n' > t.csv
                  printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>top.bad=1</script></svg>' > s.svg
                  printf '{broken' > b.json
                out:
                  t: {path: t.csv, show: true}
                  s: {path: s.svg, show: true}
                  b: {path: b.json, show: true}
                """).expect("done");
        open(job)
                .click("link", "Outputs")
                .sees("<img src=x onerror=alert(1)>", "{broken", "cannot be read as what its name says");
        assertThat(browser.count("img.picture")).isEqualTo(1);
        browser.click("link", "Logs").sees("<img src=x>\u2407 ");

        assertThat(browser.count("img[src=x]")).isZero();
        assertThat(browser.look(320, "light").isWiderThanItsWindow()).isFalse();
    }

    @Test
    void aLogIsFollowedWhileItsTaskPrintsAndSearched() {
        GridJob job = GRID.submit("""
                dsg: 1
                name: prints
                run: 'for i in $(seq 1 40); do echo line-$i; sleep 0.3; done; echo to-errors >&2'
                """);
        open(job).click("link", "Logs").sees("line-1").sees("line-12", "It is at its end.");

        browser.fill("Find", "LINE-1").sees("11 places");
        assertThat(browser.count("mark")).isEqualTo(11);
        browser.click("radio", "Errors").sees("to-errors");
    }

    @Test
    void jobsAreFilteredAndTheAddressSaysWhich() {
        GRID.submit("dsg: 1\nname: filtered-a\nrun: echo\n").expect("done");
        GRID.submit("dsg: 1\nname: filtered-b\nrun: exit 1\n").expect("failed");
        browser.logIn(GRID).click("link", "Jobs").sees("filtered-a", "filtered-b");

        browser.fill("Name", "filtered")
                .choose("State", "failed")
                .seesNoMore("filtered-a")
                .sees("filtered-b");
        assertThat(browser.url()).contains("state=failed", "name=filtered");
        browser.fill("Name", "no-such-job")
                .sees("No job fits.")
                .click("link", "Show all")
                .sees("filtered-a");
    }

    @Test
    void twoJobsAreComparedByContent() {
        String text =
                "dsg: 1\nname: compared\nparams: {n: {type: int, default: %d}}\nrun: echo {{ params.n }} > n\nout: [n]\n";
        GRID.submit(text.formatted(1)).expect("done");
        GridJob second = GRID.submit(text.formatted(2)).expect("done");

        open(second).click("link", "Compare").sees("The job file is another one.", "Parameters that are other");
        assertThat(browser.text()).containsPattern("n\\s+1\\s+2");
    }

    @Test
    void whoeverMayNotSteerAJobIsOfferedNothing() {
        GridJob job = failing().expect("failed");
        People.Person vera = new People(GRID).add("vera-looks", Role.VIEWER);
        PAGE.logInAs(vera, "/jobs/" + job.id())
                .sees("Only who handed it in, or an admin, may steer it.", "What went wrong");

        assertThat(browser.text()).doesNotContain("Retry 1", "Delete");
    }

    @Test
    void aJobThatIsDeletedIsGoneAndItsPageSaysSo() {
        GridJob job = GRID.submit("dsg: 1\nname: deleted\nrun: echo\n").expect("done");
        open(job).click("button", "Delete").sees("forgotten for good").confirm();
        browser.sees("By whom").seesNoMore("deleted");

        browser.visit("/jobs/" + job.id()).sees("There is no such job here.", "was deleted");
        browser.forgives("404");
    }

    @Test
    @OnlyInTheLongForm
    void nothingOnThePagesOfJobsKeepsAnybodyOut() {
        GridJob done = GRID.submit(STAGES).expect("done");
        GridJob failed = failing().expect("failed");
        browser.logIn(GRID).click("link", "Jobs").sees("three-stages").keepsNobodyOut("jobs");
        String page = "/jobs/" + done.id();
        browser.visit(page).sees("Peaks").keepsNobodyOut("graph");
        browser.visit(page + "?view=table&stage=weigh").sees("begins by itself").keepsNobodyOut("graph, as a table");
        browser.visit("/jobs/" + failed.id()).sees("no-such-number").keepsNobodyOut("failure");
        browser.visit(page + "?tab=tasks").sees("Values").keepsNobodyOut("tasks");
        browser.visit(page + "?tab=tasks&stage=draw&task=1").sees("drawing 1").keepsNobodyOut("task");
        browser.visit("/jobs/" + failed.id() + "?tab=timeline")
                .sees("View as table")
                .keepsNobodyOut("timeline");
        browser.visit(page + "?tab=logs&stage=draw").sees("drawing").keepsNobodyOut("logs");
        browser.visit(page + "?tab=outputs")
                .sees("Peaks")
                .click("button", "As a picture")
                .keepsNobodyOut("outputs");
        browser.visit(page + "?tab=file").sees("As it was handed in").keepsNobodyOut("job file");
        browser.visit(page + "?tab=compare&with=" + failed.id()).sees("The job file is another one.");
        browser.keepsNobodyOut("compared");
        browser.visit("/jobs/999999").sees("There is no such job here.").keepsNobodyOut("no job");
        browser.forgives("404");
    }
}
