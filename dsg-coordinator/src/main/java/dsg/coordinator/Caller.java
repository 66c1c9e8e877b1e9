// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Digest;
import dsg.model.Role;
import java.util.Optional;

/// Whoever has sent a request.
///
/// @param token the SHA-256 of the token that let him in; the owner's is in a file and has none here
record Caller(String name, Role role, Optional<Digest> token) {

    /// Whether he may do what he likes with what this user has made.
    boolean mayActFor(String user) {
        return role == Role.ADMIN || name.equals(user);
    }
}
