// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration A_MOMENT = Duration.ofSeconds(30);

    private Instant wall = Instant.parse("2026-03-29T02:00:00Z");

    @Test
    void itGoesOnSteadilyWhenSomebodySetsTheClock() {
        SteadyClock clock = new SteadyClock(() -> wall);
        Instant before = clock.instant();
        for (Duration jump : new Duration[] {HOUR, HOUR.negated(), HOUR.negated()}) {
            wall = wall.plus(jump);
            assertThat(clock.instant()).isBetween(before, before.plus(A_MOMENT));
        }
    }

    @Test
    void itIsNeverEarlierThanWhatHasBeen() {
        SteadyClock clock = new SteadyClock(() -> wall);
        Instant been = wall.plus(HOUR);
        clock.notBefore(been);
        assertThat(clock.instant()).isBetween(been, been.plus(A_MOMENT));
        clock.notBefore(wall);
        assertThat(clock.instant()).isBetween(been, been.plus(A_MOMENT));
    }
}
