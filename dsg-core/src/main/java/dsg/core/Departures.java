// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// When the links of nodes were lost, and which were lost at about the same time as others: a room is switched off, a
/// switch is unplugged. Such losses say nothing of what ran there.
final class Departures {

    /// Links that end within this time may have ended for one reason: a link is given up after 3 to 15 s of
    /// silence, so that the ends of one cut are noticed so far apart.
    static final Duration TOGETHER = Duration.ofSeconds(15);

    /// More others than this need not be told apart: no task was on so many nodes in that time.
    private static final int OTHERS_MOST = 8;

    /// One end of one node's link.
    ///
    /// @param counts whether the node was lost, and not the coordinator that was away itself
    /// @param others the numbers of the ends of other nodes' links at about the same time; more may follow
    record Departure(long number, NodeId node, Instant at, boolean counts, List<Long> others) {

        private void isNear(Departure other) {
            if (others.size() < OTHERS_MOST) {
                others.add(other.number());
            }
        }

        /// When it is known which others were lost together with it.
        Instant settledAt() {
            return at.plus(TOGETHER);
        }
    }

    private final Deque<Departure> recent = new ArrayDeque<>();
    private long newest;

    /// A node's link is gone.
    ///
    /// @param counts whether the node was lost, and not the coordinator that was away itself
    Departure add(NodeId node, Instant at, boolean counts) {
        Departure departure = new Departure(++newest, node, at, counts, new ArrayList<>(0));
        if (counts) {
            while (!recent.isEmpty() && recent.getFirst().settledAt().isBefore(at)) {
                recent.removeFirst();
            }
            for (Departure other : recent) {
                if (!other.node().equals(node)) {
                    other.isNear(departure);
                    departure.isNear(other);
                }
            }
            recent.addLast(departure);
        }
        return departure;
    }
}
