// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridQueries;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.NodePolicy;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.Software;
import dsg.store.Artefacts;
import dsg.wire.CertificateAuthority;
import dsg.wire.Delivery;
import dsg.wire.Gathered;
import dsg.wire.Identity;
import dsg.wire.LinkHandler;
import dsg.wire.Located;
import dsg.wire.LogRequest;
import dsg.wire.Need;
import dsg.wire.NodeHello;
import dsg.wire.NodeLink;
import dsg.wire.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open links to the nodes: what comes up them becomes commands, what a turn wants done goes down them.
final class NodeLinks implements LinkHandler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLinks.class);

    /// A node from which nothing was heard this long is taken for gone, unless its link has had long gaps lately; it
    /// beats once a second.
    private static final Duration SILENCE_LEAST = Duration.ofSeconds(4);
    private static final int GATHERED_AT_ONCE = 1_000;

    private final Artefacts artefacts;
    private final NodeData data;
    private final AttemptStatuses statuses = new AttemptStatuses();
    private final LiveFigures figures = new LiveFigures();
    private final NodePolicies policies = new NodePolicies();
    private final Map<NodeId, Open> open = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<byte[]>> logRequests = new ConcurrentHashMap<>();
    private volatile boolean goingDown;
    private final AtomicLong nextLogRequest = new AtomicLong();
    private final CompletableFuture<GridLoop> loop = new CompletableFuture<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch-nodes").daemon().factory());

    NodeLinks(Artefacts artefacts, Identity identity, CertificateAuthority authority) {
        this.artefacts = artefacts;
        this.data = new NodeData(artefacts, identity, authority, loop);
        var _ = watch.scheduleAtFixedRate(this::closeSilentOnes, 500, 500, TimeUnit.MILLISECONDS);
    }

    /// The loop and the links need each other; the loop comes second.
    void begin(GridLoop begun) {
        loop.complete(begun);
    }

    /// What nodes may read, and who has what.
    NodeData data() {
        return data;
    }

    /// How running attempts fare.
    AttemptStatuses statuses() {
        return statuses;
    }

    /// How the nodes' machines fare.
    LiveFigures figures() {
        return figures;
    }

    /// What the owners of the nodes' machines have said.
    NodePolicies policies() {
        return policies;
    }

    /// The open link to this node.
    Optional<NodeLink> linkTo(NodeId node) {
        return Optional.ofNullable(open.get(node)).map(opened -> opened.link);
    }

    /// Pushes what a turn wants done, one message a node.
    void carryOut(List<GridEffect> effects) {
        Map<NodeId, NodeLink.Push> byNode = new HashMap<>();
        for (GridEffect effect : effects) {
            switch (effect) {
                case GridEffect.Start(NodeId node, Order order) -> {
                    statuses.forget(order.attempt().task());
                    push(byNode, node).start().add(order);
                }
                case GridEffect.Stop(NodeId node, AttemptId attempt) ->
                    push(byNode, node).stop().add(attempt);
                case GridEffect.Recall(NodeId node, AttemptId attempt) ->
                    push(byNode, node).recall().add(attempt);
                case GridEffect.Move(NodeId node, AttemptId attempt) ->
                    push(byNode, node).move().add(attempt);
                case GridEffect.Acknowledge(NodeId node, AttemptId attempt) ->
                    push(byNode, node).acknowledge().add(attempt);
                case GridEffect.CutOff(NodeId node) -> cutOff(node);
                case GridEffect.Judge _, GridEffect.Discard _, GridEffect.LetGo _ -> {}
            }
        }
        byNode.forEach((node, push) -> {
            Open link = open.get(node);
            if (link != null) {
                link.link.push(push);
            }
        });
    }

    /// A node that is no part of the grid any more.
    private void cutOff(NodeId node) {
        policies.forget(node);
        Open link = open.get(node);
        if (link != null) {
            LOG.info("Node {} was removed from the grid; its link is closed.", node);
            link.link.close();
            link.closed();
        }
    }

    private static NodeLink.Push push(Map<NodeId, NodeLink.Push> byNode, NodeId node) {
        return byNode.computeIfAbsent(
                node,
                _ -> new NodeLink.Push(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }

    /// What a running attempt has printed from byte `offset` on; empty if its node is not connected.
    CompletableFuture<byte[]> readLog(NodeId node, AttemptId attempt, boolean err, long offset, int maxBytes) {
        Open link = open.get(node);
        if (link == null) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
        long request = nextLogRequest.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        logRequests.put(request, answer);
        link.link.readLog(new LogRequest(request, attempt, err, offset, maxBytes));
        return answer.completeOnTimeout(new byte[0], 5, TimeUnit.SECONDS)
                .whenComplete((_, _) -> logRequests.remove(request));
    }

    /// Tells every node that the grid goes down. From here on none gets new work; what they still report is taken.
    void goodbye() {
        goingDown = true;
        for (Open link : open.values()) {
            tell(List.of(new GridCommand.Dismiss(link.node)), Map.of());
            link.link.goodbye();
        }
    }

    /// Whether every link is closed.
    boolean allClosed() {
        return open.isEmpty();
    }

    private void closeSilentOnes() {
        long now = System.nanoTime();
        Instant wall = Instant.now();
        for (Open link : open.values()) {
            if (link.link.validUntil().isBefore(wall)) {
                LOG.warn("Node {} has not renewed its certificate; its link is closed.", link.node);
                link.link.close();
                link.closed();
                continue;
            }
            if (link.patience.isOver(now)) {
                LOG.warn(
                        "Node {} has been silent for {} s; its link is closed.",
                        link.node,
                        link.patience.length().toMillis() / 1000.0);
                link.link.close();
                link.closed();
            }
        }
    }

    @Override
    public Session open(NodeId node, NodeHello hello, NodeLink link) {
        Open opened = new Open(node, link);
        if (goingDown) {
            link.close(); // it dials again, and may find the next coordinator
            return opened;
        }
        Open before = open.put(node, opened);
        if (before != null) {
            before.link.close();
        }
        LOG.info("Node {} ({}) is connected.", hello.facts().name(), node);
        data.arrived(node, new InetSocketAddress(link.from(), hello.chunkPort()), hello.holds());
        tell(
                List.of(
                        new GridCommand.Arrive(node, hello.facts(), hello.held(), hello.offer()),
                        new GridCommand.Hold(node, List.copyOf(hello.holds()), List.of(), OptionalLong.empty())),
                Map.of());
        return opened;
    }

    private void tell(List<GridCommand> commands, Map<Digest, byte[]> contents) {
        try {
            loop.join().tellInTurn(commands, contents);
        } catch (InterruptedException _) {
            // The coordinator stops; the node will say it again.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Gathered> gather(NodeId node, AttemptId attempt, String input, int from) {
        return loop
                .join()
                .ask(machine -> GridQueries.gathered(machine.view(), node, attempt, input, from, GATHERED_AT_ONCE))
                .join()
                .stream()
                .map(item -> new Gathered(item.task(), item.values(), item.path(), item.artefact()))
                .toList();
    }

    @Override
    public Optional<InputStream> fetch(NodeId node, Need need, Digest digest) throws IOException {
        return data.fetch(node, need, digest);
    }

    @Override
    public Located locate(NodeId node, Need need, Digest digest) throws IOException {
        return data.locate(node, need, digest);
    }

    @Override
    public Path receive() {
        return artefacts.receive();
    }

    @Override
    public boolean hasRoom() {
        return !artefacts.room().isShort();
    }

    @Override
    public void keep(NodeId node, Digest digest, Path received) throws IOException {
        artefacts.keep(digest, received);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        open.values().forEach(link -> link.link.close());
    }

    /// One open link.
    private final class Open implements Session {
        private final NodeId node;
        private final NodeLink link;
        private final Patience patience = new Patience(SILENCE_LEAST, System.nanoTime());

        Open(NodeId node, NodeLink link) {
            this.node = node;
            this.link = link;
        }

        @Override
        public void reports(List<Delivery> deliveries) {
            List<GridCommand> reports = new ArrayList<>(deliveries.size());
            Map<Digest, byte[]> contents = new HashMap<>();
            for (Delivery delivery : deliveries) {
                delivery.checkpoint()
                        .ifPresent(
                                saved -> reports.add(new GridCommand.TakeCheckpoint(node, delivery.attempt(), saved)));
                reports.add(new GridCommand.Report(node, delivery.attempt(), delivery.report()));
                contents.putAll(delivery.contents());
                statuses.forget(delivery.attempt().task());
            }
            tell(reports, contents);
        }

        @Override
        public void statuses(List<AttemptStatus> told) {
            statuses.say(told, Instant.now());
            List<GridCommand> moves = told.stream()
                    .filter(status -> status.frozen()
                            .filter(AttemptStatus.Frozen::wantsToMove)
                            .isPresent())
                    .<GridCommand>map(status -> new GridCommand.Move(node, status.attempt()))
                    .toList();
            if (!moves.isEmpty()) {
                tell(moves, Map.of());
            }
        }

        @Override
        public void saved(AttemptId attempt, Checkpoint checkpoint) {
            tell(List.of(new GridCommand.TakeCheckpoint(node, attempt, checkpoint)), Map.of());
        }

        @Override
        public void holds(List<Digest> taken, List<Digest> dropped) {
            data.holds(node, taken, dropped);
            tell(List.of(new GridCommand.Hold(node, taken, dropped, OptionalLong.empty())), Map.of());
        }

        @Override
        public void fetchRate(long bytesPerSecond) {
            OptionalLong rate = OptionalLong.of(bytesPerSecond);
            tell(List.of(new GridCommand.Hold(node, List.of(), List.of(), rate)), Map.of());
        }

        @Override
        public void survey(Software software) {
            tell(List.of(new GridCommand.Survey(node, software)), Map.of());
        }

        @Override
        public void changed(NodeFacts facts) {
            tell(List.of(new GridCommand.Change(node, facts)), Map.of());
        }

        @Override
        public void offer(Offer offer) {
            tell(List.of(new GridCommand.ChangeOffer(node, offer)), Map.of());
        }

        @Override
        public void figures(NodeFigures told) {
            figures.say(node, told, Instant.now());
        }

        @Override
        public void policy(NodePolicy policy) {
            policies.say(node, policy, Instant.now());
        }

        @Override
        public void policyVerdict(long request, NodePolicy.Verdict verdict) {
            policies.answer(node, request, verdict, Instant.now());
        }

        @Override
        public void logBytes(long request, byte[] content) {
            CompletableFuture<byte[]> waiting = logRequests.get(request);
            if (waiting != null) {
                waiting.complete(content);
            }
        }

        @Override
        public void alive() {
            patience.heard(System.nanoTime());
        }

        @Override
        public void closed() {
            // A node that has come back meanwhile is not gone.
            if (open.remove(node, this)) {
                LOG.info("Node {} is gone.", node);
                data.departed(node);
                figures.forget(node);
                tell(List.of(new GridCommand.Depart(node)), Map.of());
            }
        }
    }
}
