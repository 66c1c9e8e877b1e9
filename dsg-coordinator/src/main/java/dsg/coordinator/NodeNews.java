// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.coordinator.EventStream.Event;
import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.model.NodeId;
import dsg.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What one reader is told of nodes and of the machines that ask to join: first `nodes`, all of them, then each that
/// has changed as a `node`; all again when one has gone. Of joins, all whenever something is other than it was. Whoever
/// was cut off is told all again, which is not much. At most four times a second, however fast tasks come and go.
final class NodeNews {

    private static final long BETWEEN_NS = Duration.ofMillis(250).toNanos();

    private final boolean ofNodes;
    private final Optional<Supplier<Map<String, Object>>> joins;
    private Optional<Map<NodeId, NodeView>> told = Optional.empty();
    private Optional<Map<String, Object>> toldJoins = Optional.empty();
    private Optional<Long> lookedAt = Optional.empty();

    NodeNews(Set<Topic> topics, Role reader, Supplier<Map<String, Object>> joins) {
        this.ofNodes = topics.contains(Topic.NODES);
        this.joins = topics.contains(Topic.JOINS) && reader.covers(Role.ADMIN) ? Optional.of(joins) : Optional.empty();
    }

    /// What is new.
    List<Event> since(GridSnapshot now, long nanoTime) {
        if (lookedAt.filter(before -> nanoTime - before < BETWEEN_NS).isPresent()) {
            return List.of();
        }
        lookedAt = Optional.of(nanoTime);
        List<Event> events = new ArrayList<>();
        if (ofNodes) {
            addNodes(now, events);
        }
        joins.map(Supplier::get)
                .filter(asking -> !Optional.of(asking).equals(toldJoins))
                .ifPresent(asking -> {
                    toldJoins = Optional.of(asking);
                    events.add(new Event("joins", asking));
                });
        return events;
    }

    private void addNodes(GridSnapshot now, List<Event> events) {
        Map<NodeId, NodeView> nodes = new LinkedHashMap<>();
        now.nodes().forEach(node -> nodes.put(node.id(), node));
        Optional<Map<NodeId, NodeView>> before =
                told.filter(known -> nodes.keySet().containsAll(known.keySet()));
        told = Optional.of(nodes);
        if (before.isEmpty()) {
            events.add(new Event("nodes", NodeRoutes.shape(now, Shapes::node)));
            return;
        }
        for (NodeView node : nodes.values()) {
            if (!node.equals(before.get().get(node.id()))) {
                Map<String, Object> shape = Shapes.versioned();
                shape.putAll(Shapes.node(node));
                events.add(new Event("node", shape));
            }
        }
    }
}
