// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"500ms,500", "20s,20000", "10m,600000", "2h,7200000", "7d,604800000", "0s,0"})
    void whatPeopleWriteIsRead(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "s", "-5s", "1.5h", "20 s", "20S", "1w", "9999999999s", "10m\n"})
    void anythingElseIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "1,1ms", "1500,1500ms", "90000,90s", "600000,10m", "7200000,2h", "86400000,1d", "90000000,25h"})
    void theShortestFormIsReadBack(long millis, String text) {
        assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "7,0:07", "400,6:40", "3599,59:59", "7600,2:06:40", "360000,100:00:00"})
    void elapsedTimeIsAClock(long seconds, String clock) {
        assertThat(Durations.clock(Duration.ofSeconds(seconds))).isEqualTo(clock);
    }

    @Test
    void elapsedTimeNeverRunsBackwards() {
        assertThat(Durations.clock(Duration.ofSeconds(-3))).isEqualTo("0:00");
    }
}
