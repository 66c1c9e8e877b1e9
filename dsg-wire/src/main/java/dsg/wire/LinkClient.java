// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.UnsafeByteOperations;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodePolicy;
import dsg.model.Offer;
import dsg.model.Software;
import dsg.wire.proto.Chunk;
import dsg.wire.proto.CoordinatorGrpc;
import dsg.wire.proto.FetchRequest;
import dsg.wire.proto.FromNode;
import dsg.wire.proto.GatherRequest;
import dsg.wire.proto.GatheredItem;
import dsg.wire.proto.LocateRequest;
import dsg.wire.proto.LogBytes;
import dsg.wire.proto.RenewRequest;
import dsg.wire.proto.ToNode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dials the coordinator and holds the node's end of the link. One link a client: after it is closed,
/// dial again.
public final class LinkClient implements CoordinatorLink {

    private static final Logger LOG = LoggerFactory.getLogger(LinkClient.class);
    private static final int MESSAGE_MAX = 16 * 1024 * 1024;
    private static final int STALL_SECONDS = 30;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ManagedChannel channel;
    /// A connection of its own for what is large: on one and the same, beats would queue behind it.
    private final ManagedChannel transfers;
    private final Bandwidth bandwidth;
    private final StreamObserver<FromNode> toCoordinator;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Dials; whether it worked is heard by the listener. The first thing said is `hello`.
    ///
    /// @param bandwidth how much of the network contents may take
    public LinkClient(
            InetSocketAddress coordinator, Identity identity, NodeHello hello, Bandwidth bandwidth, Listener listener) {
        this.bandwidth = bandwidth;
        SslContext tls = LinkTls.client(identity);
        channel = channel(coordinator, tls);
        transfers = channel(coordinator, tls);
        toCoordinator = CoordinatorGrpc.newStub(channel).link(new Hearer(listener));
        send(FromNode.newBuilder().setHello(LinkMessages.toProto(hello)).build());
    }

    private ManagedChannel channel(InetSocketAddress coordinator, SslContext tls) {
        return NettyChannelBuilder.forAddress(coordinator)
                .sslContext(tls)
                .overrideAuthority(CertificateAuthority.COORDINATOR_NAME)
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_MAX)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    @Override
    public void report(List<Delivery> deliveries) {
        FromNode.Builder message = FromNode.newBuilder();
        deliveries.forEach(delivery -> message.addReports(LinkMessages.toProto(delivery)));
        send(message.build());
    }

    @Override
    public void logBytes(long request, byte[] content) {
        send(FromNode.newBuilder()
                .addLogBytes(
                        LogBytes.newBuilder().setRequest(request).setContent(UnsafeByteOperations.unsafeWrap(content)))
                .build());
    }

    @Override
    public void beat(List<AttemptStatus> statuses) {
        send(FromNode.newBuilder()
                .addAllStatuses(statuses.stream().map(LinkMessages::toProto).toList())
                .build());
    }

    @Override
    public void survey(Software software) {
        send(FromNode.newBuilder().setSoftware(LinkMessages.toProto(software)).build());
    }

    @Override
    public void changed(NodeFacts facts) {
        send(FromNode.newBuilder()
                .setChanged(LinkMessages.toProto(new NodeHello(facts, Set.of())))
                .build());
    }

    @Override
    public void offer(Offer offer) {
        send(FromNode.newBuilder().setOffer(OfferMessages.toProto(offer)).build());
    }

    @Override
    public void saved(AttemptId attempt, Checkpoint checkpoint) {
        send(FromNode.newBuilder()
                .addSaved(CheckpointMessages.toProto(attempt, checkpoint))
                .build());
    }

    @Override
    public void policy(NodePolicy policy) {
        send(FromNode.newBuilder().setPolicy(PolicyMessages.toProto(policy)).build());
    }

    @Override
    public void policyVerdict(long request, NodePolicy.Verdict verdict) {
        send(FromNode.newBuilder()
                .setPolicyVerdict(PolicyMessages.toProto(request, verdict))
                .build());
    }

    @Override
    public void figures(NodeFigures figures) {
        send(FromNode.newBuilder().setFigures(MachineMessages.toProto(figures)).build());
    }

    /// Never fails: that the link is gone is what the listener hears, and whatever matters is said again over the next.
    private synchronized void send(FromNode message) {
        try {
            if (!closed.get()) {
                toCoordinator.onNext(message);
            }
        } catch (RuntimeException e) {
            LOG.debug("Not sent, the link is going: {}", e.toString());
        }
    }

    @Override
    public void gather(AttemptId attempt, String input, Consumer<Gathered> items) throws IOException {
        GatherRequest request = GatherRequest.newBuilder()
                .setAttempt(attempt.toString())
                .setInput(input)
                .build();
        try {
            Iterator<GatheredItem> answer =
                    CoordinatorGrpc.newBlockingStub(transfers).gather(request);
            while (answer.hasNext()) {
                items.accept(LinkMessages.fromProto(answer.next()));
            }
        } catch (RuntimeException e) { // gRPC throws more than its own when a link goes
            throw new IOException("The coordinator did not say what " + input + " gathers: " + e.getMessage(), e);
        }
    }

