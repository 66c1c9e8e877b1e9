// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.protobuf.ByteString;
import dsg.model.Digest;
import dsg.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/// The coordinator's word that a node may read an artefact, by which other nodes know it: they ask nobody. It holds
/// for this node alone, which shows by its own certificate that it is the one.
public final class Ticket {

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final String ALGORITHM = "SHA256withECDSA";

    private final dsg.wire.proto.Ticket proto;

    Ticket(dsg.wire.proto.Ticket proto) {
        this.proto = proto;
    }

    /// A new one, signed with the coordinator's key.
    public static Ticket issue(Identity coordinator, Digest artefact, NodeId node, Instant now) {
        dsg.wire.proto.Ticket.Builder ticket = dsg.wire.proto.Ticket.newBuilder()
                .setSha256(artefact.hex())
                .setNode(node.value())
                .setUntilMs(now.plus(GOOD_FOR).toEpochMilli())
                .setCertificate(GateMessages.encoded(coordinator.chain()));
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(coordinator.privateKey());
            signature.update(said(ticket));
            return new Ticket(
                    ticket.setSignature(ByteString.copyFrom(signature.sign())).build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The coordinator's key cannot sign.", e);
        }
    }

    private static byte[] said(dsg.wire.proto.TicketOrBuilder ticket) {
        return "dsg ticket 1\n%s\n%s\n%d\n"
                .formatted(ticket.getSha256(), ticket.getNode(), ticket.getUntilMs())
                .getBytes(StandardCharsets.UTF_8);
    }

    dsg.wire.proto.Ticket proto() {
        return proto;
    }

    /// The artefact that may be read.
    ///
    /// @throws IllegalArgumentException if the ticket names none
    Digest artefact() {
        return new Digest(proto.getSha256());
    }

    /// Whether the grid of this CA lets this node read the artefact now. Of one who has another clock than the
    /// coordinator, the end is taken as late as clocks may differ.
    public boolean isGoodElsewhere(NodeId node, X509Certificate authority, Instant now) {
        return isGood(node, authority, now.minus(CertificateAuthority.CLOCK_SKEW));
    }

    /// The same by the coordinator's own clock.
    public boolean isGood(NodeId node, X509Certificate authority, Instant now) {
        try {
            X509Certificate coordinator = GateMessages.certificate(proto.getCertificate());
            coordinator.verify(authority.getPublicKey());
            if (!proto.getNode().equals(node.value())
                    || now.isAfter(Instant.ofEpochMilli(proto.getUntilMs()))
                    || !CoordinatorTrust.isCoordinators(coordinator)) {
                return false;
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(coordinator.getPublicKey());
            signature.update(said(proto));
            return signature.verify(proto.getSignature().toByteArray());
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }
}
