// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node runs on and what tasks find on it, for the records of what was computed with.
///
/// @param kernel the operating system's kernel and its release, for example `Linux 6.1.0-44-amd64`; empty if not known
/// @param jvm the version of the Java that the node itself runs on; empty if not known
/// @param programs what each program says of its version, by the program's name: those that tasks commonly use and that
/// are on their `PATH`. Empty until the node has looked
public record Software(String kernel, String jvm, SortedMap<String, String> programs) {

    /// Nothing is known.
    public static final Software UNKNOWN = new Software("", "", Collections.emptySortedMap());

    public Software {
        programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    }

    /// The same with these programs.
    public Software with(Map<String, String> found) {
        return new Software(kernel, jvm, new TreeMap<>(found));
    }
}
