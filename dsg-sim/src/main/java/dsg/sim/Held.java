// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.Order;
import java.time.Duration;
import java.time.Instant;

/// An attempt that a simulated node knows of.
sealed interface Held {

    record Queued(Order order) implements Held {}

    /// @param end how it will end, and when
    record Running(Order order, Life run, boolean stopping, AttemptEnd end, Instant at, Duration time)
            implements Held {}

    /// It waits for the node's owner to leave, and has so much before it then.
    record Frozen(Order order, AttemptEnd end, Duration left, Duration time) implements Held {}

    record Finished(AttemptReport report) implements Held {}
}
