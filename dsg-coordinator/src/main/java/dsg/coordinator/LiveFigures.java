// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.NodeFigures;
import dsg.model.NodeId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How the machines of the nodes fare, as each last told; for people. A restart forgets it until the nodes tell again.
final class LiveFigures {

    private final Map<NodeId, Told> byNode = new ConcurrentHashMap<>();

    /// What a node told, and when.
    record Told(NodeFigures figures, Instant at) {}

    void say(NodeId node, NodeFigures figures, Instant at) {
        byNode.put(node, new Told(figures, at));
    }

    /// There is no contact with the node any more.
    void forget(NodeId node) {
        byNode.remove(node);
    }

    Optional<Told> of(NodeId node) {
        return Optional.ofNullable(byNode.get(node));
    }
}
