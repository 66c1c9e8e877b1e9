// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.onlyProblem;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Condition;
import dsg.model.JobSpec;
import dsg.model.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

    private static final String JOB = """
            dsg: 1
            params:
              full: {type: bool, default: true}
              n: {type: int, default: 3}
              snr: {type: float, default: 7}
              tag: {type: string, default: "12"}
            stages:
              fit: {run: x, out: {result: r.json}}
              many-fits: {sweep: {grid: {n: [1, 2]}}, run: x, out: {result: r.json}}
              later: {run: x}
              report:
                needs: [fit, many-fits]
                when: CONDITION
                run: x
            """;

    private static String job(String condition) {
        return JOB.replace("CONDITION", condition);
    }

    private static String expression(JobSpec job) {
        return job.stage("report").orElseThrow().when() instanceof Condition.When(String text) ? text : "";
    }

    private static Verdict judged(String condition) {
        JobSpec job = valid(job(condition));
        return Conditions.judge(
                expression(job),
                job.params(),
                Map.of(
                        "fit", Map.of("tasks", 1, "done", 1, "failed", 0),
                        "many-fits", Map.of("tasks", 2, "done", 1, "failed", 1)),
                Map.of("fit.result", "{\"chi2\": 1.5, \"list\": [1, 2.5], \"tag\": \"12\", \"none\": null}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params.full",
                "params.n > 2 && params.snr > 6.5",
                "params.n > 2.5",
                "params.snr / 2.0 == 3.5",
                "params.tag == '12'",
                "stages.fit.failed == 0",
                "stages['many-fits'].failed == 1 && stages['many-fits'].tasks == 2",
                "outputs.fit.result.chi2 < 2",
                "outputs.fit.result.chi2 < 2.0",
                "outputs.fit.result.list.exists(x, x > 2)",
                "outputs.fit.result.tag == params.tag",
                "outputs.fit.result.none == null",
                "has(outputs.fit.result.chi2) && !has(outputs.fit.result.nothing)",
                "size(outputs.fit.result.list) == params.n - 1",
                "params.tag.startsWith('1')"
            })
    void whatIsTrueRuns(String condition) {
        assertThat(judged("\"" + condition + "\"")).isEqualTo(new Verdict.Run());
        assertThat(judged("\"!(" + condition + ")\"")).isEqualTo(new Verdict.Skip());
    }

    @Test
    void aConditionMayHaveSeveralLines() {
        assertThat(judged("|\n        params.full &&\n        stages.fit.failed == 0\n"))
                .isEqualTo(new Verdict.Run());
    }

    @Test
    void typesAreKeptWhereTheValueWouldNotTellThem() {
        assertThat(expression(valid(job("params.full")))).isEqualTo("params.full");
        assertThat(expression(valid(job("params.snr > 6.5 && params.n > 2 && params.tag == '12'"))))
                .endsWith("'12'\n// params.snr: float\n// params.tag: string");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "params.ful | 13:11 params.ful | did you mean `full`?",
                "stages.fti.failed == 0 | 13:11 stages.fti.failed | did you mean `fit`?",
                "stages.fit.fialed == 0 | 13:11 stages.fit.fialed | did you mean `failed`?",
                "outputs.fit.reslt.x == 0 | 13:11 outputs.fit.reslt.x | did you mean `result`?",
                "params.full && stages.later.failed == 0 | 13:26 stages.later.failed | write needs: [later]",
                "outputs['many-fits'].result.x == 0 | 13:11 outputs['many-fits'].result.x | let a stage of one task",
                "stages.exists(s, true) | 13:11 stages | name a stage",
                "params.n | 13:11 params.n | write something that is true or false",
                "params.n > 'x' | 13:20 > | write something that is true or false",
                "params.full && | 13:25 '' | write something that is true or false",
                "nothing == 1 | 13:11 n | write something that is true or false",
                "'\"params.full && params.ful\"' | 13:27 params.ful | did you mean",
                "1 + 1 | 13:13 + | write something that is true or false"
            })
    void aMistakeIsPointedAtInsideTheExpression(String condition, String place, String help) {
        Problem problem = onlyProblem(job(condition));
        assertThat(problem.code()).isEqualTo("E125");
        assertThat(brief(problem)).isEqualTo("E125 " + place.replace("''", ""));
        assertThat(problem.help()).startsWith(help);
    }

    @Test
    void aMistakeIsPointedAtInsideABlock() {
        assertThat(brief(onlyProblem(job("|\n        params.full &&\n        params.ful\n"))))
                .isEqualTo("E125 15:9 params.ful");
    }

    @ParameterizedTest
    @ValueSource(strings = {"outputs.fit.result.nothing == 1", "outputs.fit.result.tag < 3", "1 / (params.n - 3) == 1"})
    void whatCannotBeToldIsUnclearInAWholeSentence(String condition) {
        assertThat(judged("\"" + condition + "\""))
                .isInstanceOfSatisfying(
                        Verdict.Unclear.class,
                        unclear -> assertThat(unclear.why())
                                .startsWith("The condition cannot be told: ")
                                .endsWith(".")
                                .doesNotContain("\n"));
    }

    @Test
    void anOutputThatIsNoJsonIsNamed() {
        Verdict verdict = Conditions.judge(
                "outputs.fit.result.x == 1", Map.of(), Map.of(), Map.of("fit.result", "{", "fit.other", "["));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Unclear.class,
                        unclear -> assertThat(unclear.why()).contains("output result of stage fit is no JSON"));
    }

    @Test
    @Timeout(20)
    void noConditionLastsOrGrows() {
        String nested = "[1,2,3,4,5,6,7,8,9].exists(a, ".repeat(12) + "a > 99" + ")".repeat(12);
        assertThat(Conditions.judge(nested, Map.of(), Map.of(), Map.of())).isInstanceOf(Verdict.Unclear.class);
        assertThat(Conditions.judge("(".repeat(900) + "true" + ")".repeat(900), Map.of(), Map.of(), Map.of()))
                .isInstanceOf(Verdict.Unclear.class);
        assertThat(Conditions.judge("\0\"'", Map.of(), Map.of(), Map.of())).isInstanceOf(Verdict.Unclear.class);
        assertThat(onlyProblem(job("params.full" + " && params.full".repeat(150)))
                        .code())
                .isEqualTo("E122");
    }
}
