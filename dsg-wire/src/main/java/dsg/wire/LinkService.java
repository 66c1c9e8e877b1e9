// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.UnsafeByteOperations;
import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.model.NodePolicy;
import dsg.wire.proto.BegunAnswer;
import dsg.wire.proto.BegunRequest;
import dsg.wire.proto.Chunk;
import dsg.wire.proto.CoordinatorGrpc;
import dsg.wire.proto.FetchRequest;
import dsg.wire.proto.FromNode;
import dsg.wire.proto.GatherRequest;
import dsg.wire.proto.GatheredItem;
import dsg.wire.proto.KeepPart;
import dsg.wire.proto.Kept;
import dsg.wire.proto.LeaveRequest;
import dsg.wire.proto.Left;
import dsg.wire.proto.LocateRequest;
import dsg.wire.proto.RenewRequest;
import dsg.wire.proto.ToNode;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The coordinator's side of every call that a node can make.
final class LinkService extends CoordinatorGrpc.CoordinatorImplBase {

    static final int CHUNK = 256 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LinkService.class);
    private static final FromNode BEAT = FromNode.getDefaultInstance();

    private final LinkHandler handler;
    private final GateHandler gate;
    private final Partials partials = new Partials();

    LinkService(LinkHandler handler, GateHandler gate) {
        this.handler = handler;
        this.gate = gate;
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<dsg.wire.proto.Admission> answer) {
        answer.onNext(GateMessages.toProto(
                gate.renew(LinkServer.NODE.get(), LinkServer.CERTIFICATE.get().getPublicKey())));
        answer.onCompleted();
    }

    @Override
    public void leave(LeaveRequest request, StreamObserver<Left> answer) {
        gate.leave(LinkServer.NODE.get());
        answer.onNext(Left.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<FromNode> link(StreamObserver<ToNode> toNode) {
        NodeId node = LinkServer.NODE.get();
        Pusher pusher = new Pusher(
                (ServerCallStreamObserver<ToNode>) toNode,
                LinkServer.CERTIFICATE.get().getNotAfter().toInstant(),
                LinkServer.FROM.get());
        return new Hearer(node, pusher, handler);
    }

    @Override
    public void gather(GatherRequest request, StreamObserver<GatheredItem> answer) {
        NodeId node = LinkServer.NODE.get();
        AttemptId attempt = AttemptId.parse(request.getAttempt());
        ReadyToSend.aside(
                (ServerCallStreamObserver<GatheredItem>) answer,
                ready -> gather(node, attempt, request.getInput(), ready, answer));
    }

    private void gather(
            NodeId node, AttemptId attempt, String input, ReadyToSend ready, StreamObserver<GatheredItem> answer) {
        int from = 1;
        while (true) {
            List<Gathered> items = handler.gather(node, attempt, input, from);
            if (items.isEmpty()) {
                answer.onCompleted();
                return;
            }
            for (Gathered item : items) {
                ready.await();
                answer.onNext(LinkMessages.toProto(item));
            }
            from = items.getLast().task().number() + 1;
        }
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<Chunk> answer) {
        NodeId node = LinkServer.NODE.get();
        ReadyToSend.aside((ServerCallStreamObserver<Chunk>) answer, ready -> fetch(node, request, ready, answer));
    }

    private void fetch(NodeId node, FetchRequest request, ReadyToSend ready, StreamObserver<Chunk> answer) {
        try {
            Need need = LinkMessages.need(request.getAttempt(), request.getMaker());
            Optional<InputStream> content = handler.fetch(node, need, new Digest(request.getSha256()));
            if (content.isEmpty()) {
                answer.onError(Status.NOT_FOUND
                        .withDescription("There is no such artefact.")
                        .asException());
                return;
            }
            try (InputStream in = content.get()) {
                send(in, ready, answer);
            }
        } catch (NotYoursException e) {
            answer.onError(
                    Status.PERMISSION_DENIED.withDescription(e.getMessage()).asException());
        } catch (MissingException e) {
            answer.onError(Status.DATA_LOSS.withDescription(e.getMessage()).asException());
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Artefact {} could not be sent: {}", request.getSha256(), e.toString());
            answer.onError(Status.UNAVAILABLE.withDescription(e.toString()).asException());
        }
    }

    @Override
    public void locate(LocateRequest request, StreamObserver<dsg.wire.proto.Located> answer) {
        try {
            Located located = handler.locate(
                    LinkServer.NODE.get(),
                    LinkMessages.need(request.getAttempt(), request.getMaker()),
                    new Digest(request.getSha256()));
            answer.onNext(ChunkMessages.toProto(located));
            answer.onCompleted();
        } catch (NotYoursException e) {
            answer.onError(
                    Status.PERMISSION_DENIED.withDescription(e.getMessage()).asException());
        } catch (MissingException e) {
            answer.onError(Status.DATA_LOSS.withDescription(e.getMessage()).asException());
        } catch (IOException | IllegalArgumentException e) {
            answer.onError(Status.UNAVAILABLE.withDescription(e.toString()).asException());
        }
    }

    private static void send(InputStream content, ReadyToSend ready, StreamObserver<Chunk> answer) {
        try {
            for (byte[] bytes = content.readNBytes(CHUNK); bytes.length > 0; bytes = content.readNBytes(CHUNK)) {
                ready.await();
                answer.onNext(Chunk.newBuilder()
                        .setContent(UnsafeByteOperations.unsafeWrap(bytes))
                        .build());
            }
            answer.onCompleted();
        } catch (IOException e) {
            // It was opened and cannot be read to its end: it is damaged, or the disk is.
            answer.onError(Status.DATA_LOSS.withDescription(e.getMessage()).asException());
        }
    }

    @Override
    public StreamObserver<KeepPart> keep(StreamObserver<Kept> answer) {
        return new Keeper(LinkServer.NODE.get(), handler, partials, answer);
    }

    @Override
    public void begun(BegunRequest request, StreamObserver<BegunAnswer> answer) {
        try {
            long bytes = partials.begun(LinkServer.NODE.get(), new Digest(request.getSha256()));
            answer.onNext(BegunAnswer.newBuilder().setBytes(bytes).build());
            answer.onCompleted();
        } catch (IllegalArgumentException e) {
            answer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
        }
    }

    /// Pushes down a link; several threads may.
    private static final class Pusher implements NodeLink {
        private final ServerCallStreamObserver<ToNode> toNode;
        private final Instant validUntil;
        private final InetAddress from;

        Pusher(ServerCallStreamObserver<ToNode> toNode, Instant validUntil, InetAddress from) {
            this.toNode = toNode;
            this.validUntil = validUntil;
            this.from = from;
            // Without a handler, gRPC would throw on a push to a link that is gone.
            toNode.setOnCancelHandler(() -> {});
        }

        @Override
        public void push(Push push) {
            ToNode.Builder message = ToNode.newBuilder();
            push.start().forEach(order -> message.addStart(OrderMessages.toProto(order)));
            send(message.addAllStop(LinkMessages.names(push.stop()))
                    .addAllRecall(LinkMessages.names(push.recall()))
                    .addAllMove(LinkMessages.names(push.move()))
                    .addAllAcknowledge(LinkMessages.names(push.acknowledge()))
                    .build());
        }

        @Override
        public void readLog(LogRequest request) {
            send(ToNode.newBuilder()
                    .addReadLog(dsg.wire.proto.LogRequest.newBuilder()
                            .setRequest(request.request())
                            .setAttempt(request.attempt().toString())
                            .setErr(request.err())
                            .setOffset(request.offset())
                            .setMaxBytes(request.maxBytes()))
                    .build());
        }

        @Override
        public void policyWish(long request, NodePolicy.Wish wish) {
            send(ToNode.newBuilder()
                    .setPolicyWish(PolicyMessages.toProto(request, wish))
                    .build());
        }

        @Override
        public void goodbye() {
            send(ToNode.newBuilder().setGoodbye(true).build());
        }

        @Override
        public InetAddress from() {
            return from;
        }

        @Override
        public Instant validUntil() {
            return validUntil;
        }

        @Override
        public void close() {
            close(Status.UNAVAILABLE.withDescription("the coordinator closed the link"));
        }

        synchronized void close(Status why) {
            if (!toNode.isCancelled()) {
                toNode.onError(why.asException());
            }
        }

        private synchronized void send(ToNode message) {
            if (!toNode.isCancelled()) {
                toNode.onNext(message);
            }
        }
    }

    /// Hears a link.
    private static final class Hearer implements StreamObserver<FromNode> {
        private final NodeId node;
        private final Pusher pusher;
        private final LinkHandler handler;
        private LinkHandler.@Nullable Session session;

        Hearer(NodeId node, Pusher pusher, LinkHandler handler) {
            this.node = node;
            this.pusher = pusher;
            this.handler = handler;
        }

        @Override
        public void onNext(FromNode message) {
            try {
                hear(message);
            } catch (IllegalArgumentException e) {
                LOG.warn("Node {} said what cannot be read; its link is closed: {}", node, e.getMessage());
                pusher.close(Status.FAILED_PRECONDITION.withDescription(e.getMessage()));
            }
        }

        private void hear(FromNode message) {
            LinkHandler.Session open = session;
            if (open == null) {
                LinkMessages.checkProtocol(message.getHello());
                NodeHello hello = LinkMessages.fromProto(message.getHello());
                pusher.send(ToNode.newBuilder().setWelcome(true).build());
                session = handler.open(node, hello, pusher);
                return;
            }
            open.alive();
            // Told how its tasks fare or not, a node hears each second that its coordinator is there.
            if (message.equals(BEAT) || message.getStatusesCount() > 0) {
                pusher.send(ToNode.getDefaultInstance());
            }
            message.getSavedList()
                    .forEach(saved ->
                            open.saved(AttemptId.parse(saved.getAttempt()), CheckpointMessages.fromProto(saved)));
            if (message.getReportsCount() > 0) {
                open.reports(message.getReportsList().stream()
                        .map(LinkMessages::fromProto)
                        .toList());
            }
            if (message.getStatusesCount() > 0) {
                open.statuses(message.getStatusesList().stream()
                        .map(LinkMessages::fromProto)
                        .toList());
            }
            if (message.getHoldsCount() + message.getDropsCount() > 0) {
                open.holds(
                        ChunkMessages.digests(message.getHoldsList()), ChunkMessages.digests(message.getDropsList()));
            }
            if (message.getBytesPerSecond() > 0) {
                open.fetchRate(message.getBytesPerSecond());
            }
            if (message.hasSoftware()) {
                open.survey(LinkMessages.fromProto(message.getSoftware()));
            }
            if (message.hasOffer()) {
                open.offer(OfferMessages.fromProto(message.getOffer()));
            }
            if (message.hasChanged()) {
                open.changed(LinkMessages.fromProto(message.getChanged()).facts());
            }
            if (message.hasPolicy()) {
                open.policy(PolicyMessages.fromProto(message.getPolicy()));
            }
            if (message.hasPolicyVerdict()) {
                open.policyVerdict(
                        message.getPolicyVerdict().getRequest(), PolicyMessages.fromProto(message.getPolicyVerdict()));
            }
            if (message.hasFigures()) {
                open.figures(MachineMessages.fromProto(message.getFigures()));
            }
            message.getLogBytesList()
                    .forEach(log ->
                            open.logBytes(log.getRequest(), log.getContent().toByteArray()));
        }

        @Override
        public void onError(Throwable why) {
            closed();
        }

        @Override
        public void onCompleted() {
            pusher.close();
            closed();
        }

        private void closed() {
            if (session != null) {
                session.closed();
            }
        }
    }
}
