// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Objects;

/// Writes keys and certificates as PEM (RFC 7468) into files that only their owner can read. A file is whole or not
/// there: it takes its place in one step.
final class PemFiles {

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemFiles() {}

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static void write(Path file, PrivateKey key) throws IOException {
        write(file, "PRIVATE KEY", key.getEncoded());
    }

    static void write(Path file, X509Certificate certificate) throws IOException {
        try {
            write(file, "CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("A certificate cannot be written down.", e);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Path made = Files.createTempFile(
                Objects.requireNonNull(file.getParent()),
                "new",
                ".pem",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String text =
                "-----BEGIN " + kind + "-----\n" + BASE64.encodeToString(content) + "\n-----END " + kind + "-----\n";
        Files.writeString(made, text, StandardCharsets.US_ASCII);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
