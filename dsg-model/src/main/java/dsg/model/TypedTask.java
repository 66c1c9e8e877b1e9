// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A task of another type than `run`, with its placeholders filled in; the node builds from it what it starts.
///
/// @param type the type's name
/// @param pin the SHA-256 of the jar that the type comes from; empty for DSG's own
/// @param values what its stage says under the keys of its type, but for `run`
public record TypedTask(String type, String pin, SortedMap<String, List<String>> values) {

    public TypedTask {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        values.forEach((key, value) -> copy.put(key, List.copyOf(value)));
        values = Collections.unmodifiableSortedMap(copy);
    }

    /// All of it in words, so that two that differ have different words: `java=Pi.java`, `args=10`.
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (!pin.isEmpty()) {
            words.add(type + "@" + pin);
        }
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            entry.getValue().forEach(value -> words.add(entry.getKey() + "=" + value));
        }
        return words;
    }
}
