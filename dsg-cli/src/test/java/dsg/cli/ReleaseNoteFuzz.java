// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.charset.StandardCharsets;

/// Whatever a package says of itself, it is trusted or it is not. Run by `FuzzTest` in `dsg-tests`.
public final class ReleaseNoteFuzz {

    private ReleaseNoteFuzz() {}

    /// @param data the note, and after a byte 0 the keys
    public static void fuzzerTestOneInput(byte[] data) {
        String[] parts = new String(data, StandardCharsets.UTF_8).split("\0", 2);
        try {
            ReleaseNote.read(parts[0], parts.length > 1 ? parts[1] : "");
        } catch (ReleaseNote.Untrusted _) {
            // as it should be
        }
    }
}
