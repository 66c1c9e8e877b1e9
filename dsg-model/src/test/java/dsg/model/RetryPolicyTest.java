// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void theWaitDoublesUpToFiveMinutes() {
        assertThat(IntStream.rangeClosed(1, 9).mapToObj(RetryPolicy.upTo(9)::waitBefore))
                .extracting(Duration::toSeconds)
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void theThousandthWaitIsTheLongestToo() {
        assertThat(RetryPolicy.upTo(5000).waitBefore(1000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void noWaitStaysNoWait() {
        assertThat(new RetryPolicy(3, Duration.ZERO, Duration.ZERO).waitBefore(3))
                .isZero();
    }

    @Test
    void whatIsNoPolicyDoesNotExist() {
        assertThatThrownBy(() -> RetryPolicy.upTo(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(-1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
