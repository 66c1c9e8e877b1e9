// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Command;
import dsg.model.Template;
import dsg.model.Template.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderTest {

    private static final String GRID = "sweep: {grid: {beta: [1, 2]}}\n";

    @Test
    void valuesAreQuotedForTheShellUnlessRaw() {
        Command command = stage(GRID + "in: {code: src/a.py}\nrun: \"{{ in.code }} {{beta}} {{ beta | raw }}$X\"\n")
                .command();
        assertThat(command)
                .isEqualTo(new Command.Shell(new Template(List.of(
                        new Part.Placeholder("in.code", false),
                        new Part.Text(" "),
                        new Part.Placeholder("beta", false),
                        new Part.Text(" "),
                        new Part.Placeholder("beta", true),
                        new Part.Text("$X")))));
        assertThat(command.argv(Map.of("in.code", "src/a.py", "beta", "a b")).getLast())
                .isEqualTo("src/a.py 'a b' a b$X");
    }

    @Test
    void aPlaceholderIsPartOfOneArgument() {
        assertThat(stage(GRID + "run: [prog, \"--b={{ beta }}\", \"}}\"]\n")
                        .command()
                        .argv(Map.of("beta", "x y")))
                .containsExactly("prog", "--b=x y", "}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run: echo {{ betta }}",
                "run: 'it''s {{ betta }}'",
                "run: \"\\\"{{ betta }}\\\"\"",
                "run: [echo, 'x{{ betta }}']",
                "run: echo {{ beta }} {{ betta }}"
            })
    void aWrongNameIsPointedAtInsideItsValue(String run) {
        Problem problem = refused(GRID + run + "\n");
        assertThat(brief(problem)).isEqualTo("E106 4:" + (run.indexOf("{{ betta") + 1) + " {{ betta }}");
        assertThat(problem.help()).isEqualTo("did you mean `beta`?  defined here: beta");
    }

    @Test
    void aWrongNameIsPointedAtInsideABlock() {
        Problem problem =
                refused(GRID + "run: | # {{ note }}\n  set -e\n\n  python3 a.py {{ beta }} \\\n     {{ betta }} x\n");
        assertThat(brief(problem)).isEqualTo("E106 8:6 {{ betta }}");
    }

    @Test
    void aWrongNameIsPointedAtInsideFoldedText() {
        assertThat(brief(refused(GRID + "run: >-\n  a\n  {{ betta }}\n"))).isEqualTo("E106 6:3 {{ betta }}");
        assertThat(brief(refused(GRID + "run: a\n  b {{ betta }}\n  c\n"))).isEqualTo("E106 5:5 {{ betta }}");
    }

    @Test
    void aNameSplitByALineBreakIsPointedAtUpToIt() {
        assertThat(brief(refused(GRID + "run: echo {{\n  betta }}\n"))).isEqualTo("E106 4:11 {{");
    }

    @Test
    void whereEscapesHideThePlaceholderTheWholeValueIsPointedAt() {
        assertThat(brief(refused("run: \"\\x7b{ y }}\"\n"))).isEqualTo("E106 3:6 \"\\x7b{ y }}\"");
    }

    @Test
    void columnsCountCharactersBeyondTheBasicPlaneOnce() {
        assertThat(refused(GRID + "run: echo 🦉🦉 {{ betta }}\n").column()).isEqualTo(14);
    }

    @Test
    void aNameOfAnInputNeedsItsIn() {
        assertThat(refused("in: {code: a.py}\nrun: x {{ code }}\n").help())
                .isEqualTo("did you mean `in.code`?  defined here: in.code");
    }

    @Test
    void aNameOfAParameterNeedsItsParams() {
        String params = "params: {reps: {type: int, default: 3}}\n";
        assertThat(refused(params + "run: x {{ reps }}\n").help())
                .isEqualTo("did you mean `params.reps`?  defined here: params.reps");
        assertThat(refused(params + "run: x {{ rep }}\n").help())
                .isEqualTo("did you mean `params.reps`?  defined here: params.reps");
        assertThat(refused(params + "in: {reps: a.py}\nrun: x {{ reps }}\n").help())
                .startsWith("did you mean `in.reps`?");
    }

    @Test
    void anInputWithoutAWordForANameIsToldHowToGetOne() {
        assertThat(refused("in: [sir.py]\nrun: x {{ in.sir.py }}\n").help())
                .isEqualTo("give it a name: in: {code: sir.py}, then write {{ in.code }}");
    }

    @Test
    void whereNothingIsDefinedThatIsSaid() {
        assertThat(refused("run: x {{ y }}\n").help())
                .isEqualTo("nothing is defined here; `sweep` and `in` define names");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ beta",
                "{{ }}",
                "{{ .State }}",
                "{{ beta | upper }}",
                "{{ beta + 1 }}",
                "{{ {{ beta }}",
                "{{ a b }}"
            })
    void anythingElseInBracesIsNoPlaceholder(String text) {
        Problem problem = refused(GRID + "run: \"echo " + text + "\"\n");
        assertThat(problem.code()).isEqualTo("E124");
        assertThat(problem.column()).isEqualTo(12);
    }

    @Test
    void theEnvironmentIsCheckedToo() {
        assertThat(brief(refused(GRID + "env: {A: \"{{ betta }}\"}\nrun: x\n"))).isEqualTo("E106 4:11 {{ betta }}");
    }

    @Test
    void placeholdersInPathsComeLater() {
        assertThat(refused(GRID + "in: [\"{{ beta }}.csv\"]\nrun: x\n").code()).isEqualTo("E115");
        assertThat(refused(GRID + "out: {a: \"{{ beta }}.csv\"}\nrun: x\n").code())
                .isEqualTo("E115");
    }

    @Test
    void aCommandThatBeginsWithAPlaceholderMustBeInQuotes() {
        Problem problem = refused(GRID + "run: {{ in.code }} --png \"x\"\n");
        assertThat(brief(problem)).isEqualTo("E107 4:6 {{ in.code }}");
        assertThat(problem.help()).isEqualTo("write run: | and put the value on the next line, indented");
        assertThat(refused(GRID + "run: {{ in.code }} --png x # note\n").help())
                .isEqualTo("write:  run: \"{{ in.code }} --png x\"");
    }

    @Test
    void everyUnquotedPlaceholderIsFoundAndTheRestIsStillRead() {
        assertThat(problems("""
                dsg: 1
                name: {{ x }}
                run: {{ y }} %z
                env: {A: {{ a }}, B: {{ b }}-1}
                sweep: {grid: {n: [{{ v }}, 2]}}
                out:
                  - {{ w }}.txt
                resources: {cpu: -1}
                """))
                .extracting(Sheets::brief)
                .containsExactly(
                        "E107 2:7 {{ x }}",
                        "E107 3:6 {{ y }}",
                        "E107 4:10 {{ a }}",
                        "E107 4:22 {{ b }}",
                        "E107 5:20 {{ v }}",
                        "E107 7:5 {{ w }}",
                        "E102 8:18 -1");
    }
}
