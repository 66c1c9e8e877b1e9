// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The Wayland compositors of this machine, as far as they tell when nobody is there.
final class WaylandSource extends ListedDesks<Path, WaylandDesktop> {

    private final UserFolders users;

    WaylandSource(UserFolders users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "wayland";
    }

    @Override
    public boolean unseen() {
        return all().anyMatch(WaylandDesktop::isUnseen);
    }

    @Override
    Set<Path> there() {
        return new TreeSet<>(users.compositors());
    }

    @Override
    WaylandDesktop open(Path socket) {
        return new WaylandDesktop(socket);
    }

    @Override
    Seen look(Path socket, WaylandDesktop desktop) {
        return desktop.look(socket.toString());
    }

    @Override
    List<String> names(Path socket, WaylandDesktop desktop) {
        return named(UserFolders.owner(socket), "wayland");
    }

    @Override
    void close(WaylandDesktop desktop) {
        desktop.close();
    }

    @Override
    String none() {
        return "there is no Wayland compositor";
    }
}
