// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a person types into a grid that is up, and what he reads back: exit statuses, JSON, failure cards.
@Timeout(120)
class CliTest {

    private static final String INVALID = """
            dsg: 1
            name: invalid
            run: echo {{ betta }}
            resources: {cpu: 1, memroy: 512}
            """;

    private static final String FAILING = """
            dsg: 1
            name: failing
            stages:
              try:
                sweep: {grid: {x: [4, 5]}}
                run: "echo trying {{ x }} >&2; [ {{ x }} = 4 ] || exit 3"
            """;

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run", "submit"})
    void aJobFileThatIsInvalidEndsWithSevenAndAllItsProblems(String command) {
        grid().file("invalid.yaml", INVALID);
        Finished told = grid().dsg(command, "invalid.yaml").expect(7);

        assertThat(told.err())
                .contains(
                        "error[E106]",
                        "invalid.yaml:3:",
                        "error[E101]: unknown key `memroy`",
                        "did you mean `memory`?");
        assertThat(told.out()).isEmpty();
    }

    @Test
    void aJobFileThatIsValidIsTold() {
        grid().file("valid.yaml", FAILING);

        assertThat(grid().dsg("check", "valid.yaml").expect(0).out()).contains("valid.yaml is ok", "try 2 tasks");
    }

    @Test
    void whatIsNotThereEndsWithFour() {
        for (List<String> typed : List.of(
                List.of("run", "missing.yaml"),
                List.of("job", "show", "999999"),
                List.of("logs", "999999.main.1"),
                List.of("explain", "no-such-heron"))) {
            Finished told = grid().dsg(typed.toArray(String[]::new)).expect(4);
            assertThat(told.err()).contains("Why:", "Mend:");
        }
    }

    @Test
    void whatCannotBeUnderstoodEndsWithTwo() {
        for (List<String> typed : List.of(
                List.of("frobnicate"),
                List.of("run", "one.yaml", "two.yaml"),
                List.of("wait", "1", "--timeout", "5"))) {
            grid().dsg(typed.toArray(String[]::new)).expect(2);
        }
    }

    @Test
    void aJobThatFailsEndsWithThreeAndACard() {
        grid().file("failing.yaml", FAILING);
        Finished told = grid().dsg("run", "failing.yaml").expect(3);

        assertThat(told.err())
                .containsPattern("x \\d+\\.try\\.2   exit code 3")
                .containsPattern("on \\S+, 1 attempt, with x = 5")
                .contains("| trying 5")
                .containsPattern("more: dsg logs \\d+\\.try\\.2")
                .doesNotContain("trying 4");
    }

    @Test
    void retryRunsWhatFailedAndNothingElse() {
        GridJob job = grid().submit("""
                dsg: 1
                name: second-try
                stages:
                  try:
                    sweep: {grid: {x: [1, 2]}}
                    run: test {{ x }} = 1 || test $DSG_ATTEMPT = 2
                  after:
                    needs: [try]
                    run: echo after all
                """);
        String id = Long.toString(job.id());
        grid().dsg("wait", id).expect(3);

        grid().dsg("retry", id + ".try").expect(0);
        grid().dsg("wait", id).expect(0);
        assertThat(grid().dsg("logs", id).expect(0).out()).contains("after all");
        assertThat(grid().dsg("explain", id + ".try.1").expect(0).out()).doesNotContain("attempt 2");
        assertThat(grid().dsg("retry", id).expect(1).err()).contains("nothing to retry", "dsg job show " + id);
    }

    @Test
    void aCodeIsExplainedAndTheSchemaPrintedWithoutAGrid() {
        try (TestGrid none = TestGrid.create()) {
            assertThat(none.dsg("explain", "E106").expect(0).out()).contains("E106", "{{");
            assertThat(none.dsg("explain", "E999").expect(4).err()).contains("There is no code E999");
            assertThat(none.dsg("schema").expect(0).json().path("$schema").asString())
                    .contains("2020-12");
        }
    }

    @Test
    void waitingTooLongEndsWithOneHundredAndTwentyFour() {
        GridJob job = grid().submit("dsg: 1\nname: slow\nrun: sleep 60\n");

        grid().dsg("wait", Long.toString(job.id()), "--timeout", "1s").expect(124);
        grid().dsg("cancel", Long.toString(job.id())).expect(0);
        grid().dsg("wait", Long.toString(job.id())).expect(3);
        assertThat(job.state()).isEqualTo("cancelled");
    }

