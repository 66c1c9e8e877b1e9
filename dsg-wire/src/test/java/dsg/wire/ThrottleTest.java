// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void eachWaitsUntilWhatPassedBeforeHasHadItsTime() {
        Throttle throttle = Throttle.of(1_000);
        long now = System.nanoTime();

        assertThat(throttle.reserve(500, now)).isEqualTo(SECOND / 2);
        assertThat(throttle.reserve(500, now)).isEqualTo(SECOND);
        assertThat(throttle.reserve(1_000, now + SECOND)).isEqualTo(SECOND);
    }

    @Test
    void whatWasNotUsedIsNotSaved() {
        Throttle throttle = Throttle.of(1_000);
        long later = System.nanoTime() + 60 * SECOND;

        assertThat(throttle.reserve(2_000, later)).isEqualTo(2 * SECOND);
    }

    @Test
    void itTellsHowLongSomethingTakes() {
        assertThat(Throttle.of(125_000).time(1_000_000)).isEqualTo(Duration.ofSeconds(8));
        assertThat(Throttle.NONE.time(1_000_000)).isZero();
        assertThatThrownBy(() -> Throttle.of(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
