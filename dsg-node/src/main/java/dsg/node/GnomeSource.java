// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// GNOME's Wayland desktops, which speak no Wayland protocol for it: their compositor tells on its
/// user's bus.
final class GnomeSource extends ListedDesks<Path, GnomeDesktop> {

    private final UserFolders users;

    GnomeSource(UserFolders users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "gnome";
    }

    /// The buses of users who have a Wayland compositor: on X11, GNOME's X server tells.
    @Override
    Set<Path> there() {
        Set<Path> buses = new TreeSet<>();
        users.folders().stream()
                .filter(folder -> !UserFolders.compositors(folder).isEmpty())
                .map(folder -> folder.resolve("bus"))
                .filter(Files::exists)
                .forEach(buses::add);
        return buses;
    }

    @Override
    GnomeDesktop open(Path bus) {
        return new GnomeDesktop(bus);
    }

    @Override
    Seen look(Path bus, GnomeDesktop desktop) {
        Seen seen = desktop.look();
        return seen.idle().isPresent() ? seen : Seen.nothing(bus + ": " + seen.note());
    }

    @Override
    List<String> names(Path bus, GnomeDesktop desktop) {
        return named(UserFolders.owner(bus), "wayland");
    }

    @Override
    void close(GnomeDesktop desktop) {
        desktop.close();
    }

    @Override
    String none() {
        return "there is no Wayland desktop with a bus";
    }
}
