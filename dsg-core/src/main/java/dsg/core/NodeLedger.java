// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Resources;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that is true of one node.
public final class NodeLedger {

    private final NodeId id;
    private final Set<AttemptId> attempts = new LinkedHashSet<>();
    private NodeFacts facts;
    private Resources used = Resources.NONE;
    private boolean connected;
    private Instant since = Instant.MIN;
    private Optional<Instant> lostAt = Optional.empty();

    NodeLedger(NodeId id, NodeFacts facts) {
        this.id = id;
        this.facts = facts;
    }

    NodeId id() {
        return id;
    }

    NodeFacts facts() {
        return facts;
    }

    /// Whether its link is open: only then does it get work.
    boolean isConnected() {
        return connected;
    }

    /// When its link was opened last.
    Instant since() {
        return since;
    }

    /// When its attempts are lost, if it is away.
    Optional<Instant> lostAt() {
        return lostAt;
    }

    boolean holdsAttempts() {
        return !attempts.isEmpty();
    }

    List<AttemptId> attempts() {
        return List.copyOf(attempts);
    }

    int running() {
        return attempts.size();
    }

    Resources used() {
        return used;
    }

    /// What it has left; a node that came back smaller than what it was given has nothing left.
    Resources free() {
        Resources capacity = facts.capacity();
        return new Resources(
                Math.max(0, capacity.cpuMilli() - used.cpuMilli()),
                Math.max(0, capacity.memoryMib() - used.memoryMib()));
    }

    void applyArrived(NodeFacts arrived, Instant at) {
        facts = arrived;
        connected = true;
        since = at;
        lostAt = Optional.empty();
    }

    void applyDeparted(Instant lost) {
        connected = false;
        lostAt = Optional.of(lost);
    }

    void applyPlaced(AttemptId attempt, Resources resources) {
        if (!attempts.add(attempt)) {
            throw new IllegalStateException("Node " + id + " is given " + attempt + " twice.");
        }
        used = used.plus(resources);
    }

    void applyEnded(AttemptId attempt, Resources resources) {
        if (!attempts.remove(attempt)) {
            throw new IllegalStateException("Node " + id + " does not hold " + attempt + ".");
        }
        used = used.minus(resources);
    }
}
