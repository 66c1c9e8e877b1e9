// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a stage says under the keys of its type, as it is written: values with placeholders are not known yet.
///
/// @param written what is written under each key that the stage has
public record TypeValues(Map<String, List<String>> written) {

    public TypeValues {
        written = Map.copyOf(written);
    }

    /// Whether the stage says anything under this key.
    public boolean has(String key) {
        return written.containsKey(key);
    }

    /// The one value under this key, if there is one and it is the same for all tasks.
    public Optional<String> known(String key) {
        return written.getOrDefault(key, List.of()).stream().findFirst().filter(text -> !text.contains("{{"));
    }
}
