// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.NodeId;
import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import dsg.wire.NodeLink;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What the owners of the nodes' machines have said, as each node told it last; and wishes to change that, which wait
/// for their nodes' verdicts. Kept by the machines themselves: a restart forgets it until the nodes tell again.
final class NodePolicies {

    private final Map<NodeId, Told> byNode = new ConcurrentHashMap<>();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    /// What a node told, and when.
    record Told(NodePolicy policy, Instant at) {}

    private record Waiting(NodeId node, CompletableFuture<Verdict> verdict) {}

    void say(NodeId node, NodePolicy policy, Instant at) {
        byNode.put(node, new Told(policy, at));
    }

    /// What a node told last, though it may be away now.
    Optional<Told> of(NodeId node) {
        return Optional.ofNullable(byNode.get(node));
    }

    /// It is no node any more.
    void forget(NodeId node) {
        byNode.remove(node);
    }

    /// Passes a wish on; what comes of it, unless the node does not answer in time.
    CompletableFuture<Verdict> wish(NodeId node, NodeLink link, NodePolicy.Wish wish, Duration patience) {
        long request = next.incrementAndGet();
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        waiting.put(request, new Waiting(node, verdict));
        link.policyWish(request, wish);
        return verdict.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> waiting.remove(request));
    }

    /// A verdict counts only from the node that was asked.
    void answer(NodeId node, long request, Verdict verdict, Instant at) {
        Waiting asked = waiting.get(request);
        if (asked != null && asked.node().equals(node)) {
            if (verdict instanceof Verdict.Taken(NodePolicy policy)) {
                say(node, policy, at);
            }
            asked.verdict().complete(verdict);
        }
    }
}
