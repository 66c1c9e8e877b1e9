// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// The folders in which the programs of people who are logged in keep their sockets
/// (XDG_RUNTIME_DIR), as far as they may be read: those of other people only by root.
///
/// @param all where each user who is logged in has one: `/run/user`
/// @param environment of the node
record UserFolders(Path all, Map<String, String> environment) {

    /// The folders themselves.
    List<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!own.isEmpty()) {
            folders.add(Path.of(own));
        }
        folders.addAll(matching(all, "*"));
        return List.copyOf(folders);
    }

    /// The sockets of Wayland compositors, whether anybody listens there or not.
    List<Path> compositors() {
        Set<Path> sockets = new LinkedHashSet<>();
        folders().forEach(folder -> sockets.addAll(compositors(folder)));
        String named = environment.getOrDefault("WAYLAND_DISPLAY", "");
        if (named.startsWith("/")) {
            sockets.add(Path.of(named));
        }
        return List.copyOf(sockets);
    }

    static List<Path> compositors(Path folder) {
        return matching(folder, "wayland-*").stream()
                .filter(path -> !path.toString().endsWith(".lock"))
                .toList();
    }

    /// Whether a Wayland compositor of this user runs.
    boolean hasCompositor(int user) {
        return compositors().stream()
                .anyMatch(socket -> owner(socket).equals(OptionalInt.of(user)) && somebodyListensAt(socket));
    }

    /// The user whom a file belongs to.
    static OptionalInt owner(Path file) {
        try {
            return Files.getAttribute(file, "unix:uid") instanceof Integer uid
                    ? OptionalInt.of(uid)
                    : OptionalInt.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException | SecurityException _) {
            return OptionalInt.empty();
        }
    }

    /// The files of a folder with names like this, in their order; none if it cannot be read.
    static List<Path> matching(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException | SecurityException _) {
            // what cannot be read is not there
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    private static boolean somebodyListensAt(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false); // it must not wait for one that does not accept
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (java.net.ConnectException _) {
            return false; // a compositor that has ended leaves its socket behind
        } catch (IOException _) {
            return true; // it is busy, or its owner lets nobody else in
        }
    }
}
