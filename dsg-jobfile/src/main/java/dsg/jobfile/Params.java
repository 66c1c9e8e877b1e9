// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The job's parameters, in the order of the file.
record Params(Map<String, Param> byName) {

    static final Params NONE = new Params(Map.of());

    /// What a parameter is; only conditions look at it after reading.
    enum Type {
        INT,
        FLOAT,
        STRING,
        BOOL,
        PATH,
        CHOICE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param value its value in this job; nothing if it has none, which is told
    record Param(Type type, Optional<String> value) {}

    Params {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /// The values, by name.
    Map<String, String> values() {
        Map<String, String> values = LinkedHashMap.newLinkedHashMap(byName.size());
        byName.forEach((name, param) -> param.value().ifPresent(value -> values.put(name, value)));
        return values;
    }
}
