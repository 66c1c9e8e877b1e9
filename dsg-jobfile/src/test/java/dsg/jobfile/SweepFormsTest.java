// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.JobSpec;
import dsg.model.Sweep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepFormsTest {

    private static Reading with(String file, String content, String sweep) {
        return JobFile.read(
                "dsg: 1\nsweep: {" + sweep + "}\nrun: x\n",
                "job.yaml",
                new GivenInputFiles(Map.of(), Map.of(file, content)),
                ReadOptions.DEFAULT);
    }

    private static Sweep csv(String content) {
        return switch (with("p.csv", content, "csv: p.csv")) {
            case Reading.Valid valid -> valid.spec().stages().getFirst().sweep();
            case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(Sheets.rendered(problems));
        };
    }

    private static Problem refusedCsv(String content) {
        return switch (with("p.csv", content, "csv: p.csv")) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems.getFirst();
        };
    }

    @Test
    void aZipGoesThroughItsListsTogether() {
        Sweep sweep = stage("sweep: {zip: {a: [x, y], b: {range: \"1..2\"}}}\nrun: \"{{ a }} {{ b }}\"\n")
                .sweep();
        assertThat(sweep.size()).isEqualTo(2);
        assertThat(sweep.values(2)).isEqualTo(Map.of("a", "y", "b", "2"));
    }

    @Test
    void theListsOfAZipAreOfOneLength() {
        Problem problem = refused("sweep: {zip: {a: [1, 2, 3], b: [1, 2]}}\nrun: \"x {{ a }}\"\n");
        assertThat(brief(problem)).isEqualTo("E111 3:9 zip");
        assertThat(problem.what()).isEqualTo("the lists of `zip` are of different length: a 3, b 2");
    }

    @Test
    void aCsvFileIsATaskARow() {
        Sweep sweep = csv("\uFEFFbeta,label\r\n0.1,\"a, \"\"b\"\"\"\r\n\r\n0.2,\"two\nlines\"\r\n");
        assertThat(sweep.names()).containsExactly("beta", "label");
        assertThat(sweep.size()).isEqualTo(2);
        assertThat(sweep.values(1)).isEqualTo(Map.of("beta", "0.1", "label", "a, \"b\""));
        assertThat(sweep.values(2)).isEqualTo(Map.of("beta", "0.2", "label", "two\nlines"));
        assertThat(csv("a,b\n,\n").values(1)).isEqualTo(Map.of("a", "", "b", ""));
    }

    @Test
    void aMistakeInACsvFileIsDrawnThere() {
        Problem problem = refusedCsv("a,b\n1,2\n1,2,3\n");
        assertThat(problem.render()).startsWith("""
                        error[E127]: this row has 3 values, and the header has 2
                          --> p.csv:3:1
                           |
                         3 | 1,2,3
                           | ^^^^^
                        """);
        assertThat(brief(refusedCsv("a,b\n1,x\"y\"\n"))).isEqualTo("E127 2:4 \"");
        assertThat(brief(refusedCsv("a,b\n1,\"y\n"))).isEqualTo("E127 2:3 \"");
        assertThat(brief(refusedCsv("a,b\n1,\"y\"z\n"))).isEqualTo("E127 2:6 z");
        assertThat(brief(refusedCsv("a,a\n1,2\n"))).isEqualTo("E127 1:1 a,a");
        assertThat(brief(refusedCsv("a,b c\n1,2\n"))).isEqualTo("E127 1:1 a,b c");
        assertThat(brief(refusedCsv(""))).startsWith("E127 1:1");
        assertThat(brief(refusedCsv("a,b\n"))).isEqualTo("E127 2:14 p.csv");
    }

    @Test
    void aFileOfValuesThatIsNotThereIsNamed() {
        Problem problem = refusedWith("q.csv");
        assertThat(problem.code()).isEqualTo("E105");
        assertThat(problem.help()).endsWith("did you mean `p.csv`?");
    }

    private static Problem refusedWith(String path) {
        return switch (with("p.csv", "a\n1\n", "csv: " + path)) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems.getFirst();
        };
    }

    @Test
    void linesAreTakenAsTheyAre() {
        assertThat(with("n.txt", " a b \n\nc", "lines: n.txt, as: v"))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.spec().stages().getFirst().sweep())
                                .isEqualTo(new Sweep.Table(List.of("v"), List.of(" a b ", "", "c"))));
        assertThat(with("n.txt", "", "lines: n.txt, as: v")).isInstanceOf(Reading.Invalid.class);
    }

    @Test
    void tooManyLinesAreTooManyTasks() {
        assertThat(with("n.txt", "x\n".repeat(100_001), "lines: n.txt, as: v"))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Sheets::brief)
                                .containsExactly("E110 2:9 lines"));
    }

    @Test
    void eachFileIsATask() {
        Sweep sweep = stage("sweep: {files: \"d/*.fits\", as: f}\nrun: \"x {{ f }}\"\n")
                .sweep();
        assertThat(sweep.values(1)).isEqualTo(Map.of("f", "d/a.fits"));
        assertThat(sweep.inputs(2).getFirst().path()).isEqualTo("d/b.fits");
        assertThat(refused("sweep: {files: \"d/*.fits\", as: f}\nin: [d/a.fits]\nrun: x\n")
                        .code())
                .isEqualTo("E112");
    }

    @Test
    void aPatternThatFitsNothingIsAMistake() {
        Reading reading = JobFile.read(
                "dsg: 1\nsweep: {files: \"*.fits\", as: f}\nrun: x\n",
                "job.yaml",
                new GivenInputFiles(Map.of("*.fits", List.of())),
                ReadOptions.DEFAULT);
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::what)
                                .containsExactly("no file fits `*.fits`"));
    }

    private static final String EACH = """
            dsg: 1
            stages:
              last:
                sweep: {each: second.out, as: b}
                run: "x {{ n }} {{ a }} {{ b }}"
              second:
                sweep: {each: first.res, as: a}
                run: "x {{ n }} {{ a }}"
                out: {out: deep/b.json}
              first:
                sweep: {grid: {n: [1, 2, 3]}}
                run: "x {{ n }}"
                out: {res: a.json}
            """;

    @Test
    void aStageFollowsAnotherTaskByTaskWhereverThatStands() {
        JobSpec job = valid(EACH);
        Sweep last = job.stages().getFirst().sweep();
        assertThat(last.size()).isEqualTo(3);
        assertThat(last.values(2)).isEqualTo(Map.of("n", "2", "a", "a.json", "b", "b.json"));
        assertThat(job.stages().getFirst().upstream()).containsExactly("second");
        assertThat(job.tasks()).isEqualTo(9);
    }

    @Test
    void whoFollowsIsToldWhatThereIs() {
        assertThat(problems(EACH.replace("each: first.res", "each: frst.res")))
                .extracting(Problem::code)
                .containsExactly("E103");
        assertThat(brief(Sheets.onlyProblem(EACH.replace("each: first.res", "each: first.rse"))))
                .isEqualTo("E103 7:19 first.rse");
        assertThat(brief(Sheets.onlyProblem(EACH.replace("{{ b }}", "{{ c }}"))))
                .isEqualTo("E106 5:29 {{ c }}");
        assertThat(Sheets.onlyProblem(EACH.replace("sweep: {grid: {n: [1, 2, 3]}}", "sweep: {each: last.x, as: n}")
                                .replace("run: \"x {{ n }} {{ a }} {{ b }}\"", "run: x\n    out: [x]")
                                .replace("{{ n }}", "y"))
                        .code())
                .isEqualTo("E104");
    }

    @Test
    void whatFollowsLandsWhereNothingElseDoes() {
        assertThat(Sheets.onlyProblem(EACH.replace("    run: \"x {{ n }} {{ a }}\"", "    in: [a.json]\n    run: x"))
                        .code())
                .isEqualTo("E112");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lines: a.txt",
                "files: x",
                "each: a.b",
                "csv: a.csv, as: b",
                "grid: {a: [1]}, as: b",
                "grid: {a: [1]}, zip: {b: [1]}",
                "as: b",
                "lines: a.txt, as: a-b",
                "zip: {}",
                "csv: [a]",
                "files: \"a/*\\\\b\", as: f"
            })
    void aSweepHasOneCompleteForm(String sweep) {
        assertThat(refused("sweep: {" + sweep + "}\nrun: x\n").code()).matches("E1\\d\\d");
    }

    private static String chain(int followers) {
        StringBuilder file = new StringBuilder(
                "dsg: 1\nname: chain\nstages:\n  s0: {run: x, out: {o: o.txt}, sweep: {grid: {i: [1, 2]}}}\n");
        for (int i = 1; i <= followers; i++) {
            file.append("  s%d: {run: x, out: {o: o.txt}, sweep: {each: s%d.o, as: a}}\n".formatted(i, i - 1));
        }
        return file.toString();
    }

    @Test
    void aHundredStagesMayFollowEachOtherAndNotOneMore() {
        assertThat(valid(chain(100)).stages()).hasSize(101);
        assertThat(Sheets.onlyProblem(chain(101)).what())
                .isEqualTo("more than 100 stages follow each other task by task");
    }
}
