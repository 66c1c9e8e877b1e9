// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;

/// A piece of YAML that knows where it stands.
sealed interface Yaml {

    Span span();

    /// One value, its text as written; `plain` means without quotes.
    record Scalar(Span span, String text, boolean plain, boolean block) implements Yaml {

        /// Nothing at all, or what YAML calls null.
        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.matches("null|Null|NULL"));
        }
    }

    record Sequence(Span span, List<Yaml> items) implements Yaml {}

    record Mapping(Span span, List<Entry> entries) implements Yaml {}

    /// Something that was already refused; whoever meets it says nothing more.
    record Broken(Span span) implements Yaml {}

    record Entry(Scalar key, Yaml value) {}

    /// What this is, for a message.
    default String kind() {
        return switch (this) {
            case Scalar scalar -> scalar.isNothing() ? "nothing" : "a single value";
            case Sequence _ -> "a list";
            case Mapping _ -> "keys and values";
            case Broken _ -> "something else";
        };
    }
}
