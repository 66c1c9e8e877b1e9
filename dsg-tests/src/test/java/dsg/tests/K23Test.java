// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The example `k2-3`: what a right answer looks like is in `examples/k2-3/data/README.md`.
@OnlyInTheLongForm
@Timeout(900)
class K23Test {

    private static final double PUBLISHED_PERIOD_D = 10.0546;
    private static final double PUBLISHED_PERIOD_OF_C_D = 24.646;
    /// The first and the last transit lie 7 orbits apart: with a period that is wrong by more, they would be in
    /// different bins of 0.025 days.
    private static final double PERIOD_WITHIN_D = 0.025 / 7;
    private static final double DEPTH = 0.0012;
    /// The known answer has two digits; boxes of other lengths differ by less.
    private static final double DEPTH_WITHIN = 0.0001;
    private static final int TASKS = 12;

    private static ExampleRun example;

    /// One trial period, and how well the best box fits there.
    private record Trial(double period, double residue) {}

    @BeforeAll
    static void runTheExample() {
        example = ExampleRun.of("k2-3");
    }

    private static JsonNode period() {
        return example.json("combine/period.json");
    }

    private static List<Trial> trials() {
        return IntStream.rangeClosed(1, TASKS)
                .mapToObj(task -> new String(example.file("search/" + task + "/periods.csv"), StandardCharsets.UTF_8))
                .flatMap(String::lines)
                .map(line -> line.split(","))
                .map(row -> new Trial(Double.parseDouble(row[0]), Double.parseDouble(row[1])))
                .toList();
    }

    @Test
    void theStrongestPeriodIsThatOfPlanetB() {
        assertThat(period().path("period_d").asDouble()).isEqualTo(PUBLISHED_PERIOD_D, within(PERIOD_WITHIN_D));
        assertThat(period().path("depth").asDouble()).isEqualTo(DEPTH, within(DEPTH_WITHIN));
    }

    @Test
    void everyPeriodWasTriedOnce() {
        assertThat(trials()).hasSize(30_000);
        assertThat(trials().stream().map(Trial::period).distinct()).hasSize(30_000);
        assertThat(trials().getFirst().period()).isEqualTo(2, within(1e-6));
        assertThat(trials().getLast().period()).isEqualTo(30, within(1e-6));
    }

    /// Among the longer periods, but for the echoes of planet b, which lie at its multiples and their fractions: the
    /// strongest is that of the second planet. Periods there are less sharp: only 3 transits, 2 orbits apart.
    @Test
    void planetCStandsOutBesideTheEchoesOfPlanetB() {
        double strongest = trials().stream()
                .filter(trial -> trial.period() > 21 && !isEchoOfB(trial.period()))
                .max(Comparator.comparingDouble(Trial::residue))
                .orElseThrow()
                .period();

        assertThat(strongest).isEqualTo(PUBLISHED_PERIOD_OF_C_D, within(0.05));
    }

    private static boolean isEchoOfB(double period) {
        return Stream.of(1, 2, 3, 4).anyMatch(part -> {
            double turns = period * part / PUBLISHED_PERIOD_D;
            return Math.abs(turns - Math.round(turns)) < 0.02;
        });
    }

    @Test
    void thePeriodogramAndTheTransitArePictures() {
        example.expectPicture("combine/periodogram.png");
        example.expectPicture("combine/folded.png");
    }
}
