// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The page where a job is written and handed in, as somebody sees it who opens it in a browser.
@Timeout(180)
class SubmitPageTest {

    private static final String JOB = "Job file";

    @RegisterExtension
    static final PageGrid PAGE = new PageGrid(" 422 ", " 409 ");

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();

    @BeforeEach
    void thePageIsOpen() {
        browser.logIn(GRID).visit("/submit").sees("Begin with");
    }

    /// The newest job of this name.
    private static JsonNode job(String name) {
        return GRID.rest()
                .get("/api/v1/jobs?limit=1&name=" + name)
                .json()
                .path("jobs")
                .path(0);
    }

    private GridJob handedIn(String name) {
        browser.sees("Job file", "Timeline", name);
        return new GridJob(GRID, job(name).path("id").asLong());
    }

    @Test
    void mistakesAreSeenAtTheirLinesWhileOneTypesAndTheMendedJobIsHandedIn() {
        browser.fill(JOB, "dsg: 1\nname: typed\nrnu: echo hi\n");
        browser.sees("What is wrong", "E101", "Line 3", "unknown key `rnu`", "did you mean `run`?");
        assertThat(browser.text()).doesNotContain("would run");
        assertThat(browser.attribute("textarea", "aria-invalid")).isEqualTo("true");

        browser.click("button", "Go to line 3").type("# ");
        assertThat(browser.value(JOB)).isEqualTo("dsg: 1\nname: typed\n# rnu: echo hi\n");

        browser.fill(JOB, "dsg: 1\nname: typed\nrun: echo hi\n");
        browser.sees("No mistake. 1 task would run, it fits the machines that are here.")
                .seesNoMore("What is wrong");
        browser.click("button", "Hand in");
        assertThat(handedIn("typed").expect("done").out()).contains("hi");
    }

    @Test
    void whoWritesNoYamlFillsInTheFormOfATypeAndGetsAJobFile() {
        browser.tap("summary").sees("Kind of task", "Still to be filled in: run.");
        browser.choose("Kind of task", "java")
                .sees("Still to be filled in: java.", "options of the virtual machine; one on each line");
        browser.choose("Kind of task", "run");
        browser.fill("run", "n={{ n }}; echo $((n * n)) > square.txt\ncat square.txt")
                .fill("Name", "from a form")
                .fill("Once for each", "n")
                .fill("Its values", "3, 5")
                .fill("Files it leaves", "square.txt");
        browser.keepsNobodyOut("a form of a type");
        browser.click("button", "Write it into the editor").sees("2 tasks would run");
        assertThat(browser.value(JOB)).isEqualTo("""
                dsg: 1
                name: from-a-form
                sweep: {grid: {n: [3, 5]}}
                run: |
                  n={{ n }}; echo $((n * n)) > square.txt
                  cat square.txt
                out: [square.txt]
                """);
        browser.click("button", "Hand in");
        assertThat(handedIn("from-a-form").expect("done").out("main", 2)).contains("25");
    }

    @Test
    void whatCanStandAtTheCaretIsShownAndWrittenByTheKeyboardAlone() {
        browser.fill(JOB, "dsg: 1\nname: completed\n")
                .type("isol")
                .sees("What can stand here", "isolation The weakest isolation that will do");
        browser.press("Control+Space").press("Enter").sees("bare", "sandbox");
        browser.press("Control+Space").press("ArrowRight").press("Enter").type("\nretr");
        browser.press("Control+Space").press("Escape").type("y: 2\nrun: echo hi\n");

        assertThat(browser.value(JOB)).isEqualTo("dsg: 1\nname: completed\nisolation: bare\nretry: 2\nrun: echo hi\n");
        browser.sees("No mistake.");
    }

    @Test
    void aJobThatIsWrongIsNotTakenAndTheEditorKeepsIt() {
        browser.fill(JOB, "dsg: 1\nname: refused\nrun: echo {{ x }}\n").click("button", "Hand in");

        browser.sees("is no valid job file.", "E106", "Line 3");
        assertThat(job("refused").isMissingNode()).isTrue();
        assertThat(browser.value(JOB)).contains("name: refused");
    }

    @Test
    void theFormIsDrawnFromTheParametersAndGoesWithTheFile() {
        browser.fill(JOB, """
                dsg: 1
                name: with-params
                params:
                  seeds: {type: int, default: 4, min: 1, max: 10, help: Random seeds}
                  mode: {type: choice, choices: [fast, exact], default: fast}
                  full: {type: bool, default: false}
                  label: {type: string}
                sweep: {grid: {seed: {range: "1..{{ params.seeds }}"}}}
                run: echo {{ params.mode }} {{ params.full }} {{ params.label }} {{ seed }}
                """);
        browser.sees("Parameters", "Random seeds; 1 to 10; 4 if left empty", "has to be given", "E126");

        browser.fill("label", "a b").sees("4 tasks would run");
        browser.fill("seeds", "11").sees("E114", "seeds = 11, at most 10");
        browser.fill("seeds", "2").choose("mode", "exact").choose("full", "yes").sees("2 tasks would run");
        browser.fill(JOB, browser.value(JOB).replace("max: 10,", "max: 20,")).sees("1 to 20");
        browser.click("button", "Hand in");

        GridJob job = handedIn("with-params").expect("done");
        assertThat(job.out("main", 2)).contains("exact true a b 2");
        JsonNode params =
                GRID.rest().get("/api/v1/jobs/" + job.id() + "/file").json().path("params");
        assertThat(params.path("seeds").asString()).isEqualTo("2");
    }

