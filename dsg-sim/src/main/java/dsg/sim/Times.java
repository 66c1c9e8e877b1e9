// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridRules;
import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the journal says of time, against the time that has really passed in the made-up world: it never goes back, and
/// nobody is lost before his grace is over, however the clocks on the walls jump.
final class Times {

    private final Checker checker;
    private final Map<NodeId, Instant> goneSince = new HashMap<>();
    private Instant newest = Instant.MIN;

    Times(Checker checker) {
        this.checker = checker;
    }

    /// @param decided when these events were decided on, in the true time of the made-up world
    void read(List<GridEvent> events, Instant decided) {
        for (GridEvent event : events) {
            if (event.at().isBefore(newest)) {
                checker.found("P7", "The journal goes back in time, from " + newest + ": " + event);
            }
            newest = event.at();
            if (event instanceof GridEvent.NodeDeparted departed) {
                goneSince.put(departed.node(), decided);
            } else if (event instanceof GridEvent.NodeArrived arrived) {
                goneSince.remove(arrived.node());
            } else if (event instanceof GridEvent.AttemptEnded ended) {
                ended(ended, decided);
            }
        }
    }

    /// What a node itself gave up, because its owner came back, is lost by its own word, which may be heard after it
    /// has gone.
    private void ended(GridEvent.AttemptEnded ended, Instant decided) {
        Instant gone = goneSince.get(ended.node());
        if (gone != null
                && ended.report().end() instanceof AttemptEnd.Lost
                && !checker.hands().isMade(ended)
                && Duration.between(gone, decided).compareTo(GridRules.AWAY_GRACE) < 0) {
            checker.found("P4", ended.attempt() + " is lost before its node's grace is over.");
        }
    }
}
