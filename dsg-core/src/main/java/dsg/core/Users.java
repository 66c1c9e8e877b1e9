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
/// @param owner he, and what lets his pages in; the token of his `DSG_HOME` is not known here
/// @param tokens whose each token is, by its SHA-256
public record Users(List<User> all, User owner, Map<Digest, Holder> tokens) {

    /// A grid that only its owner uses.
    public static final Users NONE =
            new Users(List.of(), new User(UserName.OWNER, Role.ADMIN, Instant.EPOCH, List.of()), Map.of());

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
    ///
    /// @param name what it is for, if it says so: `page` is a browser's
    public record Token(int number, Digest sha256, Instant issuedAt, Instant until, Optional<String> name) {

        /// What the tokens of pages are called.
        public static final String PAGE = "page";

        /// Whether it is a browser's.
        public boolean isPages() {
            return name.filter(PAGE::equals).isPresent();
        }

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

    /// The user of this name; or the owner, by his.
    public Optional<User> person(String name) {
        return UserName.same(name).equals(UserName.OWNER) ? Optional.of(owner) : named(name);
    }

    /// Whose the token with this SHA-256 is; it may have expired.
    public Optional<Holder> holder(Digest sha256) {
        return Optional.ofNullable(tokens.get(sha256));
    }
}
