// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// GNOME's Wayland desktops, which speak no Wayland protocol for it: their compositor tells on its
/// user's bus.
final class GnomeSource implements DeskSource {

    private static final Duration LISTED_EVERY = Duration.ofSeconds(30);

    private final UserFolders users;
    private final Map<Path, GnomeDesktop> desktops = new TreeMap<>();
    private final Set<String> desks = new HashSet<>();
    private final Every listed = new Every(LISTED_EVERY);

    GnomeSource(UserFolders users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "gnome";
    }

    @Override
    public Seen look() {
        if (listed.due()) {
            list();
        }
        desks.clear();
        Optional<Duration> least = Optional.empty();
        List<String> notes = new ArrayList<>();
        for (Map.Entry<Path, GnomeDesktop> desktop : desktops.entrySet()) {
            Seen seen = desktop.getValue().look();
            if (seen.idle().isPresent()) {
                least = InputChain.least(least, seen.idle());
                UserFolders.owner(desktop.getKey()).ifPresent(user -> desks.add(user + "/wayland"));
            } else {
                notes.add(desktop.getKey() + ": " + seen.note());
            }
        }
        if (desktops.isEmpty()) {
            notes.add("there is no Wayland desktop with a bus");
        }
        return new Seen(least, String.join("; ", notes));
    }

    @Override
    public Set<String> desks() {
        return Set.copyOf(desks);
    }

    /// The buses of users who have a Wayland compositor: on X11, GNOME's X server tells.
    private void list() {
        List<Path> there = users.folders().stream()
                .filter(folder -> !UserFolders.compositors(folder).isEmpty())
                .map(folder -> folder.resolve("bus"))
                .filter(Files::exists)
                .toList();
        desktops.entrySet().removeIf(entry -> {
            if (!there.contains(entry.getKey())) {
                entry.getValue().close();
                return true;
            }
            return false;
        });
        there.forEach(bus -> desktops.computeIfAbsent(bus, GnomeDesktop::new));
    }

    @Override
    public void close() {
        desktops.values().forEach(GnomeDesktop::close);
        desktops.clear();
    }
}
