// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;

/// How long an attempt may run.
public sealed interface TimeLimit {

    /// As long as it likes.
    record Unlimited() implements TimeLimit {}

    /// At most this long; then it is ended as `timed-out`.
    record AtMost(Duration duration) implements TimeLimit {
        public AtMost {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("A time limit is longer than nothing.");
            }
        }
    }
}
