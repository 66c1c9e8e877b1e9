// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Instant;
import java.util.Optional;

/// A code that lets machines into the grid, as the grid keeps it: by its hash, so that whoever reads the journal
/// or a backup cannot come in with it.
///
/// @param secret the SHA-256 of the code's secret
/// @param uses how many machines it lets in
/// @param until when it ends
/// @param subnet only machines with an address in this network, such as `192.168.1.0/24`, if one is named
public record Invite(Digest secret, int uses, Instant until, Optional<String> subnet) {

    /// The most machines that one code lets in.
    public static final int USES_MAX = 10_000;

    public Invite {
        if (uses < 1 || uses > USES_MAX) {
            throw new IllegalArgumentException("A code lets in 1 to " + USES_MAX + " machines, not " + uses + ".");
        }
    }
}
