// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What a job file can say, end to end: sweeps over files and rows, stages that follow each other, conditions, what is
/// watched, what may fail, and what a resumed job runs again.
@Timeout(180)
class WholeJobTest {

    private static final String CHAIN = """
            dsg: 1
            name: chain
            params:
              n: {type: int, default: 3, min: 1, max: 10}
              deep: {type: bool, default: false}
            stages:
              wash:
                sweep: {grid: {i: {range: "1..{{ params.n }}"}}}
                in: [wash.sh]
                run: sh wash.sh {{ i }} > o.txt
                out: {o: o.txt}
                allow_failures: 1
              score:
                sweep: {each: wash.o, as: clean}
                run: echo "{\\"twice\\":$((2 * $(cat {{ clean }})))}" > s.json
                out: {s: s.json}
              best:
                in: {all: {from: score.s, as: jsonl}}
                run: cp {{ in.all }} all.jsonl; echo '{"chi2":3.5}' > fit.json
                out: {fit: fit.json, all: {path: all.jsonl, show: true}}
              refine:
                needs: [best]
                when: outputs.best.fit.chi2 > 2.0 && params.deep
                run: echo refined
            """;

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    private static GridJob submit(String... more) {
        String[] typed = new String[more.length + 2];
        System.arraycopy(more, 0, typed, 0, more.length);
        typed[more.length] = "-q";
        typed[more.length + 1] = "chain.yaml";
        String[] all = new String[typed.length + 1];
        all[0] = "submit";
        System.arraycopy(typed, 0, all, 1, typed.length);
        return new GridJob(
                grid(), Long.parseLong(grid().dsg(all).expect(0).out().strip()));
    }

    private static void write(String script) {
        grid().file("wash.sh", script);
        grid().file("chain.yaml", CHAIN);
    }

    @Test
    void whatMayFailIsLeftOutAndAFalseConditionSkipsItsStage() {
        write("[ $1 != 2 ] && echo $1\n");
        GridJob job = submit("--set", "n=4").expect("done");

        JsonNode tasks = job.show().path("tasks");
        assertThat(tasks.path("failed").asInt()).isOne();
        assertThat(job.show().path("stages").path(3).path("verdict").asString()).isEqualTo("skipped");
        grid().dsg("get", Long.toString(job.id()), "--out", "chain-out").expect(0);
        assertThat(grid().folder().resolve("chain-out/best/all.jsonl"))
                .content()
                .contains("\"i\":1,\"clean\":\"o.txt\",\"twice\":2", "\"i\":4")
                .doesNotContain("\"i\":2,");
        assertThat(grid().dsg("job", "show", Long.toString(job.id())).expect(0).out())
                .contains("skipped: outputs.best.fit.chi2 > 2.0 && params.deep");
    }

    @Test
    void aResumedJobRunsOnlyWhatChangedAndSaysWhy() {
        write("echo $1\n");
        GridJob first = submit().expect("done");
        String id = Long.toString(first.id());

        Finished dry = grid().dsg("resume", id, "--set", "n=4", "--dry-run").expect(0);
        assertThat(dry.out()).contains("wash: 3 reused, 1 to run", "1: its point is new");
        assertThat(grid().dsg("ls", "-q").expect(0).lines()).startsWith(id);

        grid().dsg("resume", id, "--set", "n=4", "--set", "deep=true", "--watch")
                .expect(0);
        GridJob second = new GridJob(
                grid(),
                Long.parseLong(grid().dsg("ls", "-q", "-n", "1").expect(0).out().strip()));
        JsonNode tasks = second.show().path("tasks");
        assertThat(tasks.path("cached").asInt()).isEqualTo(6);
        assertThat(tasks.path("done").asInt()).isEqualTo(4);
        assertThat(second.task("wash", 4).path("rerun").asString()).isEqualTo("its point is new");

        grid().file("wash.sh", "echo $1 # the same answer\n");
        assertThat(grid().dsg("resume", id, "--dry-run").expect(0).out()).containsPattern("3: input wash.sh changed");
    }

    @Test
    void twoJobsAreComparedByContent() {
        write("echo $1\n");
        String first = Long.toString(submit().expect("done").id());
        grid().file("wash.sh", "echo $1 # the same answer\n");
        grid().file("chain.yaml", CHAIN.replace("echo refined", "echo more"));
        String second = Long.toString(submit("--set", "n=4").expect("done").id());

        assertThat(grid().dsg("job", "diff", first, second).expect(0).out())
                .contains(
                        "param n   3 -> 4",
                        "wash   3 -> 4 tasks: 1 only in job " + second,
                        "  outputs: 3 the same",
                        "-    run: echo refined",
                        "+    run: echo more")
                .containsPattern("3: input wash.sh changed \\([0-9a-f]{4} -> [0-9a-f]{4}\\)");
        assertThat(grid().dsg("job", "diff", first, first).expect(0).out())
                .contains("wash   3 tasks: 3 depend on the same", "The job file is the same.");
    }