    @Override
    public void fetch(Need need, Digest digest, Path file) throws IOException {
        FetchRequest request = FetchRequest.newBuilder()
                .setSha256(digest.hex())
                .setAttempt(need.attempt().toString())
                .setMaker(LinkMessages.text(need.maker()))
                .build();
        MessageDigest sum = Digest.sha256();
        try (OutputStream out = Files.newOutputStream(file)) {
            Iterator<Chunk> chunks = CoordinatorGrpc.newBlockingStub(transfers).fetch(request);
            while (chunks.hasNext()) {
                byte[] bytes = chunks.next().getContent().toByteArray();
                bandwidth.down().pass(bytes.length);
                sum.update(bytes);
                out.write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (StatusRuntimeException e) {
            throw notFetchedOrMissing(digest, e);
        } catch (RuntimeException e) {
            throw notFetched(digest, e);
        }
        if (!Digest.finish(sum).equals(digest)) {
            throw new IOException("Artefact " + digest.brief() + " arrived damaged.");
        }
    }

    private static IOException notFetchedOrMissing(Digest digest, StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case NOT_FOUND, DATA_LOSS ->
                new MissingException(String.valueOf(e.getStatus().getDescription()));
            default -> notFetched(digest, e);
        };
    }

    @Override
    public Located locate(Need need, Digest digest) throws IOException {
        LocateRequest request = LocateRequest.newBuilder()
                .setAttempt(need.attempt().toString())
                .setMaker(LinkMessages.text(need.maker()))
                .setSha256(digest.hex())
                .build();
        try {
            return ChunkMessages.fromProto(
                    digest, CoordinatorGrpc.newBlockingStub(transfers).locate(request));
        } catch (StatusRuntimeException e) {
            throw notFetchedOrMissing(digest, e);
        } catch (RuntimeException e) {
            throw notFetched(digest, e);
        }
    }

    @Override
    public ChunkClient chunks() {
        return ChunkClient.over(transfers, bandwidth.down());
    }

    @Override
    public void holds(List<Digest> taken, List<Digest> dropped) {
        send(FromNode.newBuilder()
                .addAllHolds(taken.stream().map(ChunkMessages::bytes).toList())
                .addAllDrops(dropped.stream().map(ChunkMessages::bytes).toList())
                .build());
    }

    @Override
    public void fetchRate(long bytesPerSecond) {
        send(FromNode.newBuilder().setBytesPerSecond(bytesPerSecond).build());
    }

    private static IOException notFetched(Digest digest, RuntimeException e) {
        return new IOException("Artefact " + digest.brief() + " could not be fetched: " + e.getMessage(), e);
    }

    @Override
    public void keep(Digest digest, Path file) throws IOException {
        new HandOver(transfers, bandwidth.up()).keep(digest, file);
    }

    @Override
    public Admission renew() throws IOException {
        try {
            return GateMessages.fromProto(CoordinatorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(STALL_SECONDS, TimeUnit.SECONDS)
                    .renew(RenewRequest.getDefaultInstance()));
        } catch (RuntimeException e) { // gRPC throws more than its own when a link goes
            throw new IOException("The certificate was not renewed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            transfers.shutdownNow();
            channel.shutdownNow();
            var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /// Hears what the coordinator pushes.
    private record Hearer(Listener listener) implements StreamObserver<ToNode> {
        @Override
        public void onNext(ToNode message) {
            listener.alive();
            if (message.getWelcome()) {
                listener.welcome();
            }
            if (message.getAcknowledgeCount() > 0) {
                listener.acknowledged(LinkMessages.attempts(message.getAcknowledgeList()));
            }
            if (message.getStopCount() > 0) {
                listener.stop(LinkMessages.attempts(message.getStopList()));
            }
            if (message.getMoveCount() > 0) {
                listener.move(LinkMessages.attempts(message.getMoveList()));
            }
            if (message.getRecallCount() > 0) {
                listener.recall(LinkMessages.attempts(message.getRecallList()));
            }
            if (message.getStartCount() > 0) {
                listener.start(message.getStartList().stream()
                        .map(OrderMessages::fromProto)
                        .toList());
            }
            message.getReadLogList()
                    .forEach(log -> listener.readLog(new LogRequest(
                            log.getRequest(),
                            AttemptId.parse(log.getAttempt()),
                            log.getErr(),
                            log.getOffset(),
                            log.getMaxBytes())));
            if (message.hasPolicyWish()) {
                listener.policyWish(
                        message.getPolicyWish().getRequest(), PolicyMessages.fromProto(message.getPolicyWish()));
            }
            if (message.getGoodbye()) {
                listener.goodbye();
            }
        }

        @Override
        public void onError(Throwable why) {
            Status status = Status.fromThrowable(why);
            if (status.getCode() == Status.Code.PERMISSION_DENIED
                    && LinkServer.REMOVED.equals(status.getDescription())) {
                listener.removed();
            }
            listener.closed(rootOf(why).toString().lines().findFirst().orElse("no reason given"));
        }

        private static Throwable rootOf(Throwable why) {
            Throwable root = why;
            for (Throwable cause = why.getCause(); cause != null; cause = cause.getCause()) {
                root = cause;
            }
            return root;
        }

        @Override
        public void onCompleted() {
            listener.closed("the coordinator closed the link");
        }
    }
}
