// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.nio.file.Files;
import java.nio.file.Path;

/// Who a process is on the grid: its private key and certificate, and the grid's CA, as PEM files in one
/// folder that
/// only its owner can read.
///
/// @param folder holds `key.pem`, `cert.pem` and `ca.pem`
public record Identity(Path folder) {

    Path key() {
        return folder.resolve("key.pem");
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    /// Whether all three files are there.
    public boolean exists() {
        return Files.exists(key()) && Files.exists(certificate()) && Files.exists(authority());
    }
}
