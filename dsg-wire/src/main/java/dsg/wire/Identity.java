// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
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
