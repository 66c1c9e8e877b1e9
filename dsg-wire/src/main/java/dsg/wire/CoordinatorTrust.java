// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Whom a machine takes for a coordinator before it belongs to a grid: one whose certificate was made for a
/// coordinator by the CA that it shows with it, if that CA is the one that is looked for. Remembers the CA.
final class CoordinatorTrust extends ServerTrust {

    private static final int DNS_NAME = 2;

    private final Predicate<Digest> looksFor;
    private volatile Optional<X509Certificate> authority = Optional.empty();

    /// Trusts the coordinator whose CA's fingerprint is like this.
    CoordinatorTrust(Predicate<Digest> looksFor) {
        this.looksFor = looksFor;
    }

    /// The CA of the coordinator that was found trustworthy.
    Optional<X509Certificate> authority() {
        return authority;
    }

    @Override
    void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 2) {
            throw new CertificateException(
                    "it shows " + chain.length + " certificates instead of its own and its CA's");
        }
        X509Certificate own = chain[0];
        X509Certificate shown = chain[1];
        if (!looksFor.test(Identity.fingerprint(shown))) {
            throw new StrangerException("its CA is another one than the code's");
        }
        try {
            shown.verify(shown.getPublicKey());
            own.verify(shown.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("its certificate was not made by the CA that it shows", e);
        }
        own.checkValidity();
        shown.checkValidity();
        if (shown.getBasicConstraints() < 0 || !isCoordinators(own)) {
            throw new CertificateException("its certificate was not made for a coordinator");
        }
        authority = Optional.of(shown);
    }

    static boolean isCoordinators(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names =
                Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
        return names.stream()
                .anyMatch(name ->
                        name.get(0).equals(DNS_NAME) && CertificateAuthority.COORDINATOR_NAME.equals(name.get(1)));
    }

    /// It is the coordinator of another grid, or pretends to be one.
    static final class StrangerException extends CertificateException {
        private static final long serialVersionUID = 1;

        StrangerException(String why) {
            super(why);
        }
    }
}
