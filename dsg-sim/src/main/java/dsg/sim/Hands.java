// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What happens on the nodes, against what the journal says.
final class Hands {

    /// How long a node with a good link may go on with what nobody wants, or be shown as away.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Hand(NodeId node, AttemptId attempt) {}

    private final World world;
    private final Checker checker;
    private final Map<Hand, Instant> received = new HashMap<>();
    private final Map<Hand, Set<AttemptReport>> made = new HashMap<>();
    private final Map<Hand, Set<Checkpoint>> kept = new HashMap<>();
    private final Map<NodeId, TreeMap<Instant, Instant>> greetings = new HashMap<>();
    private final Map<Hand, Instant> unwantedSince = new HashMap<>();
    private final Map<NodeId, Instant> unseenSince = new HashMap<>();
    private final Map<NodeId, Instant> waitsSince = new HashMap<>();
    private final Map<NodeId, SimNode> nodes = new TreeMap<>();

    Hands(World world, Checker checker) {
        this.world = world;
        this.checker = checker;
    }

    void watch(SimNode node) {
        nodes.put(node.id(), node);
    }

    /// A node got an order.
    void ordered(NodeId node, Order order) {
        AttemptId attempt = order.attempt();
        Books books = checker.books();
        if (!books.isGiven(attempt, node) && !books.isOver(attempt)) {
            checker.found(
                    "durable before known", node + " is ordered " + attempt + "; the journal knows nothing of it.");
        }
        if (books.isGiven(attempt, node) && !order.saved().equals(books.begunFrom(attempt.task()))) {
            checker.found(
                    "kept work",
                    attempt + " goes on from " + order.saved() + "; the journal has "
                            + books.begunFrom(attempt.task()));
        }
        Optional.ofNullable(nodes.get(node))
                .filter(known -> known.lentNoMoreSince().filter(this::isTooLong).isPresent())
                .flatMap(SimNode::link)
                .filter(link -> isTooLong(link.since()))
                .ifPresent(_ -> checker.found("P5", node + " is ordered " + attempt + ", and its owner needs it."));
        received.putIfAbsent(new Hand(node, attempt), world.now());
    }

    /// A node made a report.
    void reported(NodeId node, AttemptId attempt, AttemptReport report) {
        made.computeIfAbsent(new Hand(node, attempt), _ -> new HashSet<>()).add(report);
    }

    /// An attempt on a node kept this.
    void kept(NodeId node, AttemptId attempt, Checkpoint checkpoint) {
        kept.computeIfAbsent(new Hand(node, attempt), _ -> new HashSet<>()).add(checkpoint);
    }

    /// The journal says that the task goes on from this.
    void taken(GridEvent.CheckpointTaken taken) {
        Hand hand = new Hand(taken.node(), taken.attempt());
        if (!kept.getOrDefault(hand, Set.of()).contains(taken.checkpoint())) {
            checker.found("kept work", "What " + taken.attempt() + " is said to have kept it never did.");
        }
    }

    /// A node may forget an attempt.
    void acknowledged(NodeId node, AttemptId attempt) {
        if (!checker.books().isOver(attempt)) {
            checker.found(
                    "durable before known",
                    node + " may forget " + attempt + ", and the journal does not hold its end.");
        }
    }

    /// A coordinator heard the greeting that a node sent at this moment.
    void greeted(NodeId node, Instant sent) {
        greetings.computeIfAbsent(node, _ -> new TreeMap<>()).put(world.now(), sent);
    }

    /// The journal says that an attempt ended so.
    void accepted(GridEvent.AttemptEnded ended) {
        Hand hand = new Hand(ended.node(), ended.attempt());
        if (ended.report().end() instanceof AttemptEnd.Lost(String why)) {
            if (why.contains("stopped") && isHeldOn(hand, ended.at())) {
                checker.found("P1", ended.attempt() + " is said to be lost, but " + ended.node() + " never stopped.");
            }
        } else if (!isMade(ended)) {
            checker.found("P2", "A result was taken for " + ended.attempt() + " that " + ended.node() + " never made.");
        }
    }

    /// Whether its node itself has said that the attempt ended so.
    boolean isMade(GridEvent.AttemptEnded ended) {
        return made.getOrDefault(new Hand(ended.node(), ended.attempt()), Set.of())
                .contains(ended.report());
    }

