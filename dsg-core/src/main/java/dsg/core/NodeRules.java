// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What people may ask of nodes, and what follows once a node has nothing more to do.
final class NodeRules {

    private NodeRules() {}

    /// What was sent ahead and has not begun is given back; what has begun goes on to its end.
    static Decision pause(GridView view, NodeId id, Instant now) {
        Optional<NodeLedger> node = view.node(id);
        if (node.isEmpty()) {
            return noSuchNode(id);
        }
        return node.get().isPaused()
                ? Decision.nothing()
                : Decision.of(List.of(new GridEvent.NodePaused(id, now)), recalls(node.get()));
    }

    static Decision unpause(GridView view, NodeId id, Instant now) {
        Optional<NodeLedger> node = view.node(id);
        if (node.isEmpty()) {
            return noSuchNode(id);
        }
        boolean rests = node.get().quickFailures().restsUntil().isPresent();
        return node.get().isPaused() || node.get().isDraining() || rests
                ? Decision.of(List.of(new GridEvent.NodeUnpaused(id, now)), List.of())
                : Decision.nothing();
    }

    /// A node that is paused and still runs something drains, too: whoever asks wants to know when it is through.
    static Decision drain(GridView view, NodeId id, Instant now) {
        Optional<NodeLedger> node = view.node(id);
        if (node.isEmpty()) {
            return noSuchNode(id);
        }
        boolean done = node.get().isPaused() && !node.get().holdsAttempts();
        return done || node.get().isDraining()
                ? Decision.nothing()
                : Decision.of(List.of(new GridEvent.NodeDraining(id, now)), recalls(node.get()));
    }

    private static List<GridEffect> recalls(NodeLedger node) {
        return node.ahead().stream()
                .<GridEffect>map(attempt -> new GridEffect.Recall(node.id(), attempt))
                .toList();
    }

    /// The nodes that were to drain and on which nothing runs any more.
    static List<GridEvent> settle(GridView view, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        for (NodeLedger node : view.nodes()) {
            if (node.isDraining() && !node.holdsAttempts()) {
                events.add(new GridEvent.NodePaused(node.id(), now));
            }
        }
        return events;
    }

    private static Decision noSuchNode(NodeId id) {
        return Decision.refused(
                Decision.Cause.NOT_FOUND,
                new Refusal(
                        "There is no node " + id + ".",
                        "No node of that id has ever been in this grid.",
                        "See them all: dsg node list"));
    }
}
