// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.security.PublicKey;
import java.util.List;

/// A machine that asks to come in, as it describes itself.
///
/// @param key the public key of the pair that it has made; its identity from now on
/// @param name what it would like to be called
/// @param version DSG's version on it
/// @param gpus the models of its graphics cards
public record Applicant(PublicKey key, String name, String version, int cores, long memoryMib, List<String> gpus) {

    private static final int ID_DIGITS = 16;
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?";

    /// @throws IllegalArgumentException if it cannot be called so, or says what no machine is
    public Applicant {
        gpus = List.copyOf(gpus);
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "a machine's name has letters, digits, dots, - and _, at most 64, not `" + name + "`");
        }
        if (cores < 0 || memoryMib < 0 || gpus.size() > 64 || version.length() > 64) {
            throw new IllegalArgumentException("it describes a machine that cannot be");
        }
    }

    /// The SHA-256 of its public key.
    public Digest keyDigest() {
        return digest(key);
    }

    /// Its identity: the beginning of the SHA-256 of its public key.
    public NodeId id() {
        return idOf(key);
    }

    /// The identity of the node that has this key.
    public static NodeId idOf(PublicKey key) {
        return new NodeId("n-" + digest(key).hex().substring(0, ID_DIGITS));
    }

    private static Digest digest(PublicKey key) {
        return Digest.of(key.getEncoded());
    }
}
