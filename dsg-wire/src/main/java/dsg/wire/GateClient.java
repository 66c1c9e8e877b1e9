// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import dsg.model.Digest;
import dsg.wire.proto.Ask;
import dsg.wire.proto.CodeRequest;
import dsg.wire.proto.CoordinatorGrpc;
import dsg.wire.proto.FromJoiner;
import dsg.wire.proto.GateGrpc;
import dsg.wire.proto.LeaveRequest;
import dsg.wire.proto.ReadmitRequest;
import dsg.wire.proto.Reveal;
import dsg.wire.proto.ToJoiner;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A machine that asks a coordinator to let it in.
public final class GateClient implements AutoCloseable {

    private static final int CONNECT_MS = 5_000;
    private static final int ANSWER_SECONDS = 15;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CoordinatorTrust trust;
    private final ManagedChannel channel;
    private final InetSocketAddress address;

    private GateClient(InetSocketAddress address, Predicate<Digest> looksFor) {
        this.address = address;
        this.trust = new CoordinatorTrust(looksFor);
        this.channel = channel(LinkTls.stranger(trust));
    }

    private GateClient(InetSocketAddress address, Identity member) {
        this.address = address;
        this.trust = new CoordinatorTrust(_ -> false);
        this.channel = channel(LinkTls.client(member));
    }

    private ManagedChannel channel(SslContext tls) {
        return NettyChannelBuilder.forAddress(address)
                .sslContext(tls)
                .overrideAuthority(CertificateAuthority.COORDINATOR_NAME)
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .disableRetry()
                .build();
    }

    /// Dials the coordinator of the grid whose CA's fingerprint is like this. Nothing is said to any other.
    public static GateClient of(InetSocketAddress address, Predicate<Digest> looksFor) {
        return new GateClient(address, looksFor);
    }

    /// Tells the coordinator that this node's owner takes it out of the grid.
    ///
    /// @throws IOException if the coordinator does not answer, or knows the node no more
    public static void leave(InetSocketAddress address, Identity node) throws IOException {
        try (GateClient gate = new GateClient(address, node)) {
            var _ = CoordinatorGrpc.newBlockingStub(gate.channel)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .leave(LeaveRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Whoever answers is the coordinator of another grid than the one that is looked for.
    public static final class StrangerException extends IOException {
        private static final long serialVersionUID = 1;

        StrangerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Comes with a code.
    ///
    /// @throws StrangerException if whoever answers is not the code's grid; it was told nothing
    /// @throws IOException if nobody answers
    public Admission byCode(Applicant applicant, JoinCode code) throws IOException {
        CodeRequest request = CodeRequest.newBuilder()
                .setApplicant(GateMessages.toProto(applicant))
                .setSecret(ByteString.copyFrom(code.secret()))
                .build();
        return ask(stub -> stub.joinByCode(request));
    }

    /// Comes back with a certificate that has expired.
    ///
    /// @throws StrangerException if whoever answers is not this node's grid
    /// @throws IOException if nobody answers
    public Admission readmit(X509Certificate expired) throws IOException {
        ReadmitRequest request = ReadmitRequest.newBuilder()
                .setCertificate(GateMessages.encoded(expired))
                .build();
        return ask(stub -> stub.readmit(request));
    }

    private interface Call {
        dsg.wire.proto.Admission send(GateGrpc.GateBlockingStub stub);
    }

    private Admission ask(Call call) throws IOException {
        try {
            Admission admission = GateMessages.fromProto(
                    call.send(GateGrpc.newBlockingStub(channel).withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)));
            return ofTheGridThatAnswered(admission);
        } catch (StatusRuntimeException e) {
            throw failure(e);
        } catch (IllegalArgumentException e) {
            throw new IOException("Its answer cannot be understood: " + e.getMessage(), e);
        }
    }

    private Admission ofTheGridThatAnswered(Admission admission) throws IOException {
        if (admission instanceof Admission.Granted(Membership membership)
                && trust.authority().filter(membership.authority()::equals).isEmpty()) {
            throw new IOException("The coordinator answers for another grid than its own.");
        }
        return admission;
    }

    private IOException failure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CoordinatorTrust.StrangerException) {
                return new StrangerException("The coordinator at " + text(address) + " is another grid's.", e);
            }
        }
        if (isAboutTheClock(e)) {
            return new IOException(
                    "Its certificate is not good by this machine's clock, which says " + Instant.now() + ": one of the"
                            + " two clocks is wrong.",
                    e);
        }
        Status status = Status.fromThrowable(e);
        return new IOException(
                switch (status.getCode()) {
                    case UNIMPLEMENTED -> "Its version of DSG does not know this way to join.";
                    case INVALID_ARGUMENT -> "It does not understand this machine: " + status.getDescription() + ".";
                    default -> "Nobody answers there: " + why(e) + ".";
                },
                e);
    }

    private static boolean isAboutTheClock(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateNotYetValidException || cause instanceof CertificateExpiredException) {
                return true;
            }
        }
        return false;
    }

    private static String why(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return text.lines().findFirst().orElse("no reason given");
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /// Whoever shows the words to a person.
    public interface Screen {

        /// The words are known: this grid is asked, and they have to be compared.
        void show(String grid, List<String> words);
    }

    /// Asks, shows three words, and waits until a person has decided.
    ///
    /// @throws IOException if nobody answers, or the coordinator does not keep to the protocol
    public Admission byWords(Applicant applicant, Screen screen) throws IOException, InterruptedException {
        byte[] nonce = ThreeWords.nonce(new SecureRandom());
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        StreamObserver<FromJoiner> toCoordinator = GateGrpc.newStub(channel).joinByWords(new Hearer(heard));
        toCoordinator.onNext(FromJoiner.newBuilder()
                .setAsk(Ask.newBuilder()
                        .setPublicKey(ByteString.copyFrom(applicant.key().getEncoded()))
                        .setCommitment(ByteString.copyFrom(ThreeWords.commitment(nonce))))
                .build());
        ToJoiner first = next(heard);
        if (first.hasAdmission()) {
            return GateMessages.fromProto(first.getAdmission());
        }
        toCoordinator.onNext(FromJoiner.newBuilder()
                .setReveal(Reveal.newBuilder()
                        .setNonce(ByteString.copyFrom(nonce))
                        .setApplicant(GateMessages.toProto(applicant)))
                .build());
        byte[] other = next(heard).getNonce().toByteArray();
        if (!ThreeWords.isCommittedTo(first.getCommit().getCommitment().toByteArray(), other)) {
            throw new IOException("The coordinator does not reveal what it has committed to: it may be a false one.");
        }
        byte[] authority = GateMessages.encoded(trust.authority()
                        .orElseThrow(() -> new IOException("The coordinator has shown no certificate.")))
                .toByteArray();
        screen.show(
                first.getCommit().getGrid(),
                ThreeWords.of(authority, applicant.key().getEncoded(), nonce, other));
        return ofTheGridThatAnswered(GateMessages.fromProto(next(heard).getAdmission()));
    }

    private ToJoiner next(BlockingQueue<Object> heard) throws IOException, InterruptedException {
        return switch (heard.take()) {
            case ToJoiner message -> message;
            case Throwable e -> throw failure(e);
            default -> throw new IOException("The coordinator has ended the conversation.");
        };
    }

    private record Hearer(BlockingQueue<Object> heard) implements StreamObserver<ToJoiner> {
        @Override
        public void onNext(ToJoiner message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable why) {
            heard.add(why);
        }

        @Override
        public void onCompleted() {
            heard.add("the end");
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
