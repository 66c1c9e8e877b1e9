// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;

/// A package on disk, and the signature beside it.
///
/// @param file the package; `FILE.sig` is its signature
record SignedPackage(Path file) {

    private static final int BUFFER = 1 << 20;
    private static final String KEYS = "release-key.pem";

    /// What is signed of it, once it is known to be for this installation.
    ///
    /// @param key another file with keys than the installation's own
    ReleaseNote note(Installation installed, Optional<Path> key) {
        Path signature = file.resolveSibling(file.getFileName() + ".sig");
        for (Path needed : new Path[] {file, signature}) {
            if (!Files.isRegularFile(needed)) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "Nothing was upgraded.",
                        needed.equals(file)
                                ? "There is no file " + file + "."
                                : "It is not signed: there is no file " + signature + ".",
                        "Fetch both, the package and its .sig, into one folder: dsg upgrade FILE");
            }
        }
        Path keys = key.orElse(installed.here().resolve(KEYS));
        if (!Files.isRegularFile(keys)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    "Nothing was upgraded.",
                    "There is no release key to check the signature with: " + keys + " is missing.",
                    "Name the file that you had from whoever makes the releases: dsg upgrade --key KEY.pem " + file);
        }
        try {
            if (Files.size(signature) > ReleaseNote.LENGTH_MAX) {
                throw new ReleaseNote.Untrusted("its signature file is too long to be one");
            }
            ReleaseNote note = ReleaseNote.read(Files.readString(signature), Files.readString(keys));
            checkFits(note, installed);
            return note;
        } catch (ReleaseNote.Untrusted e) {
            throw refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void checkFits(ReleaseNote note, Installation installed) throws ReleaseNote.Untrusted {
        String kind = installed.isDebian() ? "deb" : "tar";
        if (!note.kind().equals(kind)) {
            throw new ReleaseNote.Untrusted("this DSG was installed from a "
                    + (installed.isDebian() ? ".deb" : ".tar.gz") + ", and this package is a " + note.kind());
        }
        if (!note.platform().equals(installed.platform())) {
            throw new ReleaseNote.Untrusted(
                    "it is for " + note.platform() + ", and this machine is " + installed.platform());
        }
    }

    /// Copies it to a place that only its owner can write to, if it is what was signed.
    void copyTo(Path place, ReleaseNote note) {
        MessageDigest hash = Digest.sha256();
        try {
            Files.deleteIfExists(place);
            Files.createFile(place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            long copied = 0;
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = Files.newOutputStream(place)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read > 0 && copied <= note.size(); read = in.read(buffer)) {
                    hash.update(buffer, 0, read);
                    out.write(buffer, 0, read);
                    copied += read;
                }
            }
            if (copied < note.size()) {
                throw refused("it is cut off: %d of its %d bytes are there".formatted(copied, note.size()));
            }
            if (copied > note.size() || !Digest.finish(hash).equals(note.content())) {
                throw refused("it is not what was signed: damaged, or tampered with");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private CommandFailure unreadable(IOException e) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "Nothing was upgraded.",
                "The package cannot be read or copied: " + e.getMessage(),
                "Mend that, and type it again: dsg upgrade " + file);
    }

    private CommandFailure refused(String why) {
        return new CommandFailure(
                ExitStatus.NOT_ALLOWED,
                "Nothing was upgraded.",
                "The package " + file.getFileName() + " is refused: " + why + ".",
                "Fetch it and its .sig again from where the releases are.");
    }
}
