// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Packages as `tools/package.sh` makes them of what was built, with a Java of their own.
///
/// @param folder where they are laid
/// @param key which they trust
record RealPackages(Path folder, ReleaseKey key) {

    /// A place for them; the test is skipped where they cannot be made.
    static RealPackages in(Path folder) {
        Machine.needs("dpkg-deb", "dpkg");
        Machine.needs("openssl", "openssl");
        return new RealPackages(folder, ReleaseKey.in(folder.resolve("key")));
    }

    /// Makes a package of this kind; its file, moved away from where the next one is made.
    Path made(String kind, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "env",
                "DSG_SKIP_BUILD=1",
                "JAVA_HOME=" + System.getProperty("java.home"),
                TestGrid.REPOSITORY.resolve("tools/package.sh").toString(),
                "--fast",
                "--only",
                kind,
                "--release-key",
                key.publicHalf().toString()));
        words.addAll(List.of(more));
        Path file = Path.of(PackedProgram.run(words.toArray(String[]::new))
                .lines()
                .reduce((_, last) -> last)
                .orElseThrow());
        return Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /// A Debian package of a version to come, signed.
    Path next() {
        try {
            return key.sign(made("deb", "--version", "99.0.0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
