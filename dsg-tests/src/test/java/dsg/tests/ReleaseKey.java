// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.nio.file.Files;
import java.nio.file.Path;

/// A key that packages are signed with, made by the commands that `tools/sign-package.sh` names.
///
/// @param folder where both halves lie
record ReleaseKey(Path folder) {

    /// A new one.
    static ReleaseKey in(Path folder) {
        PackedProgram.run(
                "sh",
                "-ec",
                "mkdir -p \"$0\" && cd \"$0\" && openssl genpkey -algorithm ed25519 -out private.pem"
                        + " && openssl pkey -in private.pem -pubout -out public.pem",
                folder.toString());
        return new ReleaseKey(folder);
    }

    Path publicHalf() {
        return folder.resolve("public.pem");
    }

    String pem() {
        try {
            return Files.readString(publicHalf());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Signs a package; the package.
    Path sign(Path file) {
        PackedProgram.run(
                TestGrid.REPOSITORY.resolve("tools/sign-package.sh").toString(),
                "--key",
                folder.resolve("private.pem").toString(),
                file.toString());
        return file;
    }
}
