// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rungs of isolation, from the weakest.
public enum Isolation {
    /// The task runs as the node's own user and sees what that user sees. Only by the owner's word.
    BARE,
    /// Own namespaces, own folder, no network, nothing of the machine's files but its programs.
    SANDBOX,
    /// A container: as a sandbox, and of files only those of its image.
    CONTAINER,
    /// WebAssembly: a machine of its own in software, which sees its folder and nothing else.
    WASM;

    private static final Map<String, Isolation> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Isolation::word, rung -> rung));

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The word people read and write: `sandbox`, `bare`.
    public String word() {
        return word;
    }

    /// The rung with this word.
    public static Optional<Isolation> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /// The words of all, from the weakest.
    public static List<String> words() {
        return Arrays.stream(values()).map(Isolation::word).toList();
    }
}
