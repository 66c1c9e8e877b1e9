// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// How often a failed task is tried again, after which causes, after what wait, and with how much more memory. A lost
/// node never counts against `max`.
///
/// The wait doubles from `firstWait` up to `longestWait`: truncated binary exponential backoff, without jitter, since
/// the scheduler already spreads what becomes ready at once.
///
/// @param on the causes after which it is tried again; after another it has failed for good
/// @param memoryGrowth by what its memory grows with each retry, 1 or more
public record RetryPolicy(int max, Set<Cause> on, Duration firstWait, Duration longestWait, BigDecimal memoryGrowth) {

    /// Why an attempt came to no good end, in the words of `retry: {on: [...]}`.
    public enum Cause {
        /// Its command failed, could not be started, or left its outputs out.
        FAILED,
        TIMED_OUT,
        OUT_OF_MEMORY,
        /// Its node was lost. Such an attempt is always made again; to name it changes nothing.
        NODE_LOST;

        /// As the job file writes it: `failed`, `timed-out`, `out-of-memory`, `node-lost`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// After whatever cause.
    public static final Set<Cause> ANY = Set.copyOf(EnumSet.allOf(Cause.class));

    /// Never again.
    public static final RetryPolicy NEVER = upTo(0);

    public RetryPolicy {
        on = Set.copyOf(on);
        if (max < 0 || firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("Retry " + max + " times after " + firstWait + ".." + longestWait + "?");
        }
        if (memoryGrowth.compareTo(BigDecimal.ONE) < 0) {
            throw new IllegalArgumentException("Memory that grows by " + memoryGrowth + "?");
        }
    }

    /// What `retry: N` means: N times, after whatever cause, after 5 s, 10 s, 20 s, … at most 5 min.
    public static RetryPolicy upTo(int max) {
        return new RetryPolicy(max, ANY, Duration.ofSeconds(5), Duration.ofMinutes(5), BigDecimal.ONE);
    }

    /// How long to wait before the retry with this number, from 1.
    public Duration waitBefore(int retry) {
        int doublings = Math.min(retry - 1, 30);
        Duration wait = firstWait.multipliedBy(1L << doublings);
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }

    /// What a task asks for that has failed so often.
    public Request grown(Request first, int failures) {
        if (failures == 0 || memoryGrowth.compareTo(BigDecimal.ONE) == 0) {
            return first;
        }
        Resources resources = first.resources();
        long memoryMib = memoryGrowth
                .pow(Math.min(failures, 30))
                .multiply(BigDecimal.valueOf(resources.memoryMib()))
                .setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .longValueExact();
        return first.with(new Resources(resources.cpuMilli(), memoryMib, resources.diskMib(), resources.gpus()));
    }
}
