// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;

/// Who a process is on the grid: its private key and certificate, and the grid's CA, as PEM files in one
/// folder that only its owner can read.
///
/// @param folder holds `key.pem`, `cert.pem` and `ca.pem`
public record Identity(Path folder) {

    Path key() {
        return folder.resolve("key.pem");
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    /// Whether all three files are there.
    public boolean exists() {
        return Files.exists(key()) && Files.exists(certificate()) && Files.exists(authority());
    }

    // Read with the JDK alone: given files, netty would take BouncyCastle to read them, which costs a second of a
    // process's start.

    PrivateKey privateKey() {
        String base64 =
                read(key()).lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining());
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(key() + " holds no private key.", e);
        }
    }

    /// Until when the certificate is good.
    ///
    /// @throws IllegalStateException if the file holds none
    public Instant goodUntil() {
        return chain().getNotAfter().toInstant();
    }

    /// When two thirds of the certificate's life are over, so that it is time for another.
    public Instant dueAt() {
        X509Certificate own = chain();
        Instant from = own.getNotBefore().toInstant().plus(CertificateAuthority.CLOCK_SKEW);
        Duration life = Duration.between(from, own.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(2).dividedBy(3));
    }

    /// Whether it is time for another certificate.
    public boolean isDue(Instant now) {
        return now.isAfter(dueAt());
    }

    /// The SHA-256 of the CA's certificate: what codes, announcements and logins know the grid by.
    public Digest grid() {
        return fingerprint(trusted());
    }

    static Digest fingerprint(X509Certificate authority) {
        try {
            return Digest.of(authority.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("A certificate cannot be written down.", e);
        }
    }

    /// A new key pair; its private half is written into the folder at once, so that what was begun with it can be
    /// gone on with.
    ///
    /// @throws IOException if the folder cannot be written
    public KeyPair makeKey() throws IOException {
        KeyPair pair = CertificateAuthority.newKeyPair();
        PemFiles.createFolder(folder);
        PemFiles.write(key(), pair.getPrivate());
        return pair;
    }

    /// Keeps what the grid has answered to this key.
    ///
    /// @throws IOException if the folder cannot be written
    public void keep(X509Certificate certificate, X509Certificate authority) throws IOException {
        PemFiles.write(authority(), authority);
        PemFiles.write(certificate(), certificate);
    }

    /// The certificate itself.
    public X509Certificate certificateShown() {
        return chain();
    }

    /// The grid's CA's certificate.
    public X509Certificate authorityShown() {
        return trusted();
    }

    X509Certificate chain() {
        return certificate(certificate());
    }

    X509Certificate trusted() {
        return certificate(authority());
    }

    private static X509Certificate certificate(Path file) {
        try {
            byte[] pem = read(file).getBytes(StandardCharsets.US_ASCII);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IllegalStateException(file + " holds no certificate.", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
