// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.onlyProblem;
import static dsg.jobfile.Sheets.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void theMarginGrowsWithTheLineNumber() {
        assertThat(onlyProblem("dsg: 1\nrun: x\n" + "\n".repeat(998) + "nmae: y\n")
                        .render())
                .isEqualTo("""
                        error[E101]: unknown key `nmae` in this file
                            --> job.yaml:1001:1
                             |
                        1001 | nmae: y
                             | ^^^^
                             = did you mean `name`?""");
    }

    @Test
    void aWarningIsCalledOne() {
        assertThat(warnings("dsg: 3\nrun: x\n").getFirst().render()).startsWith("warning[W204]: ");
    }

    @Test
    void aVeryLongLineIsCutAroundTheMistake() {
        Problem problem =
                onlyProblem("{dsg: 1, run: x, name: a" + " ".repeat(5_000) + ", nmae: b" + " ".repeat(5_000) + "}");
        assertThat(problem.column()).isEqualTo(5_027);
        assertThat(problem.sourceLine()).hasSize(202).startsWith("… ").endsWith(" …");
        assertThat(Sheets.brief(problem)).endsWith(" nmae");
    }

    @Test
    void nothingInAMessageCanSteerATerminal() {
        String hostile = "\"\\e[31m\\u202e\\n" + "x".repeat(5_000) + "\"";
        for (String text : List.of(
                "dsg: 1\n" + hostile + ": y\nrun: x\n",
                "dsg: 1\nrun: x\nin: [" + hostile + "]\n",
                "dsg: 1\nrun: x\nout: [" + hostile + "]\n",
                "dsg: 1\nrun: x\nretry: " + hostile + "\n",
                "dsg: 1\nrun: x\nresources: {memory: " + hostile + "}\n",
                "dsg: 1\nrun: x\nsweep: {grid: {a: {range: " + hostile + "}}}\n",
                "dsg: 1\nstages:\n  " + hostile + ": {needs: [" + hostile + "]}\n",
                "dsg: 1\nrun: \"{{ " + hostile.substring(1, hostile.length() - 1) + " }}\"\n")) {
            for (Problem problem : Sheets.problems(text)) {
                assertThat(problem.render().lines()).hasSizeBetween(6, 7).allMatch(line -> line.length() < 600);
                assertThat(problem.render().chars().filter(c -> c != '\n')).noneMatch(Words::isControl);
            }
        }
    }

    @Test
    void everyCodeHasATitleAndItsKind() {
        assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::title))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
        assertThat(ProblemCode.W204.isWarning()).isTrue();
        assertThat(ProblemCode.E101.isWarning()).isFalse();
    }
}
