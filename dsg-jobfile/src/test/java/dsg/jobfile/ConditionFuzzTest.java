// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionFuzzTest {

    private static final List<String> TOKENS = List.of(
            "params.n",
            "params",
            "stages.a.failed",
            "stages",
            "outputs.a.r.x",
            "outputs",
            "[",
            "]",
            "(",
            ")",
            "{",
            "}",
            ".",
            ",",
            "?",
            ":",
            "&&",
            "||",
            "!",
            "-",
            "+",
            "*",
            "/",
            "%",
            "==",
            "<",
            "in",
            "true",
            "1",
            "1u",
            "1.5e9",
            "'a'",
            "\"b",
            "r'\\",
            "b'x'",
            "null",
            "has(",
            "size(",
            ".exists(x, ",
            ".map(y, ",
            "matches(",
            "`q`",
            "//",
            "🦉",
            "\u0000",
            "\n",
            "9999999999999999999",
            "timestamp(",
            "duration('1h')",
            "type(",
            "dyn(",
            "@");

    private static final Map<String, Map<String, Integer>> STAGES = Map.of("a", Map.of("failed", 0));
    private static final Map<String, String> OUTPUTS = Map.of("a.r", "{\"x\": [1, 2, {\"y\": null}]}");

    private static void answer(String condition) {
        assertThat(Conditions.judge(condition, Map.of("n", "3"), STAGES, OUTPUTS))
                .isNotNull();
        String written = condition.replace("\u0000", "").replace("\n", " ").replace("'", "''");
        Reading reading = Sheets.read("dsg: 1\nparams: {n: {type: int, default: 3}}\nstages:\n"
                + "  a: {run: x, out: {r: r.json}}\n  b:\n    needs: [a]\n    run: x\n    when: '" + written + "'\n");
        if (reading instanceof Reading.Invalid(List<Problem> problems)) {
            assertThat(problems)
                    .allSatisfy(problem -> assertThat(problem.what()).hasSizeLessThan(1_000));
        }
    }

    @Test
    @Timeout(120)
    void whateverAConditionIsItIsAnswered() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        for (int i = 0; i < 1_000; i++) {
            int length = random.nextInt(1, 25);
            answer(Stream.generate(() -> TOKENS.get(random.nextInt(TOKENS.size())))
                    .limit(length)
                    .collect(Collectors.joining(random.nextBoolean() ? " " : "")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!",
                "-",
                "1+",
                "1 < ",
                "true ? true : ",
                "[",
                "{1:",
                "a.",
                "'a' + ",
                "params.n == 3 && ",
                "[1][",
                "("
            })
    @Timeout(60)
    void noChainIsTooLong(String link) {
        answer(link.repeat(1_900 / link.length()) + "1");
        answer(link.repeat(1_900 / link.length()) + "true");
    }

    @Test
    @Timeout(60)
    void noMemberIsTooDeep() {
        answer("outputs.a.r" + ".x".repeat(900));
        answer("outputs.a.r" + "[0]".repeat(600));
        answer("[0]".repeat(600) + " == 1");
        answer("'" + "a".repeat(500) + "b'.matches('(a+)+$')");
    }
}
