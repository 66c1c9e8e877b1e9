// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/// How a running attempt fares, as its node sees it: for people, and never journalled.
///
/// @param progress how much of it is done, from 0 to 1, if it says so
/// @param note what it says that it is doing
/// @param metrics the newest value of each quantity that it reports
/// @param quiet for how long it has printed nothing and told no progress
/// @param looksStuck whether that is longer than its stage expects
public record AttemptStatus(
        AttemptId attempt,
        OptionalDouble progress,
        String note,
        Map<String, Double> metrics,
        Duration quiet,
        boolean looksStuck) {

    public AttemptStatus {
        metrics = Map.copyOf(metrics);
    }
}
