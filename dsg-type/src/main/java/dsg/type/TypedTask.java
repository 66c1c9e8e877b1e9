// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task that is about to be started, with its placeholders filled in.
///
/// @param values what its stage says under the keys of its type
/// @param run the program and arguments under `run`; empty if the type has no such key, or the stage none
/// @param cpus the cores it may use
/// @param memoryMib the memory it may use, in MiB
public record TypedTask(Map<String, List<String>> values, List<String> run, int cpus, long memoryMib) {

    public TypedTask {
        values = Map.copyOf(values);
        run = List.copyOf(run);
    }

    /// The value under this key; nothing if the stage does not have it.
    public Optional<String> text(String key) {
        return texts(key).stream().findFirst();
    }

    /// The values under this key; none if the stage does not have it.
    public List<String> texts(String key) {
        return values.getOrDefault(key, List.of());
    }

    /// The value under a key that every stage of the type has.
    ///
    /// @throws IllegalArgumentException if it is not there
    public String must(String key) {
        return text(key).orElseThrow(() -> new IllegalArgumentException("the stage has no `" + key + "`"));
    }

    /// Whether this key is `true`.
    public boolean isOn(String key) {
        return text(key).filter("true"::equals).isPresent();
    }
}
