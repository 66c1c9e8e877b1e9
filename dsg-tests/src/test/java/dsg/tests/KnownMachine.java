// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a node has found out once of this machine and keeps in its home: the versions of its programs, and its speed.
/// The nodes of later grids know it, as after a restart, for to find it out anew costs seconds.
final class KnownMachine {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final String[] FILES = {"programs.properties", "speed.properties"};

    private static final Map<String, byte[]> KNOWN = new ConcurrentHashMap<>();

    private KnownMachine() {}

    /// Keeps what the node of this home has found out, if nothing is known yet.
    static void learn(Path home) {
        for (String name : FILES) {
            Path file = home.resolve("node").resolve(name);
            if (!KNOWN.containsKey(name) && Files.isReadable(file)) {
                try {
                    KNOWN.put(name, Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /// Puts what is known into a home in which no node has run.
    static void tell(Path home) {
        KNOWN.forEach((name, bytes) -> {
            try {
                // Private, as DSG makes them.
                Files.createDirectories(home.resolve("node"), PosixFilePermissions.asFileAttribute(PRIVATE));
                Files.write(home.resolve("node").resolve(name), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
