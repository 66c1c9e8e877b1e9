// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.wire.CaFingerprint;
import dsg.wire.CertificateAuthority;
import dsg.wire.Identity;
import dsg.wire.PeopleTls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The second door of REST: TLS 1.3 for the LAN, on the same port as plain HTTP has on loopback. Its certificate is of
/// the grid's own CA, names this machine as it is called now, and is made anew when that changes, or when two thirds of
/// its life are over.
final class LanFace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LanFace.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final LanSettings settings;
    private final CertificateAuthority authority;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private final ServerConnector connector;
    private final Thread watch;
    private volatile LanNames names;
    private volatile Identity identity;

    /// Opens it.
    ///
    /// @param authority makes its certificates
    /// @param plainPort the port that plain HTTP has on loopback
    /// @throws IOException if the port cannot be listened on
    LanFace(Server server, HttpConfiguration http, LanSettings settings, CertificateAuthority authority, int plainPort)
            throws IOException {
        this.settings = settings;
        this.authority = authority;
        this.names = LanNames.now(settings);
        this.identity = issue(names);
        tls.setIncludeProtocols("TLSv1.3");
        tls.setSslContext(PeopleTls.server(identity));
        HttpConfiguration secure = new HttpConfiguration(http);
        secure.addCustomizer(new SecureRequestCustomizer(false)); // AccessGuard looks at the name
        connector = new ServerConnector(
                server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
        connector.setReusePort(true);
        if (!settings.listen().isAnyLocalAddress()) {
            connector.setHost(settings.listen().getHostAddress());
        }
        // On loopback itself, plain HTTP has that port already.
        connector.setPort(settings.listen().isLoopbackAddress() ? 0 : plainPort);
        server.addConnector(connector);
        try {
            connector.start();
        } catch (Exception e) {
            throw new IOException("Port " + plainPort + " cannot be listened on for the LAN: " + e.getMessage(), e);
        }
        watch = Thread.ofVirtual().name("names").start(this::watch);
    }

    private Identity issue(LanNames called) {
        return authority.issuePeople(settings.folder(), called.ofCertificate(), Instant.now());
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException _) {
            LOG.debug("The LAN is not looked at any more.");
        }
    }

    private void look() {
        LanNames now = LanNames.now(settings);
        if (now.equals(names) && !identity.isDue(Instant.now())) {
            return;
        }
        try {
            Identity next = issue(now);
            tls.reload(factory -> factory.setSslContext(PeopleTls.server(next)));
            identity = next;
            names = now;
            LOG.info("This machine is {} in the LAN now.", String.join(", ", now.ofCertificate()));
        } catch (Exception e) {
            LOG.error("The certificate for the LAN cannot be made anew; it is tried again", e);
        }
    }

    /// What the header Host may say, without the port.
    Set<String> names() {
        return names.ofHost();
    }

    /// Where people find it.
    List<String> urls() {
        return names.urls(connector.getLocalPort());
    }

    /// By what people know that it is this grid.
    CaFingerprint ca() {
        return CaFingerprint.of(identity);
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
