// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.List;

/// A key that stages of a type have.
///
/// @param required whether a stage must say it
/// @param choices the words it may be; none: any
/// @param help what it means, in one sentence for whoever writes a job file
/// @param example a value as a job file writes it
public record TypeKey(String name, Kind kind, boolean required, List<String> choices, String help, String example) {

    /// What the value of a key is.
    public enum Kind {
        /// One value; placeholders are filled in.
        TEXT,
        /// A list of values; placeholders are filled in.
        TEXTS,
        /// A file beside the job file. It comes into the task's folder by itself; where it has a placeholder, such as
        /// `{{ in.module }}`, it is what that says.
        FILE,
        /// A whole number.
        WHOLE,
        /// `true` or `false`.
        FLAG,
        /// What is run: text for a shell, or a program and its arguments. Only the key `run` is one.
        COMMAND
    }

    public TypeKey {
        choices = List.copyOf(choices);
    }

    /// A key that may be left out.
    public static TypeKey of(String name, Kind kind, String help, String example) {
        return new TypeKey(name, kind, false, List.of(), help, example);
    }

    /// The same, to be said by every stage of the type.
    public TypeKey must() {
        return new TypeKey(name, kind, true, choices, help, example);
    }

    /// The same, one of these words.
    public TypeKey oneOf(List<String> words) {
        return new TypeKey(name, kind, required, words, help, example);
    }
}
