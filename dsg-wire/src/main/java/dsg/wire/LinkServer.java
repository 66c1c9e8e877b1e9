// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import dsg.wire.proto.CoordinatorGrpc;
import dsg.wire.proto.GateGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
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
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// The coordinator's door for nodes: listens for links over mutual TLS and hands what comes to a
/// [LinkHandler].
public final class LinkServer implements AutoCloseable {

    /// The node that calls; not at the gate.
    static final Context.Key<NodeId> NODE = Context.key("node");
    /// The certificate that the node has shown.
    static final Context.Key<X509Certificate> CERTIFICATE = Context.key("certificate");
    /// The address that calls.
    static final Context.Key<InetAddress> FROM = Context.key("from");
    private static final int MESSAGE_MAX = 16 * 1024 * 1024;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final int IDLE_SECONDS = 60;

    /// What a node hears that was removed from the grid.
    static final String REMOVED = "this node was removed from the grid";

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService transfers = Executors.newVirtualThreadPerTaskExecutor();
    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final Server server;

    /// Listens on this address; port 0 takes a free one.
    ///
    /// @throws IOException if the address cannot be listened on
    public LinkServer(
            InetSocketAddress address,
            Identity identity,
            LinkHandler handler,
            GateHandler gate,
            ChunkSource chunks,
            RelayHandler relays)
            throws IOException {
        LinkTls.use(identity, key);
        server = NettyServerBuilder.forAddress(address)
                .sslContext(LinkTls.server(key, identity))
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .channelType(NioServerSocketChannel.class)
                // The link is the hot path and runs right on the network's threads; transfers wait for disks.
                .directExecutor()
                .callExecutor(new TransfersAside(transfers))
                .maxInboundMessageSize(MESSAGE_MAX)
                .keepAliveTime(20, TimeUnit.SECONDS)
                // Whoever connects and says nothing is not waited for.
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(IDLE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new WhoIsThere(gate::isMember))
                .addService(new LinkService(handler, gate))
                .addService(new ChunkService(chunks, Throttle.NONE))
                .addService(new RelayService(relays))
                .addService(new GateService(
                        gate, GateMessages.encoded(identity.trusted()).toByteArray()))
                .build()
                .start();
    }

    /// The port it listens on.
    public int port() {
        return server.getPort();
    }

    /// From now on the coordinator shows this certificate to whoever connects; open links stay open.
    public void renew(Identity identity) {
        LinkTls.use(identity, key);
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
            return call.getMethodDescriptor().equals(CoordinatorGrpc.getLinkMethod()) ? null : transfers;
        }
    }

    /// Reads the node's id out of the certificate that TLS has already verified. Who shows none gets no further than
    /// the gate, and neither does a node that was removed from the grid.
    record WhoIsThere(Predicate<NodeId> isMember) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Context context = Context.current().withValue(FROM, from(call));
            if (GateGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
                return Contexts.interceptCall(context, call, headers, next);
            }
            Optional<X509Certificate> shown = Optional.ofNullable(
                            call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                    .flatMap(WhoIsThere::certificate);
            Optional<NodeId> node = shown.flatMap(WhoIsThere::nodeOf);
            if (node.isEmpty()) {
                return refuse(call, "this is no node's certificate");
            }
            if (!isMember.test(node.get())) {
                return refuse(call, REMOVED);
            }
            return Contexts.interceptCall(
                    context.withValue(NODE, node.get()).withValue(CERTIFICATE, shown.get()), call, headers, next);
        }

        private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, String why) {
            call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
            return new ServerCall.Listener<>() {};
        }

        private static InetAddress from(ServerCall<?, ?> call) {
            return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                    ? address.getAddress()
                    : InetAddress.getLoopbackAddress();
        }

        private static Optional<X509Certificate> certificate(SSLSession session) {
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                        ? Optional.of(certificate)
                        : Optional.empty();
            } catch (SSLPeerUnverifiedException _) {
                return Optional.empty();
            }
        }

        private static Optional<NodeId> nodeOf(X509Certificate certificate) {
            try {
                String role = "";
                String name = "";
                for (var part :
                        new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                    switch (part.getType()) {
                        case "OU" -> role = part.getValue().toString();
                        case "CN" -> name = part.getValue().toString();
                        default -> {}
                    }
                }
                return role.equals("node") ? Optional.of(new NodeId(name)) : Optional.empty();
            } catch (InvalidNameException | IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    /// The node that this certificate was made for; none if it was made for another member of the grid.
    public static Optional<NodeId> nodeOf(X509Certificate certificate) {
        return WhoIsThere.nodeOf(certificate);
    }
}