    /// Whether the node got the attempt before its last greeting, and still holds it.
    private boolean isHeldOn(Hand hand, Instant at) {
        Optional<Instant> greeting = Optional.ofNullable(greetings.get(hand.node()))
                .map(all -> all.floorEntry(at))
                .map(Map.Entry::getValue);
        Optional<SimNode> node = Optional.ofNullable(nodes.get(hand.node()));
        return received.containsKey(hand)
                && greeting.filter(sent -> received.get(hand).isBefore(sent)).isPresent()
                && node.filter(SimNode::isUp)
                        .filter(up -> up.holds(hand.attempt()))
                        .isPresent();
    }

    /// Looks around: no node with a good link goes on for long with what nobody wants or is shown as away,
    /// and none does more than it can.
    void lookAround(SimCoordinator coordinator) {
        for (SimNode node : nodes.values()) {
            if (!node.facts().capacity().covers(node.used())) {
                checker.found("P5", node.id() + " runs more than it has: " + node.used() + ".");
            }
            boolean inContact = isInContact(node, coordinator);
            lookAtFrozen(node, inContact, coordinator);
            if (!inContact || isConnected(node, coordinator.shown())) {
                unseenSince.remove(node.id());
            } else if (isTooLong(unseenSince.computeIfAbsent(node.id(), _ -> world.now()))) {
                checker.found("P7", node.id() + " has a good link, and is shown as away.");
            }
            for (AttemptId attempt : node.held()) {
                Hand hand = new Hand(node.id(), attempt);
                if (!inContact || checker.books().isWanted(attempt, node.id())) {
                    unwantedSince.remove(hand);
                } else if (isTooLong(unwantedSince.computeIfAbsent(hand, _ -> world.now()))) {
                    checker.found("P3", node.id() + " goes on with " + attempt + ", which nobody wants.");
                }
            }
        }
    }

    /// What its owner has stopped does not wait for him while another node has room for it.
    private void lookAtFrozen(SimNode node, boolean inContact, SimCoordinator coordinator) {
        boolean moves = inContact
                && !node.frozen().isEmpty()
                && coordinator.shown().nodes().stream()
                        .anyMatch(other -> other.state() == NodeState.READY
                                && !other.id().equals(node.id())
                                && node.frozen().stream()
                                        .anyMatch(order -> other.free().covers(order.resources())));
        if (!moves) {
            waitsSince.remove(node.id());
        } else if (isTooLong(waitsSince.computeIfAbsent(node.id(), _ -> world.now()))) {
            checker.found("P4", node.id() + " keeps what is frozen, though another has room for it.");
        }
    }

    private boolean isTooLong(Instant since) {
        return since.plus(PATIENCE).isBefore(world.now());
    }

    /// Whether nothing has been in the way between the two for a while.
    private boolean isInContact(SimNode node, SimCoordinator coordinator) {
        Instant longAgo = world.now().minusSeconds(10);
        return coordinator.isUp()
                && coordinator.upSince().isBefore(longAgo)
                && node.cable().isGood()
                && node.cable().goodSince().isBefore(longAgo)
                && node.link()
                        .filter(SimLink::isOpen)
                        .filter(link -> link.since().isBefore(longAgo))
                        .isPresent();
    }

    private static boolean isConnected(SimNode node, GridSnapshot shown) {
        return shown.nodes().stream().anyMatch(view -> view.id().equals(node.id()) && view.connected());
    }

    /// All is over: no node holds anything, and each is shown as it is.
    void leftBehind(List<SimNode> all, GridSnapshot shown) {
        for (SimNode node : all) {
            if (!node.held().isEmpty() && node.cable().isGood()) {
                checker.found("P3", node.id() + " still holds " + node.held() + ".");
            }
            if (isConnected(node, shown) != (node.isUp() && node.cable().isGood())) {
                checker.found("P7", node.id() + (node.isUp() ? " is up" : " is down") + " and is shown otherwise.");
            }
        }
        for (NodeView view : shown.nodes()) {
            if (view.running() > 0) {
                checker.found("P7", view.id() + " is shown as busy.");
            }
        }
    }
}
