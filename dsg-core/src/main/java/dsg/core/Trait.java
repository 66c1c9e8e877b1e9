// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.Locale;

/// Something by which tasks of a stage may differ.
///
/// @param name of the sweep's value, the input or the program; empty where the kind says it all
public record Trait(Kind kind, String name) {

    private static final int VALUE_MAX = 60;

    /// What it is.
    public enum Kind {
        /// A value of the sweep.
        VALUE,
        /// The size of an input of the task's own, in bytes.
        SIZE,
        /// What the task asked for, in MiB.
        MEMORY,
        /// The node that it ran on.
        NODE,
        /// A program on that node, by what it says of its version.
        PROGRAM,
        /// That node's operating system, processor or isolation.
        SYSTEM;

        /// What begins the sentence, of one task or of several.
        String verb(boolean one) {
            return switch (this) {
                case VALUE, SIZE -> one ? "has " : "have ";
                case MEMORY -> "asked for ";
                case NODE, SYSTEM -> "ran on ";
                case PROGRAM -> "ran with ";
            };
        }

        /// The same of others, in short.
        String did(boolean one) {
            return switch (this) {
                case VALUE, SIZE -> one ? "has" : "have";
                case MEMORY, NODE, SYSTEM, PROGRAM -> "did";
            };
        }

        /// The opposite.
        String no() {
            return switch (this) {
                case VALUE, SIZE -> "has not";
                case MEMORY, NODE, SYSTEM, PROGRAM -> "did not";
            };
        }
    }

    /// After the verb: `b = 0`, `den-pc`, `an input f of 2.0 MiB or more`.
    String says(String relation, String value) {
        String brief = value.length() > VALUE_MAX ? value.substring(0, VALUE_MAX) + "..." : value;
        return switch (kind) {
            case VALUE -> name + " " + relation + " " + brief;
            case SIZE -> name + " of " + size(Long.parseLong(value)) + orMore(relation);
            case MEMORY -> value + " MiB" + orMore(relation);
            case NODE, SYSTEM -> brief;
            case PROGRAM -> name + " as " + brief;
        };
    }

    private static String orMore(String relation) {
        return switch (relation) {
            case ">=" -> " or more";
            case "<=" -> " or less";
            default -> "";
        };
    }

    private static String size(long bytes) {
        if (bytes < 10_240) {
            return bytes + " bytes";
        }
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < 4) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
    }
}
