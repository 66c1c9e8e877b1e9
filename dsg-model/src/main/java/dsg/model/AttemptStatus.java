// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How a running attempt fares, as its node sees it: for people, and never journalled.
///
/// @param progress how much of it is done, from 0 to 1, if it says so
/// @param note what it says that it is doing
/// @param metrics the newest value of each quantity that it reports
/// @param quiet for how long it has printed nothing and told no progress
/// @param looksStuck whether that is longer than its stage expects
/// @param frozen if its node's owner needs the machine, so that it does not run at present
public record AttemptStatus(
        AttemptId attempt,
        OptionalDouble progress,
        String note,
        Map<String, Double> metrics,
        Duration quiet,
        boolean looksStuck,
        Optional<Frozen> frozen) {

    public AttemptStatus {
        metrics = Map.copyOf(metrics);
    }

    /// How an attempt fares that is not frozen.
    public AttemptStatus(
            AttemptId attempt,
            OptionalDouble progress,
            String note,
            Map<String, Double> metrics,
            Duration quiet,
            boolean looksStuck) {
        this(attempt, progress, note, metrics, quiet, looksStuck, Optional.empty());
    }

    /// It was stopped where it is, and goes on from there.
    ///
    /// @param why for people
    /// @param wantsToMove whether it has been so for so long that another machine had better have it
    public record Frozen(String why, boolean wantsToMove) {}
}
