// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
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
        assertThat(new RetryPolicy(3, RetryPolicy.ANY, Duration.ZERO, Duration.ZERO, BigDecimal.ONE).waitBefore(3))
                .isZero();
    }

    @Test
    void whatIsNoPolicyDoesNotExist() {
        assertThatThrownBy(() -> RetryPolicy.upTo(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(
                        1, RetryPolicy.ANY, Duration.ofSeconds(2), Duration.ofSeconds(1), BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(
                        1, RetryPolicy.ANY, Duration.ofSeconds(-1), Duration.ofSeconds(1), BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void memoryGrowsWithEachFailureAndNothingElseDoes() {
        RetryPolicy growing = new RetryPolicy(3, RetryPolicy.ANY, Duration.ZERO, Duration.ZERO, new BigDecimal("1.5"));
        Request first = new Request(new Resources(2000, 1001, 7), Set.of("wired"));

        assertThat(growing.grown(first, 0)).isEqualTo(first);
        assertThat(growing.grown(first, 1)).isEqualTo(new Request(new Resources(2000, 1502, 7), Set.of("wired")));
        assertThat(growing.grown(first, 2).resources().memoryMib()).isEqualTo(2253);
        assertThat(RetryPolicy.upTo(3).grown(first, 2)).isEqualTo(first);
    }
}
