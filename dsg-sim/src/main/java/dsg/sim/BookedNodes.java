// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.StageId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The nodes as the books know them, and what was lost with them.
final class BookedNodes {

    private final Checker checker;
    private final Map<NodeId, BookedNode> nodes = new TreeMap<>();
    private final BookedLosses losses = new BookedLosses();

    BookedNodes(Checker checker) {
        this.checker = checker;
    }

    BookedLosses losses() {
        return losses;
    }

    BookedNode node(NodeId id) {
        return nodes.computeIfAbsent(id, _ -> {
            checker.found("P7", "The journal speaks of node " + id + ", which never arrived.");
            return new BookedNode();
        });
    }

    void arrived(GridEvent.NodeArrived arrived) {
        BookedNode node = nodes.computeIfAbsent(arrived.node(), _ -> new BookedNode());
        if (node.connected) {
            losses.superseded(arrived);
        }
        node.connected = true;
        node.capacity = arrived.facts().capacity();
        node.startsInOrder();
    }

    void departed(GridEvent.NodeDeparted departed) {
        node(departed.node()).connected = false;
        losses.departed(departed);
    }

    void lost(GridEvent.NodeLost lost) {
        if (lost.begun().stream().anyMatch(node(lost.node()).ahead::containsKey)) {
            checker.found("P2", "The journal has " + lost.node() + " lost with what it had not begun: " + lost.begun());
        }
        losses.lost(lost);
    }

    void forgotten(NodeId node) {
        nodes.remove(node);
    }

    /// A turn is read to its end.
    void endTurn(Function<StageId, BookedJob.Stage> stages) {
        nodes.forEach((id, node) -> {
            if (node.draining && node.isIdle()) {
                checker.found("P5", "The journal has " + id + " drain on, though nothing runs on it.");
            }
            boolean compared = nodes.values().stream().anyMatch(other -> other != node && other.isWell());
            if (compared && node.restsUntil.isEmpty() && BookedBlame.isBlackHole(id, node, stages)) {
                checker.found("P5", "The journal lets " + id + " go on, though it fails what is done elsewhere.");
            }
        });
    }

    /// Whether the node is shown as the journal has it.
    boolean isSo(NodeId id, NodeState state) {
        BookedNode node = nodes.getOrDefault(id, new BookedNode());
        return switch (state) {
            case READY -> node.isWell();
            case RESTING ->
                node.connected && !node.paused && !node.draining && (node.restsUntil.isPresent() || !node.lent);
            case PAUSED -> node.connected && node.paused;
            case DRAINING -> node.connected && node.draining;
            case AWAY -> !node.connected;
        };
    }

    boolean isDraining(NodeId node) {
        return nodes.containsKey(node) && node(node).draining;
    }
}
