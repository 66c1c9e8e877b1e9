// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the tasks of a sweep have made comes to the next stage in the form that the job file asks for.
@Timeout(120)
class GatherTest {

    private static GridJob job;

    @BeforeAll
    static void gatherInEveryForm() {
        job = Rung.SANDBOX.grid().submit("""
                dsg: 1
                name: gather
                stages:
                  make:
                    sweep: {grid: {x: [1, 2.5], word: ["plain", "with, \\"all\\""]}}
                    run: |
                      printf '{"square": %s, "of": "x"}' "$(awk "BEGIN {print {{ x }} * {{ x }}}")" > made.json
                    out: {made: made.json}
                  one:
                    run: echo lonely > one.txt
                    out: {file: one.txt}
                  as_lines: {in: {all: {from: make.made, as: jsonl}}, run: "cat {{ in.all }}"}
                  as_folder:
                    in: {all: {from: make.made, as: dir}}
                    run: "cd {{ in.all }} && cat index.csv && find . -name '*.json' | sort"
                  as_list: {in: {all: {from: make.made, as: list}}, run: "cat {{ in.all }} | xargs cat"}
                  as_file: {in: {it: {from: one.file}}, run: "cat {{ in.it }}"}
                """).expect("done");
    }

    @Test
    void asLinesOfJsonWithTheSweepsValues() {
        String task = job.id() + ".make.";
        assertThat(job.out("as_lines", 1).lines())
                .containsExactly(
                        "{\"task\":\"" + task + "1\",\"x\":1,\"word\":\"plain\",\"square\":1,\"of\":\"x\"}",
                        "{\"task\":\"" + task + "2\",\"x\":1,\"word\":\"with, \\\"all\\\"\",\"square\":1,\"of\":\"x\"}",
                        "{\"task\":\"" + task + "3\",\"x\":2.5,\"word\":\"plain\",\"square\":6.25,\"of\":\"x\"}",
                        "{\"task\":\"" + task
                                + "4\",\"x\":2.5,\"word\":\"with, \\\"all\\\"\",\"square\":6.25,\"of\":\"x\"}");
    }

    @Test
    void asAFolderWithATableOfContents() {
        assertThat(job.out("as_folder", 1).lines())
                .containsExactly(
                        "task,x,word,path",
                        "1,1,plain,1/made.json",
                        "2,1,\"with, \"\"all\"\"\",2/made.json",
                        "3,2.5,plain,3/made.json",
                        "4,2.5,\"with, \"\"all\"\"\",4/made.json",
                        "./1/made.json",
                        "./2/made.json",
                        "./3/made.json",
                        "./4/made.json");
    }

    @Test
    void asAListOfPaths() {
        String one = "{\"square\": 1, \"of\": \"x\"}";
        String more = "{\"square\": 6.25, \"of\": \"x\"}";
        assertThat(job.out("as_list", 1)).isEqualTo(String.join("", List.of(one, one, more, more)));
    }

    @Test
    void asTheFileItself() {
        assertThat(job.out("as_file", 1)).isEqualTo("lonely\n");
    }

    @Test
    void whatIsNoJsonIsToldAsSuch() {
        GridJob spoilt = Rung.SANDBOX.grid().submit("""
                dsg: 1
                name: gather
                stages:
                  make: {run: "echo 'no, json' > made.json", out: {made: made.json}}
                  take: {in: {all: {from: make.made, as: jsonl}}, run: "cat {{ in.all }}"}
                """).expect("failed");

        assertThat(spoilt.attempt("take", 1).path("why").asString())
                .contains(spoilt.id() + ".make.1 made made.json, which is no JSON")
                .endsWith("take it by as: dir or as: list");
    }

    @Test
    void aStageWithoutAJobsStagesBeforeItWaits() {
        GridJob failing = Rung.SANDBOX.grid().submit("""
                dsg: 1
                name: gather
                stages:
                  make: {run: exit 1, out: {made: made.json}}
                  take: {in: {all: {from: make.made}}, run: "cat {{ in.all }}"}
                """).expect("failed");

        assertThat(failing.task("take", 1).path("attempts").size()).isZero();
        assertThat(failing.task("take", 1).path("state").asString()).isEqualTo("cancelled");
    }
}
