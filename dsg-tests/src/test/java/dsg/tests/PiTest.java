// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The example `pi`: is it pi, and is its error its error?
@Timeout(900)
class PiTest {

    private static final long DARTS = 60_000_000;

    private static ExampleRun example;

    @BeforeAll
    static void runTheExample() {
        Machine.onlyInTheLongForm(); // in the short form Gw150914Test stands for all examples
        example = ExampleRun.of("pi");
    }

    private static JsonNode pi() {
        return example.json("mean/pi.json");
    }

    /// Three standard errors: by chance, one set of seeds in 370 would lie outside; ours are fixed.
    @Test
    void itIsPiWithinThreeStandardErrors() {
        double error = pi().path("standard_error").asDouble();

        assertThat(pi().path("pi").asDouble()).isEqualTo(Math.PI, within(3 * error));
        assertThat(pi().path("darts").asLong()).isEqualTo(DARTS);
    }

    /// An error told from the scatter of 6 estimates is itself uncertain by a third; within a factor of 2 for all but
    /// a few in a thousand.
    @Test
    void theErrorIsWhatTheBinomialDistributionSays() {
        double theory = Math.sqrt(Math.PI * (4 - Math.PI) / DARTS);

        assertThat(pi().path("standard_error").asDouble()).isBetween(theory / 2, theory * 2);
    }

    @Test
    void theSameSeedsGiveTheSameFiles() {
        example.expectSame(ExampleRun.of("pi"));
    }
}
