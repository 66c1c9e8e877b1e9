// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/// The package that this program came in, where it lies.
///
/// ```
/// PREFIX/versions/0.1.0/bin/dsg    one folder a version
/// PREFIX/current                   a link to the one in use
/// PREFIX/before                    a link to the one that was in use before, if it is still there
/// ```
///
/// @param here the folder of this very version
record Installation(Path here) {

    /// The installation of this program; none if it runs from a checkout of the sources.
    static Optional<Installation> ofThisProgram() {
        return Optional.ofNullable(System.getProperty("dsg.package")).map(folder -> new Installation(Path.of(folder)));
    }

    /// The same, for what only a package can do.
    ///
    /// @param what is not done without one
    static Installation needed(String what) {
        return ofThisProgram()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.FAILED,
                        what,
                        "This DSG is run from a checkout of its sources.",
                        "Make a package and install that: tools/package.sh"));
    }

    /// Whether a package manager looks after its files.
    boolean isDebian() {
        return Files.exists(here.resolve("debian"));
    }

    /// PREFIX, if several versions may lie side by side there.
    Optional<Path> prefix() {
        Path versions = Objects.requireNonNull(here.getParent());
        Path prefix = Objects.requireNonNull(versions.getParent(), "two folders above a version");
        return versions.endsWith("versions") && Files.isSymbolicLink(prefix.resolve("current"))
                ? Optional.of(prefix)
                : Optional.empty();
    }

    /// The launcher, by a path that stays through upgrades if there is one.
    Path program() {
        return prefix().map(prefix -> prefix.resolve("current")).orElse(here).resolve("bin/dsg");
    }

    /// Where packages for this machine are called after: `linux-x86_64`.
    String platform() {
        return read(here.resolve("platform"));
    }

    String version() {
        return read(here.resolve("version"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes a link point elsewhere, in one step that holds though the power fails.
    static void point(Path link, Path target) throws IOException {
        Path made = link.resolveSibling(link.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.createSymbolicLink(made, target);
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
        Program.run(java.util.List.of("sync", "-f", String.valueOf(link.getParent())));
    }
}
