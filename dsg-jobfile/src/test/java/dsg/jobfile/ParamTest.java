// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.problems;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamTest {

    private static final String SEEDS = """
            dsg: 1
            params:
              seeds: {type: int, default: 20, min: 1, max: 1000, help: Random seeds}
              mode: {type: choice, choices: [fast, exact], default: fast}
            sweep: {grid: {seed: {range: "1..{{ params.seeds }}"}}}
            run: "x {{ seed }} {{ params.mode }}"
            """;

    private static Reading set(String text, Map<String, String> values) {
        return JobFile.read(text, "job.yaml", Sheets.EVERYTHING, new ReadOptions(false, values));
    }

    private static Problem refusedSet(String name, String value) {
        return switch (set(SEEDS, Map.of(name, value))) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems.getFirst();
        };
    }

    @Test
    void aParameterHasItsDefaultUnlessItIsSet() {
        assertThat(valid(SEEDS).params()).isEqualTo(Map.of("seeds", "20", "mode", "fast"));
        assertThat(valid(SEEDS).tasks()).isEqualTo(20);
        assertThat(set(SEEDS, Map.of("seeds", "3", "mode", "exact")))
                .isInstanceOfSatisfying(Reading.Valid.class, valid -> {
                    assertThat(valid.spec().tasks()).isEqualTo(3);
                    assertThat(valid.spec().params()).isEqualTo(Map.of("seeds", "3", "mode", "exact"));
                });
    }

    @Test
    void aFormLearnsWhichParametersThereAreAlsoWhereTheRestOfTheFileIsWrong() {
        String wrong = SEEDS.replace("run:", "rnu:") + "nonsense: 1\n";
        assertThat(JobFile.params(wrong, "job.yaml"))
                .containsExactly(
                        new DeclaredParam(
                                "seeds",
                                "int",
                                "Random seeds",
                                Optional.of("20"),
                                Optional.of("1"),
                                Optional.of("1000"),
                                List.of()),
                        new DeclaredParam(
                                "mode",
                                "choice",
                                "",
                                Optional.of("fast"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("fast", "exact")));
        assertThat(JobFile.params("dsg: 1\nparams: {n: {type: int}, odd: {default: 1}, x: 5}\n", "job.yaml"))
                .extracting(DeclaredParam::name)
                .containsExactly("n");
        assertThat(JobFile.params("params: [", "job.yaml")).isEmpty();
        assertThat(JobFile.params("#!/bin/sh\n#DSG cpu=1\n", "fit.sh")).isEmpty();
    }

    @Test
    void aValueOutOfRangeIsToldTheRange() {
        Problem problem = refusedSet("seeds", "5000");
        assertThat(brief(problem)).isEqualTo("E114 3:3 seeds");
        assertThat(problem.what()).isEqualTo("seeds = 5000, at most 1000");
        assertThat(problem.help()).contains("--set seeds=1000");
        assertThat(refusedSet("seeds", "0").what()).isEqualTo("seeds = 0, at least 1");
        assertThat(refusedSet("mode", "exakt").what()).isEqualTo("mode = exakt, none of fast, exact");
        assertThat(refusedSet("mode", "exakt").help()).contains("--set mode=exact");
        assertThat(brief(refused("params: {n: {type: int, default: 5, max: 4}}\nrun: x\n")))
                .isEqualTo("E114 3:34 5");
    }

    @Test
    void anUnknownParameterIsToldTheLikelyOne() {
        Problem problem = refusedSet("seds", "3");
        assertThat(problem.code()).isEqualTo("E126");
        assertThat(problem.help()).isEqualTo("did you mean `--set seeds=…`?  parameters: seeds, mode");
    }

    @Test
    void aParameterWithoutAValueMustBeSet() {
        Problem problem = refused("params: {n: {type: int}}\nrun: \"x {{ params.n }}\"\n");
        assertThat(brief(problem)).isEqualTo("E126 3:10 n");
        assertThat(problem.help()).contains("--set n=");
    }

    @ParameterizedTest
    @CsvSource({"int, 1.5", "int, x", "int, ''", "float, x", "float, nan", "float, 1e9999", "bool, yes", "bool, 1"})
    void aValueIsOfItsType(String type, String value) {
        assertThat(refused("params: {n: {type: " + type + ", default: '" + value + "'}}\nrun: x\n")
                        .code())
                .isEqualTo("E102");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a-b: {type: int, default: 1}}",
                "{n: {default: 1}}",
                "{n: {type: number, default: 1}}",
                "{n: {type: choice, default: 1}}",
                "{n: {type: choice, choices: [], default: 1}}",
                "{n: {type: choice, choices: a, default: a}}",
                "{n: {type: string, default: a, min: 1}}",
                "{n: {type: int, default: 1, choices: [1]}}",
                "{n: {type: int, default: 1, min: low}}",
                "{n: {type: int, default: 1, step: 1}}",
                "{n: 5}",
                "5",
                "[n]"
            })
    void aParameterThatIsSaidWronglyIsOneProblem(String params) {
        assertThat(refused("params: " + params + "\nrun: x\n").code()).matches("E1\\d\\d");
    }

    @Test
    void parametersAreFilledEverywhere() {
        JobSpec job = valid("""
                dsg: 1
                params:
                  cores: {type: int, default: 4}
                  file: {type: path, default: data/a.csv}
                  limit: {type: string, default: 2h}
                  hot: {type: bool, default: true}
                  step: {type: float, default: 0.5}
                defaults: {time: "{{ params.limit }}"}
                sweep: {grid: {a: ["{{params.step}}", 7], b: {from: 0, to: "{{ params.step }}", steps: 2}}}
                in: {file: "{{ params.file }}"}
                network: "{{ params.hot }}"
                resources: {cpu: "{{ params.cores | raw }}", memory: "{{ params.cores }}GiB"}
                env: {STEP: "{{ params.step }}"}
                run: "x {{ params.file }}"
                """);
        var main = job.stages().getFirst();
        assertThat(main.request().toString()).isEqualTo("cpu 4, memory 4GiB");
        assertThat(main.sweep().values(2)).isEqualTo(Map.of("a", "0.5", "b", "0.5"));
        assertThat(main.inputs().getFirst().path()).isEqualTo("data/a.csv");
        assertThat(main.time().toString()).contains("PT2H");
        assertThat(main.network()).isTrue();
        assertThat(main.command().names()).containsExactly("params.file");
        assertThat(main.env().get("STEP").names()).containsExactly("params.step");
    }

    @Test
    void aParameterThatIsNotThereIsPointedAt() {
        assertThat(problems("dsg: 1\nparams: {n: {type: int, default: 1}}\n"
                        + "resources: {cpu: \"x{{ params.m }}\"}\nrun: \"x {{ params.k }}\"\n"))
                .extracting(Sheets::brief)
                .containsExactly("E106 3:20 {{ params.m }}", "E106 4:9 {{ params.k }}");
    }

    @Test
    void aValueIsNeverExpandedAgainAndCannotFillTheMachine() {
        String bomb = "dsg: 1\nparams: {n: {type: string, default: '" + "y".repeat(9_000) + "'}}\ndescription: \""
                + "{{params.n}}".repeat(10_000) + "\"\nrun: x\n";
        assertThat(Sheets.problems(bomb)).extracting(Problem::code).containsOnly("E122");
        assertThat(set(
                        "dsg: 1\nparams: {n: {type: string, default: x}}\nin: [\"{{ params.n }}\"]\nrun: x\n",
                        Map.of("n", "{{ params.n }}")))
                .isInstanceOf(Reading.Invalid.class);
    }
}
