// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The example `ising`, against the exact magnetisation of Onsager and Yang.
@Timeout(900)
class IsingTest {

    private static final double CRITICAL = 2 / Math.log(1 + Math.sqrt(2));
    private static final int SPINS = 128 * 128;

    private static ExampleRun example;

    @BeforeAll
    static void runTheExample() {
        Machine.onlyInTheLongForm(); // in the short form Gw150914Test stands for all examples
        example = ExampleRun.of("ising");
    }

    private static List<Map<String, Double>> table() {
        return example.table("compare/magnetisation.csv");
    }

    private static double exact(double temperature) {
        return Math.pow(1 - Math.pow(Math.sinh(2 / temperature), -4), 0.125);
    }

    /// Up to 2.2 the lattice is at least 14 correlation lengths wide, and what it lacks of an endless one is far
    /// below the standard error. Four of those, told from 20 blocks: chance would exceed them once in some 160 runs
    /// of 8 points; ours are seeded.
    @Test
    void belowTheCriticalTemperatureItIsOnsagersCurve() {
        List<Map<String, Double>> cold =
                table().stream().filter(row -> row.get("temperature") < 2.21).toList();

        assertThat(cold).hasSize(8).allSatisfy(row -> {
            double error = row.get("standard_error");
            assertThat(error).isBetween(0.0, 0.003);
            assertThat(row.get("magnetisation")).isEqualTo(exact(row.get("temperature")), within(4 * error));
        });
    }

    /// What is left above is chance: it falls with the temperature, and is never below that of spins that do not feel
    /// each other, sqrt(2 / (pi n)).
    @Test
    void aboveTheCriticalTemperatureOnlyChanceIsLeft() {
        List<Double> hot = between(2.45, 4);

        assertThat(hot).hasSize(6).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(hot).allMatch(m -> m < 0.06 && m > Math.sqrt(2 / (Math.PI * SPINS)));
    }

    @Test
    void itFallsSteeplyAtTheCriticalTemperature() {
        assertThat(between(2.19, CRITICAL)).hasSize(3).allMatch(m -> m > 0.65);
        assertThat(between(2.34, 2.45)).hasSize(2).allMatch(m -> m < 0.15);
    }

    private static List<Double> between(double least, double most) {
        return table().stream()
                .filter(row -> row.get("temperature") > least && row.get("temperature") < most)
                .map(row -> row.get("magnetisation"))
                .toList();
    }

    @Test
    void theSameSeedGivesTheSameFiles() {
        Machine.onlyInTheLongForm();
        example.expectSame(ExampleRun.of("ising"));
    }

    @Test
    void theCurveIsAPicture() {
        example.expectPicture("compare/magnetisation.png");
    }
}
