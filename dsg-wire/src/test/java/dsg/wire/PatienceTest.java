// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {

    private static final Duration LEAST = ofSeconds(4);

    /// Not zero, and about to overflow, as `System.nanoTime` may be.
    private long now = Long.MAX_VALUE - ofSeconds(10).toNanos();

    private final Patience patience = new Patience(LEAST, now);

    private void heardAfter(Duration gap) {
        now += gap.toNanos();
        patience.heard(now);
    }

    private void steady(int beats) {
        for (int i = 0; i < beats; i++) {
            heardAfter(ofSeconds(1));
        }
    }

    /// A silence of that length, in which the link is not given up.
    private void outlasts(Duration gap) {
        assertThat(patience.isOver(now + gap.toNanos()))
                .as("over after %s, with a patience of %s", gap, patience.length())
                .isFalse();
        heardAfter(gap);
    }

    @Test
    void aFreshLinkHasTheLeast() {
        assertThat(patience.length()).isEqualTo(LEAST);
        assertThat(patience.isOver(now + LEAST.toNanos())).isFalse();
        assertThat(patience.isOver(now + LEAST.toNanos() + 1)).isTrue();
        assertThat(patience.silence(now + 7)).isEqualTo(Duration.ofNanos(7));
    }

    @Test
    void howLongTheLinkTookToOpenIsNoGap() {
        heardAfter(ofMillis(3_900));
        steady(1);

        assertThat(patience.length()).isEqualTo(LEAST);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void steadyBeatsKeepTheLeast(int seconds) {
        Patience steady = new Patience(ofSeconds(seconds), 0);
        for (int beat = 1; beat <= 1_000; beat++) {
            steady.heard(ofSeconds(beat).toNanos());
            assertThat(steady.length()).isEqualTo(ofSeconds(seconds));
        }
    }

    /// A good network and busy machines: beats come a little late, results between them, a few at once.
    @Test
    void aBusyLinkOnAGoodNetworkKeepsTheLeast() {
        Random chance = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            heardAfter(ofMillis(chance.nextInt(4) == 0 ? chance.nextInt(1_200) : chance.nextInt(3)));
            assertThat(patience.length()).isEqualTo(LEAST);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 2_500, 3_000, 3_900})
    void itOutlastsTheGapJustHeardByTwoBeats(int millis) {
        steady(20);
        outlasts(ofMillis(millis));

        assertThat(patience.length()).isBetween(ofMillis(millis + 2_000), ofMillis(millis + 3_000));
    }

    /// As it is when a fifth of all packets is lost: TCP sends again after ever longer waits, and what was held up
    /// comes
    /// in a burst.
    @Test
    void aLossyLinkIsNotGivenUp() {
        Random chance = new Random(1);
        steady(10);
        outlasts(ofSeconds(3));
        for (int i = 0; i < 500; i++) {
            steady(chance.nextInt(10));
            outlasts(ofMillis(chance.nextInt(3_000, 4_500)));
            for (int heldUp = 0; heldUp < 3; heldUp++) {
                outlasts(ofMillis(1));
            }
            outlasts(ofMillis(chance.nextInt(4_000, 6_000)));
        }
    }

    @Test
    void afterItIsSteadyAgainItComesBackToTheLeast() {
        List.of(3, 4, 5, 6).forEach(seconds -> outlasts(ofSeconds(seconds)));
        assertThat(patience.length()).isGreaterThan(ofSeconds(8));

        steady(30);
        assertThat(patience.length()).as("after half a minute").isGreaterThan(ofSeconds(6));
        steady(190);
        assertThat(patience.length()).isEqualTo(LEAST);
    }

    @Test
    void itNeverGrowsAboveFifteenSeconds() {
        for (int seconds = 3; seconds <= 14; seconds++) {
            outlasts(ofSeconds(seconds));
        }
        outlasts(ofSeconds(1));
        outlasts(ofSeconds(15));
        heardAfter(Duration.ofHours(9));

        assertThat(patience.length()).isEqualTo(ofSeconds(15));
    }
}
