// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.onlyProblem;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "dsg: 1⏎run: echo a: b ¦ E100 2:12 ¦ a second `: ` in one value",
                "dsg: 1⏎run⏎name: x ¦ E100 2:1 ¦ this line is not `key: value`",
                "dsg: 1⏎in: [a, b⏎run: x ¦ E100 3:4 ¦ it began on line 2",
                "dsg: 1⏎in:⏎  plot.py⏎  runs: {from: a.b}⏎run: x ¦ E100 3:3 ¦ `plot.py` has no name",
                "dsg: 1⏎in: # here⏎  - plot.py⏎  runs: {from: a.b}⏎run: x ¦ E100 3:5 ¦ `plot.py` has no name",
                "dsg: 1⏎in:⏎  runs: x⏎⏎  # code⏎  plot.py⏎run: x ¦ E100 6:3 ¦ `plot.py` has no name",
                "dsg: 1⏎in:⏎  runs: {from: a.b}⏎  plot.py⏎run: x ¦ E100 4:3 ¦ `plot.py` has no name",
                "dsg: 1⏎in:⏎  runs: x⏎  - plot.py⏎run: x ¦ E100 4:5 ¦ `plot.py` has no name",
                "dsg: 1⏎out:⏎  map.png⏎  table: t.csv⏎run: x ¦ E100 3:3 ¦ `map.png` has no name",
                "dsg: 1⏎in:⏎  code: plot.py: x⏎run: x ¦ E100 3:16 ¦ a second `: ` in one value",
                "dsg: 1⏎env:⏎  plot.py⏎  runs: x⏎run: x ¦ E100 4:7 ¦ a second `: ` in one value",
                "dsg: 1⏎run: \"x⏎name: y ¦ E100 2:6 ¦ what begins here never ends",
                "dsg: 1⏎run: @x ¦ E100 2:6 ¦ cannot begin with this character",
                "dsg: 1⏎run: `x` ¦ E100 2:6 ¦ cannot begin with this character",
                "dsg: 1⏎stages:⏎  a: {run: x}⏎ b: {} ¦ E100 4:2 ¦ does not fit what stands before it",
                "dsg: 1⏎run: 'it's' ¦ E100 2:10 ¦ does not fit what stands before it",
                "dsg: 1⏎run: - b ¦ E100 2:6 ¦ a list with `- ` cannot begin here",
                "dsg: 1⏎run: \"\\q\" ¦ E100 2:8 ¦ not YAML: found unknown escape character q(113)",
                "dsg: 1⏎stages:⏎⇥a: {run: x} ¦ E108 3:1 ¦ a tab in the indentation",
                "dsg: 1⏎stages:⏎ ⇥a: {run: x} ¦ E108 3:2 ¦ a tab in the indentation",
                "dsg: 1⏎run: |⏎⇥x ¦ E108 3:1 ¦ a tab in the indentation",
                "dsg: 1⏎run: x⏎---⏎dsg: 1 ¦ E121 3:1 ¦ a second document",
                "%YAML 1.1⏎---⏎dsg: 1⏎run: x ¦ E121 1:1 ¦ directives",
                "%YAML 2.1⏎---⏎dsg: 1⏎run: x ¦ E121 1:1 ¦ directives",
                "%TAG ! tag:x,2:⏎---⏎dsg: 1⏎run: x ¦ E121 1:1 ¦ directives",
                "dsg: 1⏎run: &a x ¦ E121 2:6 ¦ anchors",
                "dsg: 1⏎run: !!str x ¦ E121 2:6 ¦ tags",
                "dsg: 1⏎run: !!java.net.URL [x] ¦ E121 2:6 ¦ tags",
                "dsg: 1⏎run: x⏎? [a]⏎: b ¦ E121 3:3 ¦ a key must be one word",
                "dsg: 1⏎run: x⏎dsg: 1 ¦ E120 3:1 ¦ `dsg` is given twice",
                "- dsg: 1 ¦ E117 1:1 ¦ not a list",
                "hello ¦ E117 1:1 ¦ not a single value"
            })
    void aMistakeInTheYamlIsToldInPlainWords(String text, String place, String what) {
        Problem problem = onlyProblem(text.replace('⏎', '\n').replace('⇥', '\t'));
        assertThat(problem.code() + " " + problem.line() + ":" + problem.column())
                .isEqualTo(place.strip());
        assertThat(problem.what()).contains(what);
    }

    @Test
    void inputsThatAreHalfAListAreToldBothForms() {
        assertThat(onlyProblem("dsg: 1\nin:\n  plot.py\n  results: {from: a.b}\nrun: x\n")
                        .help())
                .isEqualTo("`in` is either a list, [plot.py, data.csv], or names: code: plot.py");
        assertThat(onlyProblem("dsg: 1\nout:\n  - map.png\n  table: t.csv\nrun: x\n")
                        .help())
                .isEqualTo("`out` is either a list, [map.png, map.csv], or names: map: map.png");
    }

    @Test
    void anAliasIsRefusedAndSaysNothingMore() {
        assertThat(Sheets.problems("dsg: 1\nname: &a x\nrun: *a\n"))
                .extracting(Sheets::brief)
                .containsExactly("E121 2:7 &a", "E121 3:6 *a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "--- ~\n", "\uFEFF"})
    void anEmptyFileIsToldHowToBegin(String text) {
        Problem problem = onlyProblem(text);
        assertThat(problem.code()).isIn("E116", "E117");
        assertThat(problem.help()).isEqualTo("write at least:  dsg: 1  and  run: echo hello");
    }

    @Test
    void commentsAndDocumentMarksAreFine() {
        assertThat(valid("# job\n---\ndsg: 1 # one\nrun: echo '#' # two\n...\n").tasks())
                .isEqualTo(1);
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkDoNotMoveTheColumns() {
        Problem problem = onlyProblem("\uFEFFdsg: 1\r\nrun: |\r\n  a\r\n  {{ x }}\r\nretry: 1\r\n");
        assertThat(brief(problem)).isEqualTo("E106 4:3 {{ x }}");
        assertThat(problem.sourceLine()).isEqualTo("  {{ x }}");
    }

    @Test
    void oldMacLineEndsAreLineEnds() {
        assertThat(brief(onlyProblem("dsg: 1\rrunn: x\rrun: y"))).isEqualTo("E101 2:1 runn");
    }

    @Test
    void aTabInsideACommandIsFine() {
        assertThat(valid("dsg: 1\nrun: |\n  cat <<-E\n  \tx\n  E\nname:\tx\n").tasks())
                .isEqualTo(1);
    }
}
