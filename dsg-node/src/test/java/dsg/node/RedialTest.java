// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedialTest {

    private final Redial redial = new Redial();

    @Test
    void theWaitDoublesWhileNobodyIsThere() {
        assertThat(Stream.generate(() -> redial.afterNobody(0.5)).limit(6))
                .containsExactly(
                        ofMillis(300),
                        ofMillis(600),
                        ofMillis(1_200),
                        ofMillis(2_000),
                        ofMillis(2_000),
                        ofMillis(2_000));
    }

    @Test
    void eachWaitIsUpToHalfShorterOrLonger() {
        assertThat(redial.afterNobody(0)).isEqualTo(ofMillis(150));
        assertThat(redial.afterNobody(1)).isEqualTo(ofMillis(900));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1})
    void afterALinkItIsDialledAlmostAtOnceAndTheWaitsBeginAnew(double chance) {
        for (int i = 0; i < 10; i++) {
            redial.afterNobody(chance);
        }

        assertThat(redial.afterLink(chance)).isBetween(Duration.ZERO, ofMillis(300));
        assertThat(redial.afterNobody(0.5)).isEqualTo(ofMillis(300));
    }

    @Test
    void whoeverIsAnnouncedElsewhereIsDialledSoon() {
        for (int i = 0; i < 10; i++) {
            redial.afterNobody(0.5);
        }
        redial.elsewhere();

        assertThat(redial.afterNobody(0.5)).isEqualTo(ofMillis(300));
    }

    /// However long the coordinator was away: once it is there, the next dial is at most 3 s away.
    @Test
    void aHundredNodesDoNotDialInStepAndAreAllBackInTime() {
        Random chance = new Random(1);
        TreeSet<Long> dialledAt = new TreeSet<>();
        Duration back = Duration.ofMinutes(1);
        for (int node = 0; node < 100; node++) {
            Redial its = new Redial();
            Duration at = its.afterLink(chance.nextDouble());
            while (at.compareTo(back) < 0) {
                at = at.plus(its.afterNobody(chance.nextDouble()));
            }
            dialledAt.add(at.toMillis());
        }

        assertThat(dialledAt.last()).isLessThan(back.plusSeconds(3).toMillis());
        assertThat(dialledAt.last() - dialledAt.first()).as("spread in ms").isGreaterThan(1_500);
        assertThat(dialledAt).as("moments").hasSizeGreaterThan(80);
    }
}
