// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The grid's own certificate authority: ECDSA on P-256 (FIPS 186-5), X.509 v3 (RFC 5280). Its key never
/// leaves its folder; whoever holds a certificate from it belongs to the grid.
public final class CertificateAuthority {

    /// The name in the coordinator's certificate. A node accepts no other, wherever the coordinator listens,
    /// so that no other member of the grid can pass for it.
    static final String COORDINATOR_NAME = "coordinator.dsg";

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration MEMBER_LIFE = Duration.ofDays(365);
    private static final Duration CLOCK_SKEW = Duration.ofHours(24);

    private final Identity identity;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(Identity identity, PrivateKey key, X509Certificate certificate) {
        this.identity = identity;
        this.key = key;
        this.certificate = certificate;
    }

    /// Opens the authority in this folder, and makes it there first if there is none.
    ///
    /// @throws UncheckedIOException if the folder cannot be read or written
    public static CertificateAuthority openOrCreate(Path folder, Instant now) {
        Identity identity = new Identity(folder);
        try {
            if (!identity.exists()) {
                create(identity, now);
            }
            return new CertificateAuthority(identity, identity.privateKey(), identity.chain());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The grid's keys in " + folder + " cannot be used.", e);
        }
    }

    private static void create(Identity identity, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newKeyPair();
        X500Name name = name("DSG grid CA", "ca");
        JcaX509v3CertificateBuilder builder = builder(name, name, pair, now, AUTHORITY_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        X509Certificate certificate = sign(builder, pair.getPrivate());
        write(identity, pair.getPrivate(), certificate, certificate);
    }

    /// Makes a new key and certificate for the coordinator in this folder.
    public Identity issueCoordinator(Path folder, Instant now) {
        return issue(folder, name(COORDINATOR_NAME, "coordinator"), true, now);
    }

    /// Makes a new key and certificate for the node of this id in this folder.
    public Identity issueNode(Path folder, NodeId node, Instant now) {
        return issue(folder, name(node.value(), "node"), false, now);
    }

    private Identity issue(Path folder, X500Name subject, boolean coordinator, Instant now) {
        try {
            KeyPair pair = newKeyPair();
            JcaX509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    subject,
                    pair,
                    now,
                    MEMBER_LIFE);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            KeyPurposeId purpose = coordinator ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            if (coordinator) {
                GeneralName name = new GeneralName(GeneralName.dNSName, COORDINATOR_NAME);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
            Identity member = new Identity(folder);
            write(member, pair.getPrivate(), sign(builder, key), certificate);
            return member;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "No certificate can be made with the keys in " + identity.folder() + ".", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Instant now, Duration life) {
        BigInteger serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        Date from = Date.from(now.minus(CLOCK_SKEW));
        return new JcaX509v3CertificateBuilder(
                issuer, serial, from, Date.from(now.plus(life)), subject, pair.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X500Name name(String commonName, String role) {
        return new X500NameBuilder()
                .addRDN(BCStyle.OU, role)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static void write(Identity identity, PrivateKey key, X509Certificate certificate, X509Certificate authority)
            throws IOException {
        Files.createDirectories(
                identity.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        writePrivately(identity.key(), pem(new JcaPKCS8Generator(key, null)));
        writePrivately(identity.certificate(), pem(certificate));
        writePrivately(identity.authority(), pem(authority));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
