// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;

/// How often a failed task is tried again, and after what wait. A lost node never counts against `max`.
///
/// The wait doubles from `firstWait` up to `longestWait`: truncated binary exponential backoff, without
/// jitter, since the scheduler already spreads what becomes ready at once.
public record RetryPolicy(int max, Duration firstWait, Duration longestWait) {

    /// Never again.
    public static final RetryPolicy NEVER = upTo(0);

    public RetryPolicy {
        if (max < 0 || firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("Retry " + max + " times after " + firstWait + ".." + longestWait + "?");
        }
    }

    /// What `retry: N` means: N times, after 5 s, 10 s, 20 s, … at most 5 min.
    public static RetryPolicy upTo(int max) {
        return new RetryPolicy(max, Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    /// How long to wait before the retry with this number, from 1.
    public Duration waitBefore(int retry) {
        int doublings = Math.min(retry - 1, 30);
        Duration wait = firstWait.multipliedBy(1L << doublings);
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }
}