    @Test
    @OnlyInTheLongForm
    void aPausedJobStartsNothingNewUntilItGoesOnAlsoAfterARestart() {
        try (TestGrid own = TestGrid.create().up()) {
            GridJob job = own.submit("""
                    dsg: 1
                    name: slow
                    sweep: {grid: {i: {range: "1..40"}}}
                    run: sleep 0.2
                    """);
            await().until(() -> job.show().path("tasks").path("done").asInt() > 0);
            assertThat(own.dsg("job", "pause", "1-1").expect(0).out()).contains("paused");
            await().until(() -> job.show().path("tasks").path("running").asInt() == 0);
            int done = job.show().path("tasks").path("done").asInt();
            own.kill(TestGrid.COORDINATOR);
            own.up();

            assertThat(own.dsg("explain", "1").expect(0).out()).contains("paused", "its job is paused");
            assertThat(job.show().path("tasks").path("done").asInt()).isEqualTo(done);
            own.dsg("job", "unpause", "@me").expect(0);
            job.expect("done");
            assertThat(own.dsg("job", "pause", "1").expect(1).err()).contains("It is over (done).");
        }
    }

    @Test
    void oneTaskOrStageIsCancelledAndComesBackByARetry() {
        GridJob job = grid().submit("""
                dsg: 1
                name: nap
                stages:
                  main:
                    sweep: {grid: {i: [1, 2, 3]}}
                    run: "echo here; [ {{ i }} != 1 ] || [ $DSG_ATTEMPT != 1 ] || sleep 100"
                    resources: {memory: 64MiB}
                    allow_failures: 2
                  never: {where: {tags: [never-there]}, run: echo}
                  after: {needs: [main], run: echo fine}
                """);
        String id = Long.toString(job.id());
        await().until(() -> job.task("main", 1).path("state").asString().equals("running"));

        assertThat(grid().dsg("cancel", id + ".never,99999." + "main").expect(4).out())
                .contains("1 cancelled");
        assertThat(grid().dsg("task", "cancel", id + ".main.1").expect(0).out()).startsWith(id + ".main.1 is ");
        job.expect(
                "failed"); // without what was cancelled of `main`, which may do without, and of `never`, which may not
        assertThat(grid().dsg("explain", id + ".main.1").expect(0).out())
                .startsWith(id + ".main.1 is cancelled: somebody cancelled it; dsg retry " + id
                        + ".main.1 brings it back.");
        assertThat(job.out("after", 1)).isEqualTo("fine\n");
        assertThat(grid().dsg("job", "show", id).expect(0).out()).contains("0 failed, 1 cancelled");
        assertThat(grid().dsg("cancel", id + ".main.2").expect(0).out()).isEqualTo(id + ".main.2 is done.\n");

        grid().dsg("retry", id + ".main.1").expect(0);
        await().until(() -> job.task("main", 1).path("state").asString().equals("done"));
        job.expect("failed");
        assertThat(job.task("main", 1).path("attempts")).hasSize(2);
        assertThat(grid().dsg("cancel", id + ".").expect(2).err()).contains("names no stage or task");
    }

    @Test
    void listsCanBeReadByProgramsToo() {
        GridJob job = grid().submit("dsg: 1\nname: listed\nsweep: {grid: {a: [\"x,y\", z]}}\nrun: test {{ a }} = z\n")
                .expect("failed");
        String id = Long.toString(job.id());

        assertThat(grid().dsg("task", "list", id, "--csv", "-o", "task,state,values")
                        .expect(0)
                        .lines())
                .containsExactly("TASK,STATE,VALUES", id + ".main.1,failed,\"a=x,y\"", id + ".main.2,done,a=z");
        assertThat(grid().dsg("task", "list", id, "--state", "failed", "-q")
                        .expect(0)
                        .lines())
                .containsExactly(id + ".main.1");
        assertThat(grid().dsg("ls", "-o", "colour").expect(2).err()).contains("The columns are job, nickname, name");
        assertThat(grid().dsg("job", "show", id, "--color", "always").expect(0).out())
                .contains("\u001b[");
    }

    @Test
    @OnlyInTheLongForm
    void whatWasReusedIsStillThereAfterTheCoordinatorWasKilled() {
        try (TestGrid own = TestGrid.create().up()) {
            own.file("wash.sh", "echo $1\n");
            own.file("chain.yaml", CHAIN);
            own.dsg("submit", "-q", "chain.yaml", "--watch").expect(0);
            own.dsg("resume", "1", "--watch").expect(0);
            own.kill(TestGrid.COORDINATOR);
            own.up();

            JsonNode tasks = new GridJob(own, 2).show().path("tasks");
            assertThat(tasks.path("cached").asInt()).isEqualTo(7);
            own.dsg("get", "2", "--out", "again").expect(0);
            assertThat(own.folder().resolve("again/best/all.jsonl")).content().contains("\"twice\":6");
        }
    }

