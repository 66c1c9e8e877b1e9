// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.wire.proto.PeopleGrpc;
import dsg.wire.proto.Piece;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Carries connections from a node's machine to the coordinator's port for people, over the node's own mutual TLS.
public final class RelayClient implements AutoCloseable {

    private static final int CONNECT_MS = 5_000;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final ManagedChannel channel;

    /// Dials when there is something to carry.
    public RelayClient(InetSocketAddress coordinator, Identity node) {
        channel = NettyChannelBuilder.forAddress(coordinator)
                .sslContext(LinkTls.client(node))
                .overrideAuthority(CertificateAuthority.COORDINATOR_NAME)
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .executor(callers)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    /// This node is no part of the grid any more.
    public static final class RemovedException extends IOException {
        private static final long serialVersionUID = 1;

        RemovedException(Throwable cause) {
            super("This machine was removed from the grid.", cause);
        }
    }

    /// Carries bytes both ways until the coordinator's side ends. Returns then; whoever called closes his streams, by
    /// which the reading of `in` ends, too.
    ///
    /// @throws RemovedException if this node is no member any more
    /// @throws IOException if the coordinator cannot be reached, or either side breaks off
    public void carry(InputStream in, OutputStream out) throws IOException {
        Hearer hearer = new Hearer(out);
        var _ = PeopleGrpc.newStub(channel).relay(hearer);
        Thread sender = Thread.ofVirtual().name("relay").start(() -> hearer.send(in));
        try {
            var _ = hearer.end.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The relay is stopped.", e);
        } finally {
            hearer.cancel();
            sender.interrupt();
        }
    }

    private static IOException failure(Throwable why) {
        Status status = Status.fromThrowable(why);
        return switch (status.getCode()) {
            case PERMISSION_DENIED -> new RemovedException(why);
            case UNIMPLEMENTED -> new IOException("The coordinator's version of DSG does not relay.", why);
            default -> new IOException(String.valueOf(status.getDescription()), why);
        };
    }

    /// Writes what comes down, and asks for the next piece only then.
    private static final class Hearer implements ClientResponseObserver<Piece, Piece> {
        private final OutputStream out;
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();
        private final CompletableFuture<ClientCallStreamObserver<Piece>> call = new CompletableFuture<>();

        Hearer(OutputStream out) {
            this.out = out;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Piece> begun) {
            begun.disableAutoRequestWithInitial(1);
            begun.setOnReadyHandler(this::wake);
            call.complete(begun);
        }

        private synchronized void wake() {
            notifyAll();
        }

        /// Sends what is read, each piece when the network takes it.
        private void send(InputStream in) {
            ClientCallStreamObserver<Piece> to = call.join();
            byte[] buffer = new byte[RelayService.PIECE_BYTES];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitReady(to);
                    to.onNext(RelayService.piece(Arrays.copyOf(buffer, read)));
                }
                to.onCompleted();
            } catch (IOException | IllegalStateException e) {
                to.cancel("whoever is relayed has gone", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void awaitReady(ClientCallStreamObserver<Piece> to) throws InterruptedException {
            while (!to.isReady() && !end.isDone()) {
                wait(1_000);
            }
        }

        @Override
        public void onNext(Piece piece) {
            try {
                piece.getContent().writeTo(out);
                out.flush();
                call.join().request(1);
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        }

        @Override
        public void onError(Throwable why) {
            end.completeExceptionally(why);
        }

        @Override
        public void onCompleted() {
            end.complete(true);
        }

        void cancel() {
            call.join().cancel("the relay has ended", null);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        callers.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
