// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.wire.proto.Chunk;
import dsg.wire.proto.ChunksGrpc;
import dsg.wire.proto.FollowRequest;
import dsg.wire.proto.Have;
import dsg.wire.proto.ReadRequest;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Reads chunks from one holder.
public final class ChunkClient implements AutoCloseable {

    private static final int CONNECT_MS = 3_000;
    /// One chunk over a link of 1 Mbit takes half a minute.
    private static final int CHUNK_SECONDS = 120;

    /// So much may be on its way to this machine at once where a limit makes it slow.
    private static final int ON_THE_WAY = 32 * 1024 * 1024;

    private final Channel channel;
    private final Throttle down;
    private final Runnable closing;
    private final Context.CancellableContext following = Context.ROOT.withCancellation();

    private ChunkClient(Channel channel, Throttle down, Runnable closing) {
        this.channel = channel;
        this.down = down;
        this.closing = closing;
    }

    /// Of the coordinator, over a link's own connection for transfers.
    static ChunkClient over(Channel transfers, Throttle down) {
        return new ChunkClient(transfers, down, () -> {});
    }

    /// Dials another node. Nothing is said to any other than it.
    ///
    /// @param down how much may be read
    public static ChunkClient of(Located.Holder holder, Identity identity, Throttle down) {
        EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(holder.address())
                .sslContext(LinkTls.peer(identity, new PeerTrust(identity.trusted(), holder.node())))
                .overrideAuthority(holder.node().value() + ".dsg")
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .directExecutor()
                .disableRetry()
                .build();
        return new ChunkClient(channel, down, () -> {
            channel.shutdownNow();
            var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    /// A chunk's content, unchecked; at most `length` bytes of it.
    ///
    /// @throws IOException if the holder does not give it
    public byte[] read(Ticket ticket, int chunk, int length) throws IOException {
        byte[] content = new byte[length];
        int read = 0;
        Context.CancellableContext call = Context.ROOT.withCancellation();
        Context before = call.attach();
        try {
            Iterator<Chunk> parts = ChunksGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CHUNK_SECONDS + down.time(ON_THE_WAY).toSeconds(), TimeUnit.SECONDS)
                    .read(ReadRequest.newBuilder()
                            .setTicket(ticket.proto())
                            .setChunk(chunk)
                            .build());
            while (parts.hasNext()) {
                var part = parts.next().getContent();
                if (read + part.size() > length) {
                    throw new IOException("the chunk is longer than it should be");
                }
                down.pass(part.size());
                part.copyTo(content, read);
                read += part.size();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (RuntimeException e) { // gRPC throws more than its own when a connection goes
            throw new IOException(String.valueOf(e.getMessage()), e);
        } finally {
            call.detach(before);
            call.cancel(null);
        }
        if (read < length) {
            throw new IOException("the chunk is shorter than it should be");
        }
        return content;
    }

    /// Hears which chunks the holder has, from now on.
    ///
    /// @param gone runs when it tells no more
    public void follow(Ticket ticket, Consumer<List<Integer>> told, Runnable gone) {
        following.run(() -> ChunksGrpc.newStub(channel)
                .follow(FollowRequest.newBuilder().setTicket(ticket.proto()).build(), new StreamObserver<Have>() {
                    @Override
                    public void onNext(Have have) {
                        told.accept(have.getChunksList());
                    }

                    @Override
                    public void onError(Throwable why) {
                        gone.run();
                    }

                    @Override
                    public void onCompleted() {
                        gone.run();
                    }
                }));
    }

    @Override
    public void close() {
        following.cancel(null);
        closing.run();
    }
}
