// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.valid;
import static dsg.jobfile.Sheets.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Input;
import dsg.model.JobSpec;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksTest {

    private static String pair(String grid, String in) {
        return """
                dsg: 1
                stages:
                  a:
                    %s
                    run: x
                    out: {res: sub/res.json}
                  b:
                    in: %s
                    run: y
                """.formatted(grid, in);
    }

    private static final String ONE = "env: {}";
    private static final String MANY = "sweep: {grid: {n: [1, 2]}}";

    @ParameterizedTest
    @CsvSource({
        "dir, DIR, got",
        "jsonl, JSONL, got.jsonl",
        "list, LIST, got.txt",
    })
    void outputsOfManyTasksArriveTogether(String as, Input.Gather gather, String path) {
        JobSpec job = valid(pair(MANY, "{got: {from: a.res, as: " + as + "}}"));
        assertThat(job.stages().get(1).inputs()).containsExactly(new Input.From("got", "a", "res", gather, path));
    }

    @Test
    void theOutputOfOneTaskArrivesUnderItsOwnName() {
        assertThat(valid(pair(ONE, "{got: {from: a.res}}")).stages().get(1).inputs())
                .containsExactly(new Input.From("got", "a", "res", Input.Gather.FILE, "res.json"));
        assertThat(valid(pair(ONE, "{got: {from: a.res, as: file}}"))
                        .stages()
                        .get(1)
                        .inputs())
                .containsExactly(new Input.From("got", "a", "res", Input.Gather.FILE, "res.json"));
        assertThat(valid(pair(ONE, "{got: {from: a.res, as: dir}}"))
                        .stages()
                        .get(1)
                        .inputs())
                .containsExactly(new Input.From("got", "a", "res", Input.Gather.DIR, "got"));
    }

    @Test
    void outputsOfManyTasksAreNotOneFile() {
        assertThat(brief(Sheets.onlyProblem(pair(MANY, "{got: {from: a.res}}"))))
                .isEqualTo("E123 8:22 a.res");
        assertThat(brief(Sheets.onlyProblem(pair(MANY, "{got: {from: a.res, as: file}}"))))
                .isEqualTo("E123 8:33 file");
    }

    @Test
    void anUnknownFormIsToldTheForms() {
        Problem problem = Sheets.onlyProblem(pair(MANY, "{got: {from: a.res, as: jsonn}}"));
        assertThat(problem.code()).isEqualTo("E102");
        assertThat(problem.help()).isEqualTo("did you mean `jsonl`?");
    }

    @Test
    void aListedOutputIsTakenByItsPath() {
        JobSpec job = valid("dsg: 1\nstages: {a: {run: x, out: [r.json]}, b: {in: {g: {from: a.r.json}}, run: y}}\n");
        assertThat(job.stages().get(1).inputs().getFirst().path()).isEqualTo("r.json");
    }

    @Test
    void anUnknownOutputIsToldWhatThereIs() {
        Problem problem = Sheets.onlyProblem(pair(ONE, "{got: {from: a.ress}}"));
        assertThat(brief(problem)).isEqualTo("E103 8:22 a.ress");
        assertThat(problem.what()).isEqualTo("stage a has no output `ress`");
        assertThat(problem.help()).isEqualTo("did you mean `a.res`?  outputs of a: res");
    }

    @Test
    void aStageAloneIsNoOutput() {
        assertThat(Sheets.onlyProblem(pair(ONE, "{got: {from: a}}")).what()).isEqualTo("`a` names no output");
    }

    @Test
    void aStageWithoutOutputsGivesNothing() {
        assertThat(refused("stages: {a: {run: x}, b: {in: {g: {from: a.x}}, run: y}}\n")
                        .help())
                .isEqualTo("stage a has no outputs; name them in its `out`");
    }

    @Test
    void anUnknownStageInNeedsIsNamed() {
        Problem problem = refused("stages: {one: {run: x}, two: {needs: [noe], run: y}}\n");
        assertThat(brief(problem)).isEqualTo("E103 3:39 noe");
        assertThat(problem.help()).isEqualTo("did you mean `one`?  stages: one, two");
    }

    @Test
    void needsAreKeptOnceEach() {
        assertThat(valid("dsg: 1\nstages: {a: {run: x}, b: {needs: [a, a], run: y}}\n")
                        .stages()
                        .get(1)
                        .needs())
                .containsExactly("a");
    }

    @Test
    void aStageThatWaitsForItselfIsACycle() {
        assertThat(refused("stages: {a: {needs: [a], run: x}}\n").what())
                .isEqualTo("stages wait for each other: a -> a");
    }

    @Test
    void everyCycleIsToldOnceAndWhatIsBehindOneIsNot() {
        assertThat(problems("""
                dsg: 1
                stages:
                  behind: {needs: [a], run: x}
                  a: {needs: [b], run: x}
                  b: {needs: [a], run: x}
                  c: {needs: [d, free], run: x}
                  d: {needs: [e], run: x}
                  e: {needs: [c], run: x}
                  free: {run: x}
                """))
                .extracting(Sheets::brief, Problem::what)
                .containsExactly(
                        Tuple.tuple("E104 4:15 b", "stages wait for each other: a -> b -> a"),
                        Tuple.tuple("E104 6:15 d", "stages wait for each other: c -> d -> e -> c"));
    }

    @Test
    void whatArrivesFromStagesCollidesToo() {
        String stages = "stages: {a: {run: x, out: {r: q.json}}, b: {in: %s, run: y}}\n";
        assertThat(refused(stages.formatted("{got: {from: a.r}, own: q.json}")).code())
                .isEqualTo("E112");
        assertThat(refused(stages.formatted("{got: {from: a.r, as: dir}, own: got/x}"))
                        .code())
                .isEqualTo("E112");
        assertThat(refused(stages.formatted("{own: got/x, got: {from: a.r, as: dir}}"))
                        .code())
                .isEqualTo("E112");
        assertThat(refused(stages.formatted("{own: got/x, got: {from: a.r, as: list}}"))
                        .code())
                .isEqualTo("E112");
        assertThat(refused(stages.formatted("{own: got.jsonl, got: {from: a.r, as: jsonl}}"))
                        .code())
                .isEqualTo("E112");
    }

    @Test
    void anOutputThatNobodySeesIsAWarning() {
        String text = """
                dsg: 1
                stages:
                  a: {run: x, out: {used: u, unused: n, shown: {path: s, show: true}}}
                  b: {in: {g: {from: a.used}}, run: y, out: [final]}
                """;
        assertThat(warnings(text)).extracting(Sheets::brief).containsExactly("W202 3:38 n");
    }

    private static List<String> codesOfTaking(String from, String brokenStage) {
        return problems("dsg: 1\nstages:\n  a: %s\n  b: {in: {got: {from: %s}}, run: y}\n".formatted(brokenStage, from))
                .stream()
                .map(Problem::code)
                .toList();
    }

    @Test
    void oneMistakeIsToldOnceAlthoughAnotherStageBuildsOnIt() {
        assertThat(codesOfTaking("a.r", "{run: x, out: {r: f}, sweep: {zip: {n: [1], m: [1, 2]}}}"))
                .containsExactly("E111");
        assertThat(codesOfTaking("a.r", "{run: x, out: {r: f}, sweep: {grid: {n: 5}}}"))
                .containsExactly("E117");
        assertThat(codesOfTaking("a.r", "[run, x]")).containsExactly("E117");
        assertThat(codesOfTaking("a.r", "{run: x, out: r}")).containsExactly("E117");
        assertThat(codesOfTaking("a.r", "{run: x, out: [[r]]}")).containsExactly("E117");
        assertThat(codesOfTaking("a.r", "{run: x, out: {r: /f}}")).containsExactly("E119");
        assertThat(codesOfTaking("a.r", "{run: x, out: {r: }}")).containsExactly("E117");
        assertThat(codesOfTaking("a./f", "{run: x, out: [/f]}")).containsExactly("E119");
    }

    @Test
    void namesStayKnownWhereTheirValuesAreBroken() {
        assertThat(problems("""
                dsg: 1
                sweep: {lines: "a\\0.txt", as: line}
                in: {code: "*.py", set: [x]}
                run: x {{ line }} {{ in.code }} {{ in.set }} {{ in.sett }}
                """))
                .extracting(Sheets::brief)
                .containsExactly(
                        "E119 2:16 \"a\\0.txt\"", "E115 3:12 \"*.py\"", "E117 3:25 [x]", "E106 4:46 {{ in.sett }}");
        assertThat(refused("in: x\nrun: x {{ in.code }}\n").code()).isEqualTo("E117");
        assertThat(refused("sweep: [x]\nrun: x {{ beta }}\n").code()).isEqualTo("E117");
    }

    @Test
    void stagesThatAllWaitForEachOtherAreToldOnce() {
        assertThat(refused("""
                stages:
                  a: {needs: [b, c], run: x}
                  b: {needs: [a, c], run: x}
                  c: {needs: [b], run: x}
                """).what()).isEqualTo("stages wait for each other: a -> b -> a");
    }
}
