// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Known keys in the wrong place: each is told where it belongs, and what follows from it is not told.
class MisplacedTest {

    @Test
    void aGridWithoutSweepIsToldWhereItStandsAndItsNamesAreKnown() {
        assertThat(problems("""
                dsg: 1
                stages:
                  simulate:
                    grid:
                      K: [150, 200]
                      harvest: [0, 0.1]
                    run: sim {{ k }} {{ harvest }}
                """))
                .extracting(problem -> Sheets.brief(problem) + " = " + problem.help())
                .containsExactly(
                        "E101 4:5 grid = `grid` stands under `sweep`: sweep: {grid: {…}}",
                        "E106 7:14 {{ k }} = did you mean `K`?  defined here: K, harvest");
        assertThat(refused("grid: {n: [1, 2]}\nrun: sim {{ n }}\n").code()).isEqualTo("E101");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "csv: points.csv ¦ `csv` stands under `sweep`: sweep: {csv: points.csv}",
                "zip: {a: [1], b: [2]} ¦ `zip` stands under `sweep`: sweep: {zip: {…}}",
                "memory: 4GiB ¦ `memory` stands under `resources`: resources: {memory: 4GiB}",
                "tags: [wired] ¦ `tags` stands under `where`: where: {tags: [wired]}",
                "limit: 2h ¦ `limit` stands under `time`: time: {limit: 2m}",
                "sweep: {n: [1, 2]} ¦ `n` stands under `grid`: sweep: {grid: {n: …}}",
                "resources: {cpu: 1, time: 10m} ¦ `time` is a key of the whole stage: indent it less",
                "stages: {a: {run: x, params: {}}} ¦ `params` stands at the top of the file: do not indent it",
                "health: {run: x, time: 10m} ¦ `time` is a key of the whole stage: indent it less"
            })
    void aKnownKeyIsToldWhereItStands(String keys, String help) {
        String run = keys.startsWith("stages") ? "" : "run: y\n";
        Problem problem = refused(keys + "\n" + run);
        assertThat(problem.code()).isEqualTo("E101");
        assertThat(problem.help()).isEqualTo(help);
    }

    @Test
    void aStageAtTheLeftIsToldToBeIndentedAndIsReadAsOne() {
        assertThat(problems("""
                dsg: 1
                stages:
                  simulate: {run: sim, out: {run: run.json}}
                plot:
                  in: {runs: {from: simulate.run}}
                  run: plot {{ in.run }}
                """))
                .extracting(problem -> Sheets.brief(problem) + " = " + problem.help())
                .containsExactly(
                        "E101 4:1 plot = `plot` looks like a stage: indent it under `stages`",
                        "E106 6:13 {{ in.run }} = did you mean `in.runs`?  defined here: in.runs");
        assertThat(refused("plot: {run: x}\n").help()).isEqualTo("`plot` looks like a stage: indent it under `stages`");
        assertThat(refused("stage: {a: {run: x}}\nrun: y\n").help()).isEqualTo("did you mean `stages`?");
        assertThat(refused("helth: {run: x}\nrun: y\n").help()).isEqualTo("did you mean `health`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "reps: 100 ¦ params: {reps: {type: int, default: 100}}; say {{ params.reps }}",
                "reps: 1e-3 ¦ params: {reps: {type: float, default: 1e-3}}; say {{ params.reps }}",
                "reps: true ¦ params: {reps: {type: bool, default: true}}; say {{ params.reps }}",
                "reps: fast ¦ params: {reps: {type: string, default: fast}}; say {{ params.reps }}"
            })
    void aValueThatPlaceholdersCallIsAParameter(String key, String form) {
        for (String call : new String[] {"reps", "params.reps"}) {
            Problem problem = refused(key + "\nrun: sim {{ " + call + " }}\n");
            assertThat(problem.code()).isEqualTo("E101");
            assertThat(problem.help()).isEqualTo("`reps` goes under `params`: " + form);
        }
    }

    @Test
    void severalValuesThatPlaceholdersCallAreASweep() {
        assertThat(refused("stages: {a: {beta: [1, 2], run: \"sim {{ beta }}\"}}\n")
                        .help())
                .isEqualTo("`beta` stands under `sweep`: sweep: {grid: {beta: …}}");
    }

    @Test
    void theKeysOfAPlaceAreAllListedAndTheLineIsBroken() {
        Problem problem = refused("banana: 1\nrun: x\n");
        assertThat(problem.help()).contains(Keys.JOB.now()).doesNotContain("…");
        assertThat(problem.render().lines().skip(5))
                .containsExactly(
                        "   = here this version has dsg, name, description, cite, params, defaults, stages, sweep, in, run, out,"
                                + " needs,",
                        "     when, resources, time, retry, allow_failures, env, where, isolation, health, checkpoint, network, cache,",
                        "     container, java, args, libraries, main, jvm, wasm");
    }
}
