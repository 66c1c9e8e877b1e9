// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import dsg.model.Role;
import dsg.model.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The users of one moment, in the order of their names; immutable. The grid's owner is not among them.
///
/// @param tokens whose each token is, by its SHA-256
public record Users(List<User> all, Map<Digest, Holder> tokens) {

    /// A grid that only its owner uses.
    public static final Users NONE = new Users(List.of(), Map.of());

    public Users {
        all = List.copyOf(all);
        tokens = Map.copyOf(tokens);
    }

    /// A user.
    ///
    /// @param tokens those that were not revoked, the oldest first; some may have expired
    public record User(String name, Role role, Instant addedAt, List<Token> tokens) {
        public User {
            tokens = List.copyOf(tokens);
        }

        /// The token of this number.
        public Optional<Token> token(int number) {
            return tokens.stream().filter(token -> token.number() == number).findFirst();
        }
    }

    /// A token, of which the grid knows the SHA-256 only.
    public record Token(int number, Digest sha256, Instant issuedAt, Instant until) {

        /// Whether one can come in with it now.
        public boolean isGood(Instant now) {
            return now.isBefore(until);
        }
    }

    /// Whose a token is.
    public record Holder(User user, Token token) {}

    /// The user of this name, in upper or lower case.
    public Optional<User> named(String name) {
        String wanted = UserName.same(name);
        return all.stream()
                .filter(user -> UserName.same(user.name()).equals(wanted))
                .findFirst();
    }

    /// Whose the token with this SHA-256 is; it may have expired.
    public Optional<Holder> holder(Digest sha256) {
        return Optional.ofNullable(tokens.get(sha256));
    }
}
