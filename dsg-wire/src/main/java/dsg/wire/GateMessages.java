// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import dsg.model.Refusal;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/// Turns what is said at the gate into what is sent, and back. What cannot be read is an [IllegalArgumentException].
final class GateMessages {

    private static final int FIELD_BITS = 256;

    private GateMessages() {}

    static dsg.wire.proto.Applicant toProto(Applicant applicant) {
        return dsg.wire.proto.Applicant.newBuilder()
                .setPublicKey(ByteString.copyFrom(applicant.key().getEncoded()))
                .setName(applicant.name())
                .setVersion(applicant.version())
                .setCores(applicant.cores())
                .setMemoryMib(applicant.memoryMib())
                .addAllGpus(applicant.gpus())
                .build();
    }

    static Applicant fromProto(dsg.wire.proto.Applicant applicant) {
        return new Applicant(
                publicKey(applicant.getPublicKey()),
                applicant.getName(),
                applicant.getVersion(),
                applicant.getCores(),
                applicant.getMemoryMib(),
                applicant.getGpusList());
    }

    static PublicKey publicKey(ByteString encoded) {
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
            if (key instanceof ECPublicKey curve
                    && curve.getParams().getCurve().getField().getFieldSize() == FIELD_BITS) {
                return key;
            }
            throw new IllegalArgumentException("its key is not on the curve P-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it shows no public key", e);
        }
    }

    static X509Certificate certificate(ByteString encoded) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded.toByteArray()));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it shows no certificate", e);
        }
    }

    static ByteString encoded(X509Certificate certificate) {
        try {
            return ByteString.copyFrom(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate cannot be written down.", e);
        }
    }

    static dsg.wire.proto.Admission toProto(Admission admission) {
        return switch (admission) {
            case Admission.Granted(Membership membership) ->
                dsg.wire.proto.Admission.newBuilder()
                        .setMembership(dsg.wire.proto.Membership.newBuilder()
                                .setCertificate(encoded(membership.certificate()))
                                .setAuthority(encoded(membership.authority()))
                                .setGrid(membership.grid())
                                .setName(membership.name()))
                        .build();
            case Admission.Denied(Refusal refusal) ->
                dsg.wire.proto.Admission.newBuilder()
                        .setRefusal(dsg.wire.proto.Refusal.newBuilder()
                                .setWhat(refusal.what())
                                .setWhy(refusal.why())
                                .setMend(refusal.mend()))
                        .build();
        };
    }

    static Admission fromProto(dsg.wire.proto.Admission admission) {
        return switch (admission.getResultCase()) {
            case MEMBERSHIP ->
                new Admission.Granted(new Membership(
                        certificate(admission.getMembership().getCertificate()),
                        certificate(admission.getMembership().getAuthority()),
                        admission.getMembership().getGrid(),
                        admission.getMembership().getName()));
            case REFUSAL ->
                new Admission.Denied(new Refusal(
                        admission.getRefusal().getWhat(),
                        admission.getRefusal().getWhy(),
                        admission.getRefusal().getMend()));
            case RESULT_NOT_SET -> throw new IllegalArgumentException("it says neither yes nor no");
        };
    }
}