    @Test
    void theShapesOfJsonAreThoseOfTheContract() {
        grid().file("failing.yaml", FAILING);
        JsonNode submitted =
                grid().dsg("submit", "--json", "failing.yaml").expect(0).json();
        String id = submitted.path("id").asString();
        grid().dsg("wait", id).expect(3);
        JsonNode job = grid().dsg("job", "show", id, "--json").expect(0).json();
        JsonNode jobs = grid().dsg("ls", "--json").expect(0).json();
        JsonNode nodes = grid().dsg("node", "list", "--json").expect(0).json();

        assertThat(List.of(submitted, job, jobs, nodes))
                .allMatch(shape -> shape.path("v").asInt() == 1);
        assertThat(job.path("name").asString()).isEqualTo("failing");
        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("tasks").path("done").asInt()).isOne();
        assertThat(job.path("tasks").path("failed").asInt()).isOne();
        assertThat(jobs.path("jobs").path(0).path("id").asString()).isEqualTo(id);
        JsonNode node = nodes.path("nodes").path(0);
        assertThat(node.path("name").asString()).isNotEmpty();
        assertThat(node.path("state").asString()).isEqualTo("ready");
        assertThat(node.path("isolation").asString()).isEqualTo("sandbox");
        assertThat(grid().dsg("ls", "-q").expect(0).lines()).startsWith(id);
    }

    @Test
    void aGridThatIsUpIsUsedAndLeftUp() {
        long coordinator = grid().awaitPid(TestGrid.COORDINATOR);
        Finished run =
                grid().dsg("run", "--", "sh", "-c", "echo 'a  b' $((6 * 7))").expect(0);

        assertThat(run.out()).isEqualTo("a  b 42\n");
        assertThat(run.err()).doesNotContain("Starting a grid");
        assertThat(grid().awaitPid(TestGrid.COORDINATOR)).isEqualTo(coordinator);
    }

    @Test
    void aCommandThatWasTypedAsOneTextGoesToAShell() {
        Finished run =
                grid().dsg("run", "--", "echo one; echo $((6 * 7)) | tr 4 5").expect(0);
        assertThat(run.out()).isEqualTo("one\n52\n");
        assertThat(grid().dsg("run", "--", "(exit 3)").expect(3).err()).contains("exit code 3");
    }

    @Test
    void resultsLieWhereTheContractSays() {
        grid().file("places.yaml", """
                dsg: 1
                name: places
                stages:
                  first: {run: "echo 1 > kept-inside.txt", out: {file: kept-inside.txt}}
                  shown: {run: "echo 2 > a.txt", out: {file: {path: deep/../a.txt, show: true}}}
                  swept:
                    sweep: {grid: {x: [7]}}
                    in: {one: {from: first.file}}
                    run: "mkdir d && cat {{ in.one }} > d/b.txt"
                    out: {file: d/b.txt}
                """.replace("deep/../", ""));
        grid().dsg("run", "places.yaml", "--out", "placed").expect(0);

        assertThat(grid().folder().resolve("placed/shown/a.txt")).hasContent("2\n");
        assertThat(grid().folder().resolve("placed/swept/1/d/b.txt")).hasContent("1\n");
        assertThat(grid().folder().resolve("placed/first")).doesNotExist();
        grid().dsg("get", "last", "--all", "--out", "placed").expect(0);
        assertThat(grid().folder().resolve("placed/first/kept-inside.txt")).hasContent("1\n");
    }

    @Test
    void aTaskThatFailsOnceIsTriedAgainAndWhoListensHearsBoth() {
        GridJob job = grid().submit("""
                dsg: 1
                name: moody
                retry: 1
                run: "echo attempt $DSG_ATTEMPT; [ $DSG_ATTEMPT = 2 ] || exit 5"
                """);
        String task = job.id() + ".main.1";
        assertThat(grid().dsg("logs", "-f", task).expect(0).out()).isEqualTo("attempt 1\nattempt 2\n");

        JsonNode attempts = job.expect("done").task("main", 1).path("attempts");
        assertThat(attempts.size()).isEqualTo(2);
        assertThat(attempts.path(0).path("why").asString()).isEqualTo("exit code 5");
        assertThat(attempts.path(1).path("end").asString()).isEqualTo("done");
        assertThat(grid().dsg("logs", task, "--attempt", "1").expect(0).out()).isEqualTo("attempt 1\n");
        assertThat(grid().dsg("job", "show", Long.toString(job.id())).expect(0).out())
                .contains("1 retried");
    }

    @Test
    void explainSaysWhyATaskWaits() {
        GridJob job = grid().submit("dsg: 1\nname: greedy\nrun: echo\nresources: {cpu: 4000}\n");
        String explained = grid().dsg("explain", job.id() + ".main.1").expect(0).out();
        job.cancel();

        assertThat(explained).contains("no node is that large: needs cpu 4000", "largest: ");
    }

    @Test
    void whoLeavesLeavesTheJobGoingOn() {
        grid().file("slow.yaml", "dsg: 1\nname: slow\nrun: sleep 2; echo over\n");
        Command run = grid().type("run", "slow.yaml");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> run.err().contains("1 running"));
        run.interrupt();
        Finished left = run.awaitEnd(Duration.ofSeconds(20));

        assertThat(left.err()).containsPattern("Job \\d+ goes on; its results: dsg get \\d+");
        String id = left.err().replaceAll("(?s).*Job (\\d+) goes on.*", "$1");
        assertThat(new GridJob(grid(), Long.parseLong(id)).expect("done").out()).isEqualTo("over\n");
    }

    @Test
    void itsVersionAndHelpAreTold() {
        assertThat(grid().dsg("--version").expect(0).out()).matches("dsg \\d+\\.\\d+\\.\\d+\n");
        assertThat(grid().dsg("--help").expect(0).out()).contains("run", "submit", "explain");
    }
}
