// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.FailureContrast.Looked;
import dsg.core.FailureContrast.Sample;
import dsg.core.Trait.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureContrastTest {

    private static final Trait NODE = new Trait(Kind.NODE, "");

    private static Trait value(String name) {
        return new Trait(Kind.VALUE, name);
    }

    /// Tasks over a and b, of which those fail that `fails` says.
    private static Sample grid(int as, int bs, BiPredicate<Integer, Integer> fails) {
        List<Looked> failed = new ArrayList<>();
        List<Looked> passed = new ArrayList<>();
        for (int a = 0; a < as; a++) {
            for (int b = 0; b < bs; b++) {
                Map<Trait, String> traits = new LinkedHashMap<>();
                traits.put(value("a"), Integer.toString(a));
                traits.put(value("b"), Integer.toString(b));
                traits.put(NODE, (a * bs + b) % 3 == 0 ? "attic" : "den-pc");
                boolean bad = fails.test(a, b);
                (bad ? failed : passed).add(new Looked(bad ? "exit code 1" : "", traits));
            }
        }
        return new Sample(failed, passed, failed.size(), passed.size());
    }

    private static List<String> said(int as, int bs, BiPredicate<Integer, Integer> fails) {
        return FailureContrast.of(grid(as, bs, fails));
    }

    @Test
    void aValueThatAllFailedTasksHaveAndNoOtherIsNamed() {
        assertThat(said(4, 5, (_, b) -> b == 0))
                .containsExactly("all 4 failed tasks have b = 0; none of the 16 that passed has");
    }

    @Test
    void aFewOthersThatHaveItTooAreCounted() {
        assertThat(said(10, 10, (a, b) -> b == 3 && a > 1))
                .containsExactly("all 8 failed tasks have b = 3; only 2 of the 92 that passed have");
    }

    @Test
    void valuesFromOneOnAreNamed() {
        assertThat(said(6, 6, (a, _) -> a >= 4))
                .containsExactly("all 12 failed tasks have a >= 4; none of the 24 that passed has");
        assertThat(said(6, 6, (_, b) -> b < 2))
                .containsExactly("all 12 failed tasks have b <= 1; none of the 24 that passed has");
    }

    @Test
    void aNodeOnWhichAllFailedIsNamed() {
        assertThat(said(1, 18, (_, b) -> b % 3 == 0))
                .containsExactly("all 6 failed tasks ran on attic; none of the 12 that passed did");
    }

    @Test
    void twoValuesTogetherAreNamedIfNeitherAloneTells() {
        List<Looked> failed = new ArrayList<>();
        List<Looked> passed = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            Map<Trait, String> traits = new LinkedHashMap<>();
            traits.put(value("method"), List.of("fast", "exact", "old").get(i % 3));
            traits.put(value("mesh"), List.of("fine", "rough", "none").get(i / 3 % 3));
            traits.put(value("seed"), Integer.toString(i / 9));
            boolean bad = i % 9 == 1;
            (bad ? failed : passed).add(new Looked(bad ? "exit code 1" : "", traits));
        }
        assertThat(FailureContrast.of(new Sample(failed, passed, 10, 80)))
                .containsExactly(
                        "all 10 failed tasks have method = exact and mesh = fine; none of the 80 that passed has");
    }

    @Test
    void nothingIsSaidWhereChanceSeparatesAsWell() {
        // One task of a sweep always has a value that no other has.
        assertThat(said(1, 20, (_, b) -> b == 7)).isEmpty();
        assertThat(said(1, 3, (_, b) -> b == 2)).isEmpty();
        assertThat(said(5, 5, (a, b) -> (a * 7 + b * 3) % 11 == 0)).isEmpty();
        assertThat(said(4, 4, (_, _) -> true)).isEmpty();
        assertThat(said(4, 4, (_, _) -> false)).isEmpty();
    }

    @Test
    void tasksThatFailedAtRandomAreSeldomSetApart() {
        java.util.Random dice = new java.util.Random(7);
        long said = IntStream.range(0, 400)
                .filter(_ -> {
                    List<Integer> bad =
                            dice.ints(0, 36).distinct().limit(3).boxed().toList();
                    return !said(6, 6, (a, b) -> bad.contains(a * 6 + b)).isEmpty();
                })
                .count();
        assertThat(said).isLessThan(40);
    }

    @Test
    void ofSeveralReasonsTheCommonestIsLookedAtAlone() {
        Sample sample = grid(6, 6, (a, b) -> b == 0 || (a == 2 && b == 4));
        List<Looked> failed = sample.failed().stream()
                .map(task ->
                        task.traits().get(value("b")).equals("4") ? new Looked("exit code 9", task.traits()) : task)
                .toList();
        assertThat(FailureContrast.of(new Sample(failed, sample.passed(), 7, 29)))
                .containsExactly(
                        "all 6 tasks that failed alike (exit code 1) have b = 0; none of the 29 that passed has");
    }

    @Test
    void aSampleIsCalledOne() {
        Sample sample = grid(4, 5, (_, b) -> b == 0);
        assertThat(FailureContrast.of(new Sample(sample.failed(), sample.passed(), 40, 1600)))
                .containsExactly("the 4 failed tasks looked at have b = 0; none of the 16 passed tasks looked at has");
    }

    @Test
    void sizesOfInputsAndVersionsOfProgramsAreToldInWords() {
        List<Looked> failed = new ArrayList<>();
        List<Looked> passed = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            Map<Trait, String> traits = new LinkedHashMap<>();
            traits.put(new Trait(Kind.SIZE, "frame"), Long.toString(i * 1_000_000L));
            traits.put(new Trait(Kind.PROGRAM, "python3"), i > 25 ? "Python 3.9.2" : "Python 3.11.2");
            (i > 25 ? failed : passed).add(new Looked(i > 25 ? "killed" : "", traits));
        }
        assertThat(FailureContrast.of(new Sample(failed, passed, 5, 25)))
                .containsExactly(
                        "all 5 failed tasks have frame of 24.8 MiB or more; none of the 25 that passed has",
                        "all 5 failed tasks ran with python3 as Python 3.9.2; none of the 25 that passed did");
    }
}
