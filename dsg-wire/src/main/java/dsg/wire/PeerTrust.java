// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/// Whom a node takes for another node of its grid: the one whose certificate of the grid's CA names it.
final class PeerTrust extends ServerTrust {

    private final X509Certificate authority;
    private final NodeId expected;

    PeerTrust(X509Certificate authority, NodeId expected) {
        this.authority = authority;
        this.expected = expected;
    }

    @Override
    void check(X509Certificate[] chain) throws CertificateException {
        X509Certificate own = chain[0];
        try {
            own.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("its certificate is not of this grid", e);
        }
        own.checkValidity();
        if (LinkServer.nodeOf(own).filter(expected::equals).isEmpty()) {
            throw new CertificateException("it is another node than " + expected);
        }
    }
}
