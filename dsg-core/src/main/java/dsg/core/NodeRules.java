// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Refusal;
import dsg.model.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// What the node says itself is its owner's word; the grid's stands beside it.
    static Decision tag(GridView view, GridCommand.TagNode tag, Instant now) {
        Optional<NodeLedger> node = view.node(tag.node());
        if (node.isEmpty()) {
            return noSuchNode(tag.node());
        }
        Set<String> has = node.get().facts().tags();
        Set<String> added =
                tag.added().stream().filter(word -> !has.contains(word)).collect(Collectors.toSet());
        Set<String> removed = tag.removed().stream().filter(has::contains).collect(Collectors.toSet());
        return added.isEmpty() && removed.isEmpty()
                ? Decision.nothing()
                : Decision.of(List.of(new GridEvent.NodeTagged(tag.node(), added, removed, now)), List.of());
    }

    /// A node that has found out something new of its software.
    static Decision survey(GridView view, GridCommand.Survey survey, Instant now) {
        boolean isNews = view.node(survey.node())
                .flatMap(node -> node.facts().software().filter(survey.software()::equals))
                .isEmpty();
        return isNews && view.node(survey.node()).isPresent()
                ? Decision.of(List.of(new GridEvent.NodeSurveyed(survey.node(), survey.software(), now)), List.of())
                : Decision.nothing();
    }

    /// A node that is something else than it said. One whose link is gone meanwhile says so when it arrives.
    static Decision change(GridView view, GridCommand.Change change, Instant now) {
        Optional<NodeLedger> node = view.node(change.node()).filter(NodeLedger::isConnected);
        if (node.isEmpty()) {
            return Decision.nothing();
        }
        NodeFacts facts = named(view, change.node(), change.facts());
        boolean isNews =
                !node.get().facts().equals(facts.tagged(node.get().facts().tags()))
                        || !node.get().tags().own().equals(facts.tags());
        return isNews
                ? Decision.of(List.of(new GridEvent.NodeChanged(change.node(), facts, now)), List.of())
                : Decision.nothing();
    }

    /// The owner lets tasks have more of the node, or less. One whose link is gone meanwhile says so when it arrives.
    static Decision offer(GridView view, NodeId id, Offer offer, Instant now) {
        return view.node(id)
                .filter(NodeLedger::isConnected)
                .filter(node -> !node.offer().equals(offer))
                .map(_ -> Decision.of(List.of(new GridEvent.NodeOffers(id, offer, now)), List.of()))
                .orElseGet(Decision::nothing);
    }

    /// An attempt that is frozen on its node is given up there once another node has room for its task.
    static Decision move(GridView view, GridCommand.Move move) {
        AttemptId attempt = move.attempt();
        boolean runs = view.task(attempt.task())
                .filter(task -> task.isRunning(attempt, move.node()))
                .isPresent();
        if (!runs || GridRules.isCancelled(view, attempt)) {
            return Decision.nothing();
        }
        Request request = view.jobNamed(attempt.task().job())
                .stageNamed(attempt.task().stage())
                .requestOf(attempt.task().number());
        String user = view.jobNamed(attempt.task().job()).submission().by();
        boolean room = view.nodes().stream()
                .anyMatch(node -> !node.id().equals(move.node())
                        && node.takesWork()
                        && node.quickFailures().restsUntil().isEmpty()
                        && node.facts().suits(request)
                        && node.offer().admits(user)
                        && node.free().covers(request.resources()));
        return room ? Decision.of(List.of(), List.of(new GridEffect.Move(move.node(), attempt))) : Decision.nothing();
    }

    /// A node that has joined is called what the grid calls it, whatever it says.
    static NodeFacts named(GridView view, NodeId node, NodeFacts told) {
        return view.members()
                .member(node)
                .map(member -> told.named(member.name()))
                .orElse(told);
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
