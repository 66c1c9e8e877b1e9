// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A node's door for other nodes, which read chunks here: the only port on which a node listens.
public final class ChunkServer implements AutoCloseable {

    private static final int HANDSHAKE_SECONDS = 10;
    private static final int IDLE_SECONDS = 60;
    private static final int CALLS_A_CONNECTION_MAX = 16;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final Server server;

    /// Listens on this address; port 0 takes a free one.
    ///
    /// @param up how much others may read
    /// @throws IOException if the address cannot be listened on
    public ChunkServer(InetSocketAddress address, Identity identity, ChunkSource source, Throttle up)
            throws IOException {
        LinkTls.use(identity, key);
        server = NettyServerBuilder.forAddress(address)
                .sslContext(LinkTls.server(key, identity))
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .channelType(NioServerSocketChannel.class)
                .executor(readers)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(IDLE_SECONDS, TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(CALLS_A_CONNECTION_MAX)
                .intercept(new LinkServer.WhoIsThere(_ -> true))
                .addService(new ChunkService(source, up))
                .build()
                .start();
    }

    /// The port on which it listens.
    public int port() {
        return server.getPort();
    }

    /// From now on the node shows this certificate to whoever connects.
    public void renew(Identity identity) {
        LinkTls.use(identity, key);
    }

    @Override
    public void close() {
        server.shutdownNow();
        readers.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