    @Test
    void sweepsGoOverRowsLinesFilesAndPairs() {
        grid().file("stars.csv", "star,mag\n\"Vega, bright\",0.03\nDeneb,1.25\n");
        grid().file("names.txt", "one\ntwo three\n");
        grid().file("curves/a.txt", "A");
        grid().file("curves/b.txt", "B");
        GridJob job = grid().submitFile("""
                dsg: 1
                name: forms
                stages:
                  rows:
                    sweep: {csv: stars.csv}
                    run: echo {{ star }} is {{ mag }}
                  lines:
                    sweep: {lines: names.txt, as: name}
                    run: echo {{ name }}
                  files:
                    sweep: {files: "curves/*.txt", as: curve}
                    run: cat {{ curve }}; ls curves
                  pairs:
                    sweep: {zip: {x: [1, 2], y: [a, b]}}
                    run: echo {{ x }}{{ y }}
                """).expect("done");

        assertThat(job.out("rows", 1)).isEqualTo("Vega, bright is 0.03\n");
        assertThat(job.out("lines", 2)).isEqualTo("two three\n");
        assertThat(job.out("files", 2)).isEqualTo("Bb.txt\n");
        assertThat(job.out("pairs", 2)).isEqualTo("2b\n");
    }

    @Test
    void aTaskThatFallsSilentIsStartedAgainAndOneThatProbesIllIsEnded() {
        GridJob job = grid().submit("""
                dsg: 1
                name: sick
                stages:
                  silent:
                    health: {progress: 2s, action: restart}
                    retry: {max: 1, wait: 1s}
                    run: "echo start $DSG_ATTEMPT; [ $DSG_ATTEMPT = 2 ] || sleep 100"
                  probed:
                    health: {run: "test ! -e bad || { echo it is bad; exit 3; }", every: 500ms, failures: 2}
                    run: touch bad; sleep 100
                """).expect("failed");

        assertThat(job.attempt("silent", 1).path("number").asInt()).isEqualTo(2);
        assertThat(job.task("silent", 1).path("attempts").path(0).path("why").asString())
                .isEqualTo("it printed nothing and told no progress for 2s");
        assertThat(job.attempt("probed", 1).path("why").asString())
                .isEqualTo("its health check failed 2 times in a row: exit code 3 (it is bad)");
    }

    @Test
    void aRunningTaskTellsItsProgressAndWhatItMeasures() {
        GridJob job = grid().submit("""
                dsg: 1
                name: telling
                time: {expect: 1s}
                run: "sleep 1; echo DSG_PROGRESS 0.62 fitting; echo DSG_METRIC loss=0.31; sleep 60"
                """);

        try (Stream<String> events = grid().rest().events("/api/v1/events?job=" + job.id())) {
            JsonNode told = events.filter(line -> line.startsWith("data:"))
                    .map(line ->
                            Rest.JSON.readTree(line.substring(5)).path("stages").path(0))
                    .filter(stage -> stage.has("progress"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told.path("progress").asDouble()).isEqualTo(0.62);
            assertThat(told.path("note").asString()).isEqualTo("fitting");
        }
        await("its progress").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode attempt = job.attempt();
            assertThat(attempt.path("progress").asDouble()).isEqualTo(0.62);
            assertThat(attempt.path("note").asString()).isEqualTo("fitting");
            assertThat(attempt.path("metrics").path("loss").asDouble()).isEqualTo(0.31);
            assertThat(attempt.path("looks_stuck").asBoolean()).isTrue();
        });
        grid().dsg("cancel", Long.toString(job.id())).expect(0);
    }

    @Test
    void onlyATaskThatAsksForItHasTheNetworkOfTheMachine() throws IOException {
        String run = "dsg: 1\nname: net\nrun: readlink /proc/self/ns/net\n";
        String machine = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();

        assertThat(grid().submit(run).expect("done").out().strip()).isNotEqualTo(machine);
        assertThat(grid().submit(run + "network: true\n").expect("done").out().strip())
                .isEqualTo(machine);
    }

    @Test
    void whatNoMachineCanRunIsRefusedIfThatIsAskedFor() {
        grid().file("large.yaml", "dsg: 1\nname: large\nrun: echo\nresources: {memory: 900TiB}\n");

        Finished told = grid().dsg("submit", "--require-fit", "large.yaml").expect(8);
        assertThat(told.err()).contains("warning[W201]", "needs cpu 1");
        grid().file("tagged.yaml", "dsg: 1\nname: tagged\nrun: echo\nwhere: {tags: [never-there]}\n");
        grid().dsg("submit", "--require-fit", "tagged.yaml").expect(8);
        assertThat(grid().dsg("job", "plan", "--require-fit", "tagged.yaml")
                        .expect(8)
                        .out())
                .isEqualTo(grid().dsg("submit", "--dry-run", "tagged.yaml")
                        .expect(0)
                        .out());
    }
}
