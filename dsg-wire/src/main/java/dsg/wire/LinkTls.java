// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SSLException;

/// Mutual TLS 1.3 between members of one grid: each side shows its certificate and trusts the grid's own CA
/// only.
final class LinkTls {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3");

    private LinkTls() {}

    static SslContext server(Identity identity) {
        return build(
                SslContextBuilder.forServer(identity.privateKey(), identity.chain())
                        .clientAuth(ClientAuth.REQUIRE),
                identity);
    }

    static SslContext client(Identity identity) {
        return build(SslContextBuilder.forClient().keyManager(identity.privateKey(), identity.chain()), identity);
    }

    private static SslContext build(SslContextBuilder builder, Identity identity) {
        try {
            return GrpcSslContexts.configure(builder)
                    .trustManager(identity.trusted())
                    .protocols(PROTOCOLS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("The keys in " + identity.folder() + " cannot be used for TLS.", e);
        }
    }
}
