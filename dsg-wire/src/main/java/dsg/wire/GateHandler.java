// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What the coordinator does for machines that want to come in, and for nodes whose certificates end.
public interface GateHandler {

    /// The grid's name, as people see it.
    String gridName();

    /// Whether this node was not removed from the grid; asked at every call.
    boolean isMember(NodeId node);

    /// Whether this address may ask now: a few times a minute, and not while too many others ask.
    boolean mayAsk(InetAddress from);

    /// A machine comes with the secret of a code.
    Admission byCode(Applicant applicant, byte[] secret, InetAddress from);

    /// A machine asks, and its person sees these three words. Completed when somebody has decided; cancelled when the
    /// machine asks no more.
    CompletableFuture<Admission> byWords(Applicant applicant, List<String> words, InetAddress from);

    /// A node whose certificate has expired comes back.
    Admission readmit(X509Certificate expired, InetAddress from);

    /// A node's owner takes it out of the grid.
    void leave(NodeId node);

    /// A node wants its certificate renewed.
    Admission renew(NodeId node, PublicKey key);
}
