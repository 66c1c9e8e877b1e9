// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.Departures.Departure;
import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What follows when a node is lost: its attempts are made again elsewhere. A task during which [#NODES_MOST] different
/// nodes were lost, each alone, is set aside: it may be what they did not survive.
final class LossRules {

    /// So many nodes may be lost while they run a task.
    static final int NODES_MOST = 3;

    private LossRules() {}

    /// A node that was lost while it ran a task.
    record Loss(NodeId node, String name, Departure departure) {}

    /// What is lost of a node that has been away for too long. What would set a task aside waits until it is known
    /// which other nodes were lost together with this one.
    static List<GridEvent> away(GridView view, NodeLedger node, Instant now) {
        return lose(
                view,
                node,
                lostNow(view, node, now),
                "no contact with its node " + node.facts().name(),
                now);
    }

    private static List<AttemptId> lostNow(GridView view, NodeLedger node, Instant now) {
        boolean settled = node.departure()
                .filter(departure -> departure.settledAt().isAfter(now))
                .isEmpty();
        Set<AttemptId> ahead = Set.copyOf(node.ahead());
        return node.attempts().stream()
                .filter(attempt ->
                        settled || whySetAside(view, node, attempt, ahead).isEmpty())
                .toList();
    }

    /// When something of a node that is away is lost next.
    static Optional<Instant> nextLoss(GridView view, NodeLedger node, Instant now) {
        boolean waits = node.lostAt().filter(lostAt -> !lostAt.isAfter(now)).isPresent()
                && lostNow(view, node, now).isEmpty();
        return waits ? node.departure().map(Departure::settledAt) : node.lostAt();
    }

    /// These attempts of the node are lost.
    static List<GridEvent> lose(GridView view, NodeLedger node, List<AttemptId> lost, String why, Instant now) {
        Set<AttemptId> ahead = Set.copyOf(node.ahead());
        List<AttemptId> begun =
                lost.stream().filter(attempt -> !ahead.contains(attempt)).toList();
        List<GridEvent> events = new ArrayList<>();
        if (!begun.isEmpty()) {
            events.add(new GridEvent.NodeLost(node.id(), begun, now));
        }
        for (AttemptId attempt : lost) {
            Optional<String> aside = whySetAside(view, node, attempt, ahead);
            events.add(GridRules.lost(view, attempt, node.id(), aside.orElse(why), aside.isPresent(), now));
        }
        return events;
    }

    /// Why the task is not tried again once this attempt is lost; empty if it is. What the node had not begun is not to
    /// blame, and a node whose link was never seen to end cannot be told from others yet.
    private static Optional<String> whySetAside(
            GridView view, NodeLedger node, AttemptId attempt, Set<AttemptId> ahead) {
        Optional<Departure> departure = node.departure().filter(_ -> !node.isConnected());
        if (departure.isEmpty() || ahead.contains(attempt) || GridRules.isCancelled(view, attempt)) {
            return Optional.empty();
        }
        List<Loss> losses = new ArrayList<>(
                view.task(attempt.task()).map(TaskLedger::losses).orElse(List.of()));
        losses.add(new Loss(node.id(), node.facts().name(), departure.get()));
        List<String> names = lostAlone(losses);
        return names.size() < NODES_MOST
                ? Optional.empty()
                : Optional.of((names.size() == 3 ? "three" : names.size()) + " machines were lost while they ran it: "
                        + String.join(", ", names));
    }

    /// The different nodes that were lost while they ran a task, without those that were lost together with a node that
    /// did not run it.
    static List<String> lostAlone(List<Loss> losses) {
        Set<Long> own =
                losses.stream().map(loss -> loss.departure().number()).collect(Collectors.toCollection(HashSet::new));
        Map<NodeId, String> names = new LinkedHashMap<>();
        for (Loss loss : losses) {
            if (loss.departure().counts() && own.containsAll(loss.departure().others())) {
                names.put(loss.node(), loss.name());
            }
        }
        return List.copyOf(names.values());
    }
}
