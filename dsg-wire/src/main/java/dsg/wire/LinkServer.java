// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// The coordinator's door for nodes: listens for links over mutual TLS and hands what comes to a
/// [LinkHandler].
public final class LinkServer implements AutoCloseable {

    static final Context.Key<NodeId> NODE = Context.key("node");
    private static final int MESSAGE_MAX = 16 * 1024 * 1024;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService transfers = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    /// Listens on this address; port 0 takes a free one.
    ///
    /// @throws IOException if the address cannot be listened on
    public LinkServer(InetSocketAddress address, Identity identity, LinkHandler handler) throws IOException {
        server = NettyServerBuilder.forAddress(address)
                .sslContext(LinkTls.server(identity))
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .channelType(NioServerSocketChannel.class)
                // The link is the hot path and runs right on the network's threads; transfers wait for disks.
                .directExecutor()
                .callExecutor(new TransfersAside(transfers))
                .maxInboundMessageSize(MESSAGE_MAX)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new WhoIsThere())
                .addService(new LinkService(handler))
                .build()
                .start();
    }

    /// The port it listens on.
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        transfers.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private record TransfersAside(Executor transfers) implements ServerCallExecutorSupplier {
        @Override
        public <Q, A> @org.jspecify.annotations.Nullable Executor getExecutor(
                ServerCall<Q, A> call, Metadata metadata) {
            return call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.BIDI_STREAMING
                    ? null
                    : transfers;
        }
    }

    /// Reads the node's id out of the certificate that TLS has already verified.
    private static final class WhoIsThere implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Optional<NodeId> node = Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                    .flatMap(WhoIsThere::nodeOf);
            if (node.isEmpty()) {
                call.close(Status.PERMISSION_DENIED.withDescription("this is no node's certificate"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return Contexts.interceptCall(Context.current().withValue(NODE, node.get()), call, headers, next);
        }

        private static Optional<NodeId> nodeOf(SSLSession session) {
            try {
                Principal peer = session.getPeerPrincipal();
                String role = "";
                String name = "";
                for (var part : new LdapName(peer.getName()).getRdns()) {
                    switch (part.getType()) {
                        case "OU" -> role = part.getValue().toString();
                        case "CN" -> name = part.getValue().toString();
                        default -> {}
                    }
                }
                return role.equals("node") ? Optional.of(new NodeId(name)) : Optional.empty();
            } catch (SSLPeerUnverifiedException | InvalidNameException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }
}
