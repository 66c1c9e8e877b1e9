// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that a task's outcome depends on, part by part: its command with every value filled in, its variables, the
/// content of its inputs, and the names of its outputs. Not the job's name nor the stage's, not the node, what it asks
/// for, how often it is retried, how long it may run, nor any time or absolute path.
///
/// @param parts what each is, by the words that people know it by
record TaskContent(Map<String, String> parts) {

    TaskContent {
        parts = new TreeMap<>(parts);
    }

    /// Tasks with equal keys make the same of the same.
    Digest key() {
        StringBuilder text = new StringBuilder();
        parts.forEach((name, value) -> text.append(name.length())
                .append(':')
                .append(name)
                .append(value.length())
                .append(':')
                .append(value));
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// What is other than it was, in a few words; none if all is the same.
    Optional<String> since(TaskContent before) {
        for (Map.Entry<String, String> part : parts.entrySet()) {
            String was = before.parts.get(part.getKey());
            if (was == null) {
                return Optional.of(part.getKey() + " is new");
            }
            if (!was.equals(part.getValue())) {
                return Optional.of(part.getKey() + " changed" + change(was, part.getValue()));
            }
        }
        return before.parts.keySet().stream()
                .filter(name -> !parts.containsKey(name))
                .findFirst()
                .map(name -> name + " is gone");
    }

    /// Contents are told apart by the first digits of their SHA-256.
    private static String change(String was, String is) {
        boolean digests = was.matches("[0-9a-f]{64}") && is.matches("[0-9a-f]{64}");
        return digests ? " (" + was.substring(0, 4) + " -> " + is.substring(0, 4) + ")" : "";
    }
}
