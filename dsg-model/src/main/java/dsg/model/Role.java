// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a user may do in the grid; each role may also do all that those before it may.
public enum Role {
    /// Sees everything and changes nothing.
    VIEWER,
    /// Hands in jobs, and does with his own what he likes.
    SUBMITTER,
    /// May do everything, also with what is another's, and says who may do what.
    ADMIN;

    /// Whether this role may do what needs that one.
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /// The word people read and write: `viewer`, `submitter`, `admin`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of this word.
    public static Optional<Role> parse(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
