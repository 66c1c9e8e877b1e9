// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/// TLS 1.3 between machines. Members of a grid show each other their certificates and trust the grid's own CA only;
/// a machine that wants to come in shows none.
final class LinkTls {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3");

    private LinkTls() {}

    /// The coordinator's side. A node shows its certificate; who shows none is let to the gate and no further.
    ///
    /// @param key the coordinator's own, which may be exchanged while it listens
    static SslContext server(AdvancedTlsX509KeyManager key, Identity identity) {
        return build(
                SslContextBuilder.forServer(key).clientAuth(ClientAuth.OPTIONAL).trustManager(identity.trusted()),
                identity);
    }

    /// The coordinator's key and certificates for TLS: its own, and the CA's for those who do not know it yet.
    static void use(Identity identity, AdvancedTlsX509KeyManager key) {
        key.updateIdentityCredentials(
                new X509Certificate[] {identity.chain(), identity.trusted()}, identity.privateKey());
    }

    /// A node's side.
    static SslContext client(Identity identity) {
        return build(
                SslContextBuilder.forClient()
                        .keyManager(identity.privateKey(), identity.chain())
                        .trustManager(identity.trusted()),
                identity);
    }

    /// A node's side when it reads from another node.
    static SslContext peer(Identity identity, TrustManager trust) {
        return build(
                SslContextBuilder.forClient()
                        .keyManager(identity.privateKey(), identity.chain())
                        .trustManager(trust),
                identity);
    }

    private static SslContext build(SslContextBuilder builder, Identity identity) {
        try {
            return GrpcSslContexts.configure(builder).protocols(PROTOCOLS).build();
        } catch (SSLException e) {
            throw new IllegalStateException("The keys in " + identity.folder() + " cannot be used for TLS.", e);
        }
    }

    /// The side of a machine that belongs to no grid yet.
    static SslContext stranger(TrustManager trust) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient().trustManager(trust))
                    .protocols(PROTOCOLS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("This machine cannot speak TLS 1.3.", e);
        }
    }
}
