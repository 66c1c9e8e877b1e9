// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static dsg.jobfile.Sheets.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Sweep;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {

    private static Sweep sweep(String grid) {
        return stage("sweep: {grid: {" + grid + "}}\nrun: x\n").sweep();
    }

    private static Problem refusedGrid(String grid) {
        return refused("sweep: {grid: {" + grid + "}}\nrun: x\n");
    }

    @Test
    void theLastAxisTurnsFastest() {
        Sweep sweep = sweep("a: [x, y], b: {range: \"1..3\"}");
        assertThat(sweep.size()).isEqualTo(6);
        assertThat(sweep.names()).containsExactly("a", "b");
        assertThat(sweep.values(2)).isEqualTo(Map.of("a", "x", "b", "2"));
        assertThat(sweep.values(4)).isEqualTo(Map.of("a", "y", "b", "1"));
    }

    @Test
    void listedValuesStayAsTheyAreWritten() {
        assertThat(sweep("a: [0.10, 1e3, 007, yes, 'it''s', \"\", 0x1F, .5]"))
                .isEqualTo(new Sweep.Grid(List.of(new Sweep.Axis(
                        "a",
                        new Sweep.Values.Listed(List.of("0.10", "1e3", "007", "yes", "it's", "", "0x1F", ".5"))))));
    }

    @Test
    void stepsAreComputedInDecimal() {
        Sweep sweep = sweep("a: {from: 0.1, to: 0.5, steps: 5}");
        assertThat(IntStream.rangeClosed(1, 5)
                        .mapToObj(task -> sweep.values(task).get("a")))
                .containsExactly("0.1", "0.2", "0.3", "0.4", "0.5");
        assertThat(sweep("a: {from: 1e-6, to: -1E2, steps: 2}").values(1)).isEqualTo(Map.of("a", "0.000001"));
        assertThat(sweep("a: {from: 3, to: 3, steps: 1}").size()).isEqualTo(1);
    }

    @Test
    void aRangeHasBothEndsAndMayBeginBelowZero() {
        assertThat(sweep("a: {range: -2..2}").size()).isEqualTo(5);
        assertThat(sweep("a: {range: \"7 .. 7\"}").values(1)).isEqualTo(Map.of("a", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5..1", "1-5", "1...5", "a..b", "1..", "..5", "1..1e9", "0.5..2", "1..99999999999999999999"})
    void anythingElseIsNoRange(String range) {
        assertThat(refusedGrid("a: {range: '" + range + "'}").code()).isEqualTo("E102");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{from: x, to: 1, steps: 2}",
                "{from: 0, to: 1, steps: 0}",
                "{from: 0, to: 1, steps: 1}",
                "{from: 0, to: 1, steps: 2.5}",
                "{from: 0, to: 1, steps: -3}",
                "{from: 0, to: 1e999999999, steps: 2}",
                "{from: .nan, to: 1, steps: 2}",
                "{from: 0.1234567890123456789, to: 1, steps: 2}"
            })
    void stepsNeedNumbers(String axis) {
        assertThat(refusedGrid("a: " + axis).code()).isEqualTo("E102");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{from: 1, to: 2}", "{to: 2}", "{range: \"1..2\", steps: 2}", "[]"})
    void anAxisIsCompleteAndOfOneKind(String axis) {
        assertThat(refusedGrid("a: " + axis).code()).isEqualTo("E116");
    }

    @Test
    void anAxisIsNoSingleValue() {
        assertThat(brief(refusedGrid("a: 5"))).isEqualTo("E117 3:19 5");
        assertThat(refusedGrid("a: [[1]]").code()).isEqualTo("E117");
        assertThat(refusedGrid("a: [1, ~]").code()).isEqualTo("E117");
    }

    @Test
    void aTypingErrorInAnAxisIsUnderstood() {
        assertThat(refused("sweep: {grid: {a: {from: 1, to: 2, steps: 3, step: 1}}}\nrun: x\n")
                        .help())
                .isEqualTo("did you mean `steps`?");
    }

    @Test
    void aSweepOfMoreThanAHundredThousandTasksIsRefusedUnlessItIsMeant() {
        String text = "dsg: 1\nsweep: {grid: {a: {range: \"1..1000\"}, b: {range: \"1..101\"}}}\nrun: x {{ b }}\n";
        Problem problem = Sheets.onlyProblem(text);
        assertThat(brief(problem)).isEqualTo("E110 2:9 grid");
        assertThat(problem.what()).isEqualTo("this sweep makes 101,000 tasks");
        assertThat(problem.help()).startsWith("a 1,000 x b 101; ").contains("--yes-large");
        assertThat(JobFile.read(text, "job.yaml", Sheets.EVERYTHING, new ReadOptions(true)))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.spec().tasks()).isEqualTo(101_000));
    }

    @Test
    void manySweepsTogetherAreOneLargeJob() {
        Problem problem = refused("""
                stages:
                  a: {sweep: {grid: {x: {range: "1..60000"}}}, run: x}
                  b: {sweep: {grid: {x: {range: "1..60000"}}}, run: x}
                """);
        assertThat(brief(problem)).isEqualTo("E110 3:1 stages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {from: 0, to: 1, steps: 99999999999}",
                "a: {range: \"1..999999999999999999\"}",
                "a: {range: \"1..999999999999999\"}, b: {range: \"1..999999999999999\"}",
                "a: {range: \"1..99999\"}, b: {range: \"1..99999\"}"
            })
    void noPermissionCoversMoreTasksThanCanBeCounted(String grid) {
        String text = "dsg: 1\nsweep: {grid: {" + grid + "}}\nrun: x {{ a }}\n";
        assertThat(JobFile.read(text, "job.yaml", Sheets.EVERYTHING, new ReadOptions(true)))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::code)
                                .containsExactly("E110"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sweep:", "sweep: {}", "sweep: [1]", "sweep: {grid: {}}", "sweep: {grid: [a]}", "sweep: 5"})
    void aSweepHasAGrid(String sweep) {
        assertThat(refused(sweep + "\nrun: x\n").code()).isIn("E116", "E117");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "a-b", "a.b", "''", "ä"})
    void aValueOfASweepHasAnOrdinaryName(String name) {
        assertThat(refusedGrid(name + ": [1]").code()).isEqualTo("E118");
    }

    @Test
    void aRoundingErrorInAListIsAWarning() {
        assertThat(warnings("dsg: 1\nsweep: {grid: {a: [0.1, 0.2, 0.30000000000000004]}}\nrun: x\n"))
                .extracting(Sheets::brief)
                .containsExactly("W203 2:30 0.30000000000000004");
    }

    @Test
    void placeholdersInValuesComeLater() {
        assertThat(refusedGrid("a: [\"{{ b }}\"]").code()).isEqualTo("E115");
    }
}
