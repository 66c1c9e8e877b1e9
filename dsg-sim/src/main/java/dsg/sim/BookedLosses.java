// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridRules;
import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Which nodes were lost while they ran which tasks, as the books know it, and which were lost together.
final class BookedLosses {

    private static final Duration TOGETHER = Duration.ofSeconds(15);
    private static final int NODES_MOST = 3;

    /// The end of a node's link.
    ///
    /// @param seen whether it was seen at once, and not only when the node dialled again
    /// @param counts whether the node was away, and not the coordinator
    private record Departure(NodeId node, Instant at, boolean seen, boolean counts) {

        boolean isNear(Departure other) {
            return !node.equals(other.node)
                    && Duration.between(at, other.at).abs().compareTo(TOGETHER) <= 0;
        }
    }

    private final NavigableMap<Instant, List<Departure>> departures = new TreeMap<>();
    private final Map<NodeId, Departure> newest = new HashMap<>();
    private final Map<TaskId, Set<Departure>> losses = new HashMap<>();
    private Set<AttemptId> begun = Set.of();

    void departed(GridEvent.NodeDeparted departed) {
        boolean counts = Duration.between(departed.at(), departed.lostAt()).compareTo(GridRules.AWAY_GRACE) <= 0;
        add(new Departure(departed.node(), departed.at(), true, counts));
    }

    /// It dialled again before anybody saw that its old link had ended.
    void superseded(GridEvent.NodeArrived arrived) {
        add(new Departure(arrived.node(), arrived.at(), false, true));
    }

    private void add(Departure departure) {
        departures.computeIfAbsent(departure.at(), _ -> new ArrayList<>()).add(departure);
        newest.put(departure.node(), departure);
    }

    void lost(GridEvent.NodeLost lost) {
        begun = Set.copyOf(lost.begun());
        Departure departure = newest.get(lost.node());
        for (AttemptId attempt : lost.begun()) {
            if (departure != null) {
                losses.computeIfAbsent(attempt.task(), _ -> new LinkedHashSet<>())
                        .add(departure);
            }
        }
    }

    void retried(TaskId task) {
        losses.remove(task);
    }

    /// Whether the task of this attempt, which was lost just now, is to be set aside.
    boolean isPoison(AttemptId attempt, NodeId node) {
        Departure last = newest.get(node);
        return begun.contains(attempt) && last != null && last.seen() && lostAlone(attempt.task()) >= NODES_MOST;
    }

    private int lostAlone(TaskId task) {
        Set<Departure> own = losses.getOrDefault(task, Set.of());
        Set<NodeId> alone = new HashSet<>();
        for (Departure loss : own) {
            boolean shared =
                    departures.subMap(loss.at().minus(TOGETHER), true, loss.at().plus(TOGETHER), true).values().stream()
                            .flatMap(List::stream)
                            .filter(other -> other.counts() && loss.isNear(other))
                            .anyMatch(other -> !own.contains(other));
            if (loss.counts() && !shared) {
                alone.add(loss.node());
            }
        }
        return alone.size();
    }

    /// How many other nodes were lost while they ran the task, alone or not.
    long lostBesides(TaskId task, NodeId node) {
        return losses.getOrDefault(task, Set.of()).stream()
                .map(Departure::node)
                .filter(other -> !other.equals(node))
                .distinct()
                .count();
    }
}
