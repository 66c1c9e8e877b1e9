// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.jobfile.InputFiles.Listing;
import dsg.model.Artefact;
import dsg.model.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    private static Reading readWith(InputFiles files, String in) {
        return JobFile.read("dsg: 1\nin: " + in + "\nrun: x\n", "job.yaml", files, ReadOptions.DEFAULT);
    }

    private static Problem refusedWith(InputFiles files, String in) {
        return switch (readWith(files, in)) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems.getFirst();
        };
    }

    private static Listing.Found found(String... paths) {
        return new Listing.Found(Arrays.stream(paths)
                .map(path -> new Input.LocalFile(path, Artefact.EMPTY))
                .toList());
    }

    @Test
    void aListedInputIsCalledByItsPathAndLiesThere() {
        assertThat(stage("in: [a.py, data/x.csv]\nrun: x\n").inputs())
                .extracting(Input::name, Input::path)
                .containsExactly(Tuple.tuple("a.py", "a.py"), Tuple.tuple("data/x.csv", "data/x.csv"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.py, a.py",
        "./a.py, a.py",
        "src//./b/a.py, src/b/a.py",
        "data/, data",
        "../x/a.py, a.py",
        "src/../a.py, a.py",
        "/etc/hosts, hosts",
        "C:/x/a.py, a.py",
        "a b.py, a b.py",
        "., .",
        "...,..."
    })
    void anInputFromElsewhereLandsAtItsBaseName(String written, String landing) {
        assertThat(TaskPath.ofInput(written)).isEqualTo(new TaskPath.At(landing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../..", "/", "x/..", "C:", "C:/", "D:\\x", "\"a\\nb\"", "\"\\0\"", "''"})
    void aPathWithoutANameOfItsOwnIsRefused(String written) {
        String quoted = written.startsWith("\"") || written.equals("''") ? written : "'" + written + "'";
        assertThat(refused("in: [" + quoted + "]\nrun: x\n").code()).isEqualTo("E119");
    }

    @Test
    void patternsComeLater() {
        assertThat(brief(refused("in: [\"data/*.csv\"]\nrun: x\n"))).isEqualTo("E115 3:6 \"data/*.csv\"");
    }

    @Test
    void aFolderIsAllItsFiles() {
        Reading reading = readWith(_ -> found("data/a", "data/b/c"), "{set: data}");
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.spec().stages().getFirst().inputs())
                                .containsExactly(new Input.Local(
                                        "set",
                                        "data",
                                        found("data/a", "data/b/c").files())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/etc/passwd",
                "data/../../evil",
                "data/./x",
                "data//x",
                "data/",
                "other",
                "datax",
                "",
                "data/a\\..\\b",
                "data/a\u0000b",
                "C:/x"
            })
    void aFileHandedInUnderAForeignPathIsRefused(String path) {
        assertThat(refusedWith(new GivenInputFiles(Map.of("data", found(path).files())), "[data]")
                        .code())
                .isEqualTo("E105");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", ".", "C:x", "a/../x"})
    void aFileHandedInForTheWholeFolderStaysInsideIt(String path) {
        assertThat(refusedWith(new GivenInputFiles(Map.of(".", found(path).files())), "[.]")
                        .code())
                .isEqualTo("E105");
    }

    @Test
    void whatWasNotHandedInIsMissing() {
        Problem problem = refusedWith(new GivenInputFiles(Map.of("pi.py", List.of())), "[p1.py]");
        assertThat(problem.what()).isEqualTo("input file not found: p1.py");
        assertThat(problem.help()).isEqualTo("looked in the files handed in with the job; did you mean `pi.py`?");
    }

    @Test
    void anEmptyFolderIsNoInput() {
        assertThat(refusedWith(_ -> found(), "[data]").what()).isEqualTo("input `data` is a folder without files");
    }

    @Test
    void aFolderOfTooManyFilesIsNoInput() {
        String[] many = new String[10_001];
        Arrays.setAll(many, i -> "data/" + i);
        assertThat(refusedWith(_ -> found(many), "[data]").what()).contains("more than 10,000 files");
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        assertThat(refusedWith(_ -> new InputFiles.Unreadable("is neither a file nor a folder"), "[x]")
                        .what())
                .isEqualTo("input `x` is neither a file nor a folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a.py, a.py]",
                "[a.py, ./a.py]",
                "[x/a.py, ../x/../a.py, ../a.py]",
                "{one: a.py, two: ../a.py}",
                "[a, a/b]",
                "[a/b, a]"
            })
    void noTwoInputsLandAtTheSamePlace(String in) {
        assertThat(refused("in: " + in + "\nrun: x\n").code()).isEqualTo("E112");
    }

    @Test
    void neighboursDoNotCollide() {
        assertThat(stage("in: [a, a.b, a-b/c, ab/c, ab/d]\nrun: x\n").inputs()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in: x", "in:", "in: [{from: a.b}]", "in: [[a]]", "in: {a: [b]}", "in: {a: }", "in: [~]"})
    void inputsAreAListOrNames(String in) {
        assertThat(refused(in + "\nrun: x\n").code()).isEqualTo("E117");
    }

    @Test
    void anInputFromAStageSaysWhich() {
        assertThat(brief(refused("in: {a: {as: dir}}\nrun: x\n"))).isEqualTo("E116 3:6 a");
        assertThat(refused("stages: {m: {run: x, out: [x]}, n: {in: {a: {form: b.c, from: m.x}}, run: y}}\n")
                        .help())
                .isEqualTo("did you mean `from`?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "1a", "a.b", "''"})
    void anInputHasAnOrdinaryName(String name) {
        assertThat(refused("in: {" + name + ": x}\nrun: x\n").code()).isEqualTo("E118");
    }
}
