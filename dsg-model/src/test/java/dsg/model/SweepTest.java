// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Sweep.Axis;
import dsg.model.Sweep.Grid;
import dsg.model.Sweep.Single;
import dsg.model.Sweep.Values.Listed;
import dsg.model.Sweep.Values.Range;
import dsg.model.Sweep.Values.Steps;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SweepTest {

    @Test
    void noSweepIsOneTaskWithoutValues() {
        Sweep single = new Single();

        assertThat(single.size()).isEqualTo(1);
        assertThat(single.values(1)).isEmpty();
        assertThat(single.names()).isEmpty();
        assertThat(single.isSweep()).isFalse();
    }

    @Test
    void theLastAxisTurnsFastest() {
        Sweep grid = new Grid(List.of(listed("x", "a", "b"), new Axis("y", new Range(1, 3))));

        assertThat(grid.size()).isEqualTo(6);
        assertThat(grid.values(1)).isEqualTo(Map.of("x", "a", "y", "1"));
        assertThat(grid.values(2)).isEqualTo(Map.of("x", "a", "y", "2"));
        assertThat(grid.values(3)).isEqualTo(Map.of("x", "a", "y", "3"));
        assertThat(grid.values(4)).isEqualTo(Map.of("x", "b", "y", "1"));
        assertThat(grid.values(6)).isEqualTo(Map.of("x", "b", "y", "3"));
    }

    @Test
    void theValuesStandInTheOrderOfTheJobFile() {
        Sweep grid = new Grid(List.of(listed("z", "1"), listed("a", "2"), listed("m", "3")));

        assertThat(grid.values(1).keySet()).containsExactly("z", "a", "m");
        assertThat(grid.names()).containsExactly("z", "a", "m");
    }

    @Test
    void everyCombinationComesOnce() {
        Sweep grid = new Grid(
                List.of(listed("x", "a", "b"), new Axis("y", new Range(-1, 1)), new Axis("z", steps("0", "1", 4))));

        assertThat(LongStream.rangeClosed(1, grid.size()).mapToObj(task -> grid.values((int) task)))
                .hasSize(24)
                .doesNotHaveDuplicates();
    }

    @Test
    void aGridOfOneIsStillASweep() {
        assertThat(new Grid(List.of(listed("x", "a"))).isSweep()).isTrue();
    }

    @Test
    void stepsAreDecimalSoThatThreeTimesATenthReadsThreeTenths() {
        assertThat(all(steps("0", "1", 11)))
                .containsExactly("0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1");
        assertThat(all(steps("0.1", "0.5", 5))).containsExactly("0.1", "0.2", "0.3", "0.4", "0.5");
    }

    @Test
    void stepsWithoutAnEndOfDigitsAreCutAtFifteen() {
        assertThat(all(steps("0", "1", 4))).containsExactly("0", "0.333333333333333", "0.666666666666667", "1");
    }

    @Test
    void stepsGoDownwardsAndThroughZero() {
        assertThat(all(steps("1", "-1", 5))).containsExactly("1", "0.5", "0", "-0.5", "-1");
    }

    @Test
    void oneStepIsItsBeginning() {
        assertThat(all(steps("2.50", "9", 1))).containsExactly("2.5");
    }

    @Test
    void stepsAreWrittenWithoutAnExponent() {
        assertThat(all(steps("1E+3", "3E+3", 3))).containsExactly("1000", "2000", "3000");
        assertThat(all(steps("1E-7", "2E-7", 2))).containsExactly("0.0000001", "0.0000002");
    }

    @Test
    void stepsKeepEveryDigitThatWasWritten() {
        assertThat(all(steps("1126259462391000001", "1126259462391000003", 3)))
                .containsExactly("1126259462391000001", "1126259462391000002", "1126259462391000003");
        assertThat(all(steps("0.1234567890123456789", "0.1234567890123456791", 2)))
                .containsExactly("0.1234567890123456789", "0.1234567890123456791");
    }

    @Test
    void aRangeHasBothItsEnds() {
        assertThat(all(new Range(-2, 2))).containsExactly("-2", "-1", "0", "1", "2");
        assertThat(new Range(7, 7).size()).isEqualTo(1);
    }

    @Test
    void aMillionTasksAreNeverWrittenOut() {
        Sweep grid = new Grid(List.of(new Axis("x", new Range(1, 1000)), new Axis("y", new Range(1, 1000))));

        assertThat(grid.size()).isEqualTo(1_000_000);
        assertThat(grid.values(1_000_000)).isEqualTo(Map.of("x", "1000", "y", "1000"));
        assertThat(grid.values(500_001)).isEqualTo(Map.of("x", "501", "y", "1"));
    }

    @Test
    void moreTasksThanALongHoldsIsAnError() {
        Axis axis = new Axis("x", new Range(1, Long.MAX_VALUE / 2));

        assertThatThrownBy(() -> new Grid(List.of(axis, axis, axis)).size()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Range(Long.MIN_VALUE, Long.MAX_VALUE).size())
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void whatIsNoSweepDoesNotExist() {
        assertThatThrownBy(() -> new Grid(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> steps("0", "1", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Axis listed(String name, String... values) {
        return new Axis(name, new Listed(List.of(values)));
    }

    private static Steps steps(String from, String to, int steps) {
        return new Steps(new BigDecimal(from), new BigDecimal(to), steps);
    }

    private static List<String> all(Sweep.Values values) {
        return LongStream.range(0, values.size()).mapToObj(values::at).toList();
    }
}
