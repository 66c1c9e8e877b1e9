// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS 1.3 between people and the coordinator. Its certificate comes from the grid's own CA, which no browser and no
/// operating system knows: programs pin that CA by its fingerprint.
public final class PeopleTls {

    private static final String TLS = "TLSv1.3";

    private PeopleTls() {}

    /// What the coordinator shows: its certificate, and that of the CA with it, so that it can be pinned.
    public static SSLContext server(Identity identity) {
        try {
            char[] none = new char[0];
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, none);
            keys.setKeyEntry(
                    "people", identity.privateKey(), none, new X509Certificate[] {identity.chain(), identity.trusted()
                    });
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, none);
            SSLContext context = SSLContext.getInstance(TLS);
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The keys in " + identity.folder() + " cannot be used for TLS.", e);
        }
    }

    /// Trusts whoever shows a certificate of this CA that is for the name he was called by, and nobody else.
    public static SSLContext client(CaFingerprint ca) {
        return client(new Pinned(ca));
    }

    private static SSLContext client(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance(TLS);
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS 1.3.", e);
        }
    }

    /// Which CA the certificate of whoever answers at this address comes from, as he says himself: it proves nothing,
    /// and nothing is sent to him. None if he shows no CA.
    ///
    /// @throws IOException if nobody answers, or not by TLS
    public static Optional<CaFingerprint> shownAt(String host, int port, Duration patience) throws IOException {
        AtomicReference<X509Certificate @Nullable []> shown = new AtomicReference<>();
        int millis = (int) patience.toMillis();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), millis);
            plain.setSoTimeout(millis);
            try (SSLSocket socket =
                    (SSLSocket) client(new Onlooker(shown)).getSocketFactory().createSocket(plain, host, port, true)) {
                socket.startHandshake();
            }
        } catch (javax.net.ssl.SSLHandshakeException e) {
            if (shown.get() == null) {
                throw e;
            }
        }
        X509Certificate[] chain = shown.get();
        return chain == null
                ? Optional.empty()
                : Stream.of(chain)
                        .filter(certificate -> certificate.getBasicConstraints() >= 0)
                        .findFirst()
                        .map(CaFingerprint::of);
    }

    /// Looks at what is shown, and then trusts nobody.
    private static final class Onlooker extends Servers {
        private final AtomicReference<X509Certificate @Nullable []> shown;

        Onlooker(AtomicReference<X509Certificate @Nullable []> shown) {
            this.shown = shown;
        }

        @Override
        void check(X509Certificate[] chain, String type, Optional<Socket> socket) throws CertificateException {
            shown.set(chain);
            throw new CertificateException("It was only looked at.");
        }
    }

    /// Trusts one CA, known by its fingerprint.
    private static final class Pinned extends Servers {
        private final CaFingerprint ca;

        Pinned(CaFingerprint ca) {
            this.ca = ca;
        }

        @Override
        void check(X509Certificate[] chain, String type, Optional<Socket> socket) throws CertificateException {
            for (X509Certificate certificate : chain) {
                if (CaFingerprint.of(certificate).equals(ca)) {
                    trusting(certificate).checkServerTrusted(chain, type, socket.orElse(null));
                    return;
                }
            }
            throw new CertificateException("its certificate does not come from the grid's CA " + ca);
        }

        private static X509ExtendedTrustManager trusting(X509Certificate certificate) throws CertificateException {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, new char[0]);
                store.setCertificateEntry("ca", certificate);
                TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
                factory.init(store);
                return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
            } catch (GeneralSecurityException | IOException e) {
                throw new CertificateException(e);
            }
        }
    }

    /// Judges servers, and only at a socket that says by which name they were called.
    private abstract static class Servers extends X509ExtendedTrustManager {

        abstract void check(X509Certificate[] chain, String type, Optional<Socket> socket) throws CertificateException;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain, type, Optional.of(socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw nobody();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw nobody();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw nobody();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw nobody();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw nobody();
        }

        private static CertificateException nobody() {
            return new CertificateException("Nobody is trusted here.");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
