// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

    @Test
    void outputsAreListedOrNamed() {
        assertThat(stage("run: x\nout: [a.json, ./b/c.json]\n").outputs())
                .containsExactly(
                        new Output("a.json", "a.json", false, ""), new Output("b/c.json", "b/c.json", false, ""));
        assertThat(stage("run: x\nout: {a: a.json, b: {path: b.png, show: true, caption: A line}}\n")
                        .outputs())
                .containsExactly(new Output("a", "a.json", false, ""), new Output("b", "b.png", true, "A line"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/x", "../x", "a/../x", "'C:/x'", "'a\\b'", "a/", "''", ".", "\"a\\nb\""})
    void anOutputIsAFileInTheTasksFolder(String path) {
        assertThat(refused("run: x\nout: [" + path + "]\n").code()).isEqualTo("E119");
        assertThat(refused("run: x\nout: {a: " + path + "}\n").code()).isEqualTo("E119");
        assertThat(refused("run: x\nout: {a: {path: " + path + "}}\n").code()).isEqualTo("E119");
    }

    @Test
    void patternsComeLater() {
        assertThat(refused("run: x\nout: [\"*.png\"]\n").code()).isEqualTo("E115");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a: x, b: x}", "{a: x, b: {path: ./x}}"})
    void noTwoOutputsAreTheSameFile(String out) {
        Problem problem = refused("run: x\nout: " + out + "\n");
        assertThat(problem.code()).isEqualTo("E112");
        assertThat(problem.help()).isEqualTo("it is output `a` already; remove one of them");
    }

    @Test
    void anOutputListedTwiceIsOneTooMany() {
        assertThat(brief(refused("run: x\nout: [x, ./x]\n"))).isEqualTo("E112 4:10 ./x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out: x",
                "out:",
                "out: [[x]]",
                "out: [{path: x}]",
                "out: {a: [x]}",
                "out: {a: }",
                "out: {a: {path: x, show: yes}}",
                "out: {a: {path: x, show: 'true'}}",
                "out: {a: {path: x, caption: [a]}}"
            })
    void anythingElseIsOfTheWrongKind(String out) {
        assertThat(refused("run: x\n" + out + "\n").code()).isEqualTo("E117");
    }

    @Test
    void aDescribedOutputHasAPath() {
        assertThat(brief(refused("run: x\nout: {a: {show: true}}\n"))).isEqualTo("E116 4:7 a");
    }

    @Test
    void anOutputHasAnOrdinaryName() {
        assertThat(brief(refused("run: x\nout: {a.b: x}\n"))).isEqualTo("E118 4:7 a.b");
    }
}
