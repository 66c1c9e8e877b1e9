// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.JobSpec;
import dsg.model.StageSpec;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutationTest {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "\n",
            "  ",
            "\t",
            "\"",
            "'",
            "|",
            ">",
            "&a ",
            "*a",
            "!!x ",
            "#",
            "%",
            "{{ x }}",
            "{{",
            "}}",
            "0",
            "-1",
            "1e999",
            "~",
            "\0",
            "\uFEFF",
            "🦉",
            "\r\n",
            "../",
            "/",
            "*",
            "? ",
            "---\n",
            "null",
            "from: ",
            "grid: ",
            "zip: ",
            "as: x, ",
            "{{ params.n }}",
            "{{ params.",
            "when: ",
            "defaults: ",
            "[*",
            "run: x\n",
            "stages:\n");

    private static String mutated(String text, SplittableRandom random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int times = random.nextInt(1, 5); times > 0; times--) {
            int at = random.nextInt(mutated.length());
            int length = Math.min(random.nextInt(12), mutated.length() - at);
            switch (random.nextInt(4)) {
                case 0 -> mutated.delete(at, at + length);
                case 1 -> mutated.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> mutated.replace(at, at + length, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, at + length));
                default -> throw new IllegalStateException("There are four ways.");
            }
        }
        return mutated.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"estimate-pi.yaml", "sir-sweep.yaml", "m4.yaml", "whole.yaml", "transit-search.yaml"})
    @Timeout(60)
    void aDamagedFileIsAJobOrHasProblemsWithinItsBounds(String name) {
        String text = Sheets.resource(name);
        SplittableRandom random = new SplittableRandom(20_261_124);
        int valid = 0;
        for (int i = 0; i < 2_000; i++) {
            String mutated = mutated(text, random);
            switch (Sheets.read(mutated)) {
                case Reading.Valid(var spec, var warnings) -> {
                    assertThat(warnings).allMatch(Problem::isWarning);
                    assertThat(spec.stages()).isNotEmpty();
                    spec.stages().forEach(stage -> stage.command().argv(values(spec, stage)));
                    valid++;
                }
                case Reading.Invalid invalid -> Bounds.check(mutated, invalid);
            }
        }
        assertThat(valid).as("files that are still jobs").isBetween(0, 1_500);
    }

    private static Map<String, String> values(JobSpec spec, StageSpec stage) {
        return Stream.of(
                        stage.sweep().names().stream(),
                        stage.inputs().stream().map(input -> "in." + input.name()),
                        spec.params().keySet().stream().map(param -> "params." + param))
                .flatMap(names -> names)
                .collect(Collectors.toMap(one -> one, one -> "1", (a, _) -> a));
    }
}
