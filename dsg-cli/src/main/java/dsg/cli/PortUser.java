// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Which program listens on a port, as far as `/proc` tells this user (proc(5)): his own ones, and all to root.
final class PortUser {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";

    private PortUser() {}

    /// For people: `java (process 4711)`.
    static Optional<String> of(int port) {
        List<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(PROC.resolve(table)))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9
                        && fields[3].equals(LISTENS)
                        && fields[1].endsWith(":" + String.format(Locale.ROOT, "%04X", port)))
                .map(fields -> "socket:[" + fields[9] + "]")
                .toList();
        return sockets.isEmpty() ? Optional.empty() : holder(sockets);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream();
        } catch (IOException _) {
            return Stream.empty(); // this machine has no such table
        }
    }

    private static Optional<String> holder(List<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Some process has gone meanwhile; a name that is not told is no harm.
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, List<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : open) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // It is another user's, or gone.
        }
        return false;
    }
}
