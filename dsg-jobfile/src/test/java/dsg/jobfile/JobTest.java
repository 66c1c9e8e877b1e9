// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.onlyProblem;
import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static dsg.jobfile.Sheets.valid;
import static dsg.jobfile.Sheets.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Command;
import dsg.model.JobSpec;
import dsg.model.Template;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {

    @Test
    void threeWordsAreAJob() {
        JobSpec job = valid("dsg: 1\nrun: echo hello\n");
        assertThat(job.name()).isEqualTo("job");
        assertThat(job.description()).isEmpty();
        assertThat(job.tasks()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"orbit.yaml, orbit", "/home/ana/pi.job.yml, pi", "C:\\x\\y.yaml, y", "-, job", ".yaml, job", "'', job"})
    void aJobWithoutANameIsCalledLikeItsFile(String file, String name) {
        Reading reading = JobFile.read("dsg: 1\nrun: x", file, Sheets.EVERYTHING, ReadOptions.DEFAULT);
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.spec().name()).isEqualTo(name));
    }

    @Test
    void aListStartsWithoutAShell() {
        assertThat(stage("run: [python3, -c, \"print('a b')\", 1, \"\"]\n")
                        .command()
                        .argv(Map.of()))
                .containsExactly("python3", "-c", "print('a b')", "1", "");
    }

    @Test
    void theVersionOfTheFormatMustBeSaid() {
        Problem problem = onlyProblem("name: x\nrun: y\n");
        assertThat(brief(problem)).isEqualTo("E116 1:1 name");
        assertThat(problem.help()).contains("dsg: 1");
    }

    @Test
    void aNewerVersionIsAWarning() {
        assertThat(warnings("dsg: 2\nrun: y\n")).extracting(Sheets::brief).containsExactly("W204 1:6 2");
    }

    @Test
    void aWarningStandsBesideTheErrorsItExplains() {
        assertThat(problems("dsg: 2\nrunn: y\nrun: x"))
                .extracting(Sheets::brief)
                .containsExactly("W204 1:6 2", "E101 2:1 runn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "one", "-1", "1.0", "1e9", "99999999999999999999", "[1]", "{a: b}", "''"})
    void noOtherVersionIsTaken(String version) {
        assertThat(onlyProblem("dsg: " + version + "\nrun: y\n").code()).isIn("E102", "E117");
    }

    @Test
    void aJobNeedsSomethingToRun() {
        Problem problem = onlyProblem("dsg: 1\nname: x\n");
        assertThat(brief(problem)).isEqualTo("E116 1:1 dsg");
        assertThat(problem.what()).isEqualTo("the job has neither `run` nor `stages`");
    }

    @Test
    void runAndStagesExcludeEachOther() {
        assertThat(brief(refused("run: x\nin: [a]\nstages: {a: {run: y}}\n"))).isEqualTo("E109 3:1 run");
    }

    @Test
    void aStageKeyBesideStagesIsToldToMove() {
        Problem problem = refused("resources: {cpu: 2}\nstages: {a: {run: y}}\n");
        assertThat(brief(problem)).isEqualTo("E101 3:1 resources");
        assertThat(problem.help()).isEqualTo("move it into the stage it is for, or into `defaults` if it is for all");
    }

    @Test
    void aStageWithoutRunIsPointedAt() {
        assertThat(brief(refused("stages:\n  a:\n    out: [x]\n"))).isEqualTo("E116 4:3 a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run:", "run: ''", "run: []", "run: ~", "run: {a: b}", "run: '  '"})
    void aCommandCannotBeNothing(String run) {
        assertThat(refused(run + "\n").code()).isEqualTo("E117");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run: [[a]]", "run: [a, {b: c}]", "run: [a, ~]", "run: ['']", "run: ['', a]"})
    void eachArgumentIsOneValueAndTheFirstIsAProgram(String run) {
        assertThat(refused(run + "\n").code()).isEqualTo("E117");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-x", "a b", "../x", "''", "\"a\\e[31m\"", "ä"})
    void aJobsNameCanStandInAPathAndIsNoNumber(String name) {
        assertThat(onlyProblem("dsg: 1\nname: " + name + "\nrun: x\n").code()).isEqualTo("E118");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Train", "1st", "a.b", "a b", "_x", "''"})
    void aStagesNameIsSmallLettersDigitsAndDashes(String name) {
        assertThat(refused("stages:\n  " + name + ": {run: x}\n").code()).isEqualTo("E118");
    }

    @Test
    void aDescriptionCannotSteerATerminal() {
        assertThat(refused("description: \"\\e[2J\"\nrun: x\n").code()).isEqualTo("E117");
    }

    @Test
    void theEnvironmentTakesTextAndPlaceholders() {
        Map<String, Template> env = stage("""
                sweep: {grid: {n: [1, 2]}}
                env: {OMP_NUM_THREADS: 1, DEBUG: true, SEED: "s{{ n }}", NONE: ""}
                run: x
                """).env();
        assertThat(env).containsOnlyKeys("OMP_NUM_THREADS", "DEBUG", "SEED", "NONE");
        assertThat(env.get("SEED").fill(Map.of("n", "7"))).isEqualTo("s7");
        assertThat(env.get("DEBUG").fill(Map.of())).isEqualTo("true");
        assertThat(env.get("NONE").fill(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DSG_TASK: 1", "1A: 1", "a-b: 1", "A=B: 1"})
    void aVariableHasAnOrdinaryName(String variable) {
        assertThat(refused("env: {" + variable + "}\nrun: x\n").code()).isEqualTo("E118");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A:", "A: [1]", "A: {b: 1}"})
    void aVariableHasOneValue(String variable) {
        assertThat(refused("env: {" + variable + "}\nrun: x\n").code()).isEqualTo("E117");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "shell"})
    void aKeyOfALaterVersionIsKnown(String key) {
        Problem problem = refused(key + ": x\nrun: y\n");
        assertThat(brief(problem)).isEqualTo("E115 3:1 " + key);
        assertThat(problem.what()).isEqualTo("`" + key + "` is known, but not in this version");
    }

    @Test
    void anUnknownKeyIsNamedWithTheLikelyOneMeant() {
        Problem problem = refused("resorces: {cpu: 1}\nrun: y\n");
        assertThat(problem.what()).isEqualTo("unknown key `resorces` in this file");
        assertThat(problem.help()).isEqualTo("did you mean `resources`?");
    }

    @Test
    void anUnknownKeyThatIsLikeNoneIsToldTheKeys() {
        Problem problem = refused("stages:\n  a: {run: x, banana: 1}\n");
        assertThat(problem.what()).isEqualTo("unknown key `banana` in stage a");
        assertThat(problem.help()).startsWith("here this version has sweep, in, run");
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                dsg: 1
                nmae: x
                in: {a-b: x}
                run: echo {{ y }}
                out: [../z]
                resources: {cpu: -1, memory: 4g, any_of: []}
                time: 10
                retry: -1
                """))
                .extracting(Sheets::brief)
                .containsExactly(
                        "E101 2:1 nmae",
                        "E118 3:6 a-b",
                        "E106 4:11 {{ y }}",
                        "E119 5:7 ../z",
                        "E102 6:18 -1",
                        "E102 6:30 4g",
                        "E115 6:34 any_of",
                        "E102 7:7 10",
                        "E102 8:8 -1");
    }

    @Test
    void atMostTwentyAreShownAndTheyAreTheFirst() {
        StringBuilder text = new StringBuilder("dsg: 1\nrun: x\n");
        for (int i = 0; i < 150; i++) {
            text.append("key").append(i).append(": x\n");
        }
        List<Problem> problems = problems(text.toString());
        assertThat(problems).hasSize(20);
        assertThat(problems.getLast().line()).isEqualTo(22);
    }

    @Test
    void aCommandTooLongToStartIsRefused() {
        assertThat(refused("run: " + "x".repeat(100_001)).code()).isEqualTo("E122");
    }

    @Test
    void aBlockKeepsItsLines() {
        assertThat(((Command.Shell) stage("run: |\n  a\n  b\n").command()).text())
                .isEqualTo(Template.of("a\nb\n"));
    }
}
