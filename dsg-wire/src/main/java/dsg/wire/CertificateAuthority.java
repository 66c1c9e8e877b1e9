// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
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
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The grid's own certificate authority: ECDSA on P-256 (FIPS 186-5), X.509 v3 (RFC 5280). Its key never
/// leaves its folder; whoever holds a certificate from it belongs to the grid. Its certificates live a week and are
/// renewed when two thirds of that are over.
public final class CertificateAuthority {

    /// The name in the coordinator's certificate. A node accepts no other, wherever the coordinator listens,
    /// so that no other member of the grid can pass for it.
    static final String COORDINATOR_NAME = "coordinator.dsg";

    /// By how much clocks may differ.
    static final Duration CLOCK_SKEW = Duration.ofHours(24);

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration USUAL_LIFE = Duration.ofDays(7);

    private final Identity identity;
    private final PrivateKey key;
    private final X509Certificate certificate;
    private final Duration life;

    private CertificateAuthority(Identity identity, Duration life) {
        this.identity = identity;
        this.key = identity.privateKey();
        this.certificate = identity.chain();
        this.life = life;
    }

    /// Opens the authority in this folder, and makes it there first if there is none.
    ///
    /// @throws UncheckedIOException if the folder cannot be read or written
    public static CertificateAuthority openOrCreate(Path folder, Instant now) {
        return openOrCreate(folder, USUAL_LIFE, now);
    }

    /// The same for certificates that live so long; for tests, which cannot wait a week.
    public static CertificateAuthority openOrCreate(Path folder, Duration life, Instant now) {
        Identity identity = new Identity(folder);
        try {
            if (!identity.exists()) {
                create(identity, now);
            }
            return new CertificateAuthority(identity, life);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The grid's keys in " + folder + " cannot be used.", e);
        }
    }

    private static void create(Identity identity, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = identity.makeKey();
        X500Name name = name("DSG grid CA", "ca");
        JcaX509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, AUTHORITY_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        X509Certificate certificate = sign(builder, pair.getPrivate());
        identity.keep(certificate, certificate);
    }

    /// The SHA-256 of its certificate.
    public Digest fingerprint() {
        return Identity.fingerprint(certificate);
    }

    /// Its own certificate.
    public X509Certificate certificate() {
        return certificate;
    }

    /// How long its certificates live.
    public Duration life() {
        return life;
    }

    /// Makes a new key and certificate for the coordinator in this folder.
    public Identity issueCoordinator(Path folder, Instant now) {
        return issue(folder, name(COORDINATOR_NAME, "coordinator"), true, now);
    }

    /// Makes a new key and certificate for the node of this id in this folder.
    public Identity issueNode(Path folder, NodeId node, Instant now) {
        return issue(folder, name(node.value(), "node"), false, now);
    }

    /// Makes a new key and certificate for the face that people see: it is called by these names and numeric addresses,
    /// the first of them most of all.
    public Identity issuePeople(Path folder, List<String> names, Instant now) {
        try {
            Identity people = new Identity(folder);
            KeyPair pair = people.makeKey();
            JcaX509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    name(names.getFirst(), "people"),
                    pair.getPublic(),
                    now,
                    life);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            GeneralName[] called = names.stream()
                    .map(name -> new GeneralName(
                            name.matches("[0-9.]+|[0-9a-f:]*:[0-9a-f:.]*")
                                    ? GeneralName.iPAddress
                                    : GeneralName.dNSName,
                            name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(called));
            people.keep(sign(builder, key), certificate);
            return people;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "No certificate can be made with the keys in " + identity.folder() + ".", e);
        }
    }

    private Identity issue(Path folder, X500Name subject, boolean coordinator, Instant now) {
        try {
            Identity member = new Identity(folder);
            KeyPair pair = member.makeKey();
            member.keep(certify(subject, pair.getPublic(), coordinator, now), certificate);
            return member;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes another certificate for the key of this coordinator or node. Its file changes in one step, so that key and
    /// certificate belong together at every moment.
    public Identity renew(Identity member, Instant now) {
        X509Certificate old = member.chain();
        try {
            X500Name subject =
                    X500Name.getInstance(old.getSubjectX500Principal().getEncoded());
            boolean coordinator = LinkServer.nodeOf(old).isEmpty();
            member.keep(certify(subject, old.getPublicKey(), coordinator, now), certificate);
            return member;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A certificate for the node of this id and key.
    public X509Certificate certifyNode(NodeId node, PublicKey nodesKey, Instant now) {
        return certify(name(node.value(), "node"), nodesKey, false, now);
    }

    private X509Certificate certify(X500Name subject, PublicKey subjectsKey, boolean coordinator, Instant now) {
        try {
            JcaX509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    subject,
                    subjectsKey,
                    now,
                    life);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            KeyPurposeId purpose = coordinator ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            if (coordinator) {
                GeneralName name = new GeneralName(GeneralName.dNSName, COORDINATOR_NAME);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
            return sign(builder, key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "No certificate can be made with the keys in " + identity.folder() + ".", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life) {
        BigInteger serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        Date from = Date.from(now.minus(CLOCK_SKEW));
        return new JcaX509v3CertificateBuilder(issuer, serial, from, Date.from(now.plus(life)), subject, key);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256.", e);
        }
    }

    private static X500Name name(String commonName, String role) {
        return new X500NameBuilder()
                .addRDN(BCStyle.OU, role)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }
}