    @Test
    void filesThatTheJobNamesAreAskedForSentAndFoundByItsTasks() throws IOException {
        Path folder = Files.createDirectories(GRID.folder().resolve("picked/data/deep"));
        Path picked = GRID.folder().resolve("picked");
        Files.writeString(folder.resolve("b.csv"), "from-the-folder\n");
        Files.writeString(picked.resolve("points.csv"), "x\n1\n2\n");
        Path lone = GRID.file("other-name.txt", "from-the-file\n");
        browser.fill(JOB, """
                dsg: 1
                name: with-files
                sweep: {csv: points.csv}
                in: [data, lone.txt]
                run: cat data/deep/b.csv lone.txt; echo x={{ x }}
                """);
        browser.sees("Files", "data", "points.csv", "lone.txt", "to be picked", "3 files are still to be picked.")
                .seesNoMore("What is wrong");

        browser.pick("Pick a folder", picked).sees("2 of them are there now.");
        assertThat(browser.text()).contains("ready", "to be picked").doesNotContain("would run");
        browser.pick("Pick lone.txt", lone).sees("other-name.txt", "2 tasks would run");
        browser.click("button", "Hand in");

        GridJob job = handedIn("with-files").expect("done");
        assertThat(job.out("main", 2)).contains("from-the-folder", "from-the-file", "x=2");
    }

    @Test
    @OnlyInTheLongForm
    void eachTemplateIsAJobWithoutMistakes() {
        for (String[] template : new String[][] {
            {"One command", "hello"},
            {"A sweep with a parameter", "darts"},
            {"Two stages", "squares"},
            {"A map of two values", "waves"}
        }) {
            browser.visit("/submit").sees("Begin with").click("button", template[0]);
            browser.sees("No mistake.").press("Control+Enter");
            handedIn(template[1]).expect("done");
        }
    }

    @Test
    void aDraftIsKeptUntilItIsHandedInAndOnlyReplacedAfterOneIsAsked() {
        browser.fill(JOB, "dsg: 1\nname: kept\nrun: echo\n")
                .sees("No mistake.")
                .visit("/submit")
                .sees("No mistake.");
        assertThat(browser.value(JOB)).contains("name: kept");

        browser.click("button", "One command")
                .sees("Replace what you have written?")
                .press("Enter");
        browser.seesNoMore("Replace what you have written?");
        assertThat(browser.value(JOB)).contains("name: kept");

        browser.click("button", "Hand in");
        handedIn("kept");
        browser.visit("/submit").sees("Nothing is written yet.");
        assertThat(browser.value(JOB)).isEmpty();
    }

    @Test
    void aJobIsWrittenAndHandedInByKeysAlone() {
        browser.visit("/").sees("All is well.").press("g").press("s").sees("Begin with");
        while (!browser.focused().equals("One command")) {
            browser.press("Tab");
        }
        browser.press("Enter").sees("No mistake.");
        while (browser.count("textarea:focus") == 0) {
            browser.press("Tab");
        }
        browser.press("Control+End").type("description: by").press("Enter").type("cite: [keys]");
        browser.press("Tab"); // which is a way out of the editor
        assertThat(browser.count("textarea:focus")).isZero();
        assertThat(browser.value(JOB)).endsWith("description: by\ncite: [keys]");

        browser.sees("No mistake.").press("Control+Enter");
        handedIn("hello").expect("done");
    }

    @Test
    void whatAJobFileSaysStaysText() {
        browser.fill(JOB, """
                dsg: 1
                name: hostile
                params:
                  n: {type: choice, choices: ["<img src=x onerror=alert(1)>", "\\u202Eback"], help: <b>bold</b>}
                in: ["<img src=x>.txt"]
                "<img src=x>": %s
                run: cat
                """.formatted("x".repeat(3_000)));
        browser.sees("<img src=x>.txt", "<b>bold</b>", "unknown key `<img src=x>`");

        assertThat(browser.count("img[src=x]")).isZero();
        assertThat(browser.look(320, "light").isWiderThanItsWindow()).isFalse();
    }

    @Test
    void aViewerSeesWhyHeCannot() {
        People.Person vera = new People(GRID).add("vera-submits", Role.VIEWER);
        PAGE.logInAs(vera, "/submit").sees("hand in no jobs", "dsg user role vera-submits submitter");
        assertThat(browser.count("textarea")).isZero();
        browser.keepsNobodyOut("submit, of a viewer");
    }

    @Test
    @OnlyInTheLongForm
    void nothingOnThePageKeepsAnybodyOut() {
        browser.keepsNobodyOut("submit, empty");
        browser.fill(JOB, "dsg: 2\nname: wrong\nrnu: echo\n")
                .sees("E101", "W204")
                .keepsNobodyOut("submit, wrong");
        browser.fill(JOB, """
                dsg: 1
                params: {n: {type: int, default: 3}, mode: {type: choice, choices: [a, b], default: a, help: Which}}
                in: [a.txt]
                run: cat a.txt
                """).sees("to be picked", "Which").keepsNobodyOut("submit, with files");
        browser.click("button", "Two stages").confirm();
        browser.sees("No mistake.", "At once").keepsNobodyOut("submit, planned");
        browser.click("button", "One command").sees("No mistake.");
    }
}
