// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import dsg.model.Refusal;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// A gate that lets everybody in whom it is told to, and remembers what it hears.
final class FakeGate implements GateHandler {

    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final Set<NodeId> removed = new HashSet<>();
    CompletableFuture<Admission> decision = new CompletableFuture<>();
    private final CertificateAuthority authority;

    FakeGate(CertificateAuthority authority) {
        this.authority = authority;
    }

    Admission granted(PublicKey key, String name) {
        return new Admission.Granted(new Membership(
                authority.certifyNode(Applicant.idOf(key), key, Instant.now()),
                authority.certificate(),
                "den-pc's grid",
                name));
    }

    @Override
    public String gridName() {
        return "den-pc's grid";
    }

    @Override
    public boolean isMember(NodeId node) {
        return !removed.contains(node);
    }

    @Override
    public boolean mayAsk(InetAddress from) {
        return true;
    }

    @Override
    public Admission byCode(Applicant applicant, byte[] secret, InetAddress from) {
        heard.add(applicant);
        heard.add(List.of(dsg.model.Digest.of(secret), from));
        return granted(applicant.key(), applicant.name());
    }

    @Override
    public CompletableFuture<Admission> byWords(Applicant applicant, List<String> words, InetAddress from) {
        heard.add(applicant);
        heard.add(words);
        return decision;
    }

    @Override
    public Admission readmit(X509Certificate expired, InetAddress from) {
        return granted(expired.getPublicKey(), "laptop");
    }

    @Override
    public void leave(NodeId node) {
        removed.add(node);
    }

    @Override
    public Admission renew(NodeId node, PublicKey key) {
        return node.equals(new NodeId("n-9"))
                ? new Admission.Denied(new Refusal("No.", "It is n-9.", "Be another."))
                : granted(key, "laptop");
    }
}
