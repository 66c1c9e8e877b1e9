// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The Wayland compositors of this machine, as far as they tell when nobody is there.
final class WaylandSource implements DeskSource {

    private static final Duration LISTED_EVERY = Duration.ofSeconds(30);

    private final UserFolders users;
    private final Map<Path, WaylandDesktop> desktops = new TreeMap<>();
    private final Set<String> desks = new HashSet<>();
    private final Every listed = new Every(LISTED_EVERY);

    WaylandSource(UserFolders users) {
        this.users = users;
    }

    @Override
    public String name() {
        return "wayland";
    }

    @Override
    public Seen look() {
        if (listed.due()) {
            list();
        }
        desks.clear();
        Optional<Duration> least = Optional.empty();
        List<String> notes = new ArrayList<>();
        for (Map.Entry<Path, WaylandDesktop> desktop : desktops.entrySet()) {
            Seen seen = desktop.getValue().look(desktop.getKey().toString());
            if (seen.idle().isPresent()) {
                least = InputChain.least(least, seen.idle());
                UserFolders.owner(desktop.getKey()).ifPresent(user -> desks.add(user + "/wayland"));
            } else {
                notes.add(seen.note());
            }
        }
        if (desktops.isEmpty()) {
            notes.add("there is no Wayland compositor");
        }
        return new Seen(least, String.join("; ", notes));
    }

    @Override
    public Set<String> desks() {
        return Set.copyOf(desks);
    }

    @Override
    public boolean unseen() {
        return desktops.values().stream().anyMatch(WaylandDesktop::isUnseen);
    }

    private void list() {
        List<Path> there = users.compositors();
        desktops.entrySet().removeIf(entry -> {
            if (!there.contains(entry.getKey())) {
                entry.getValue().close();
                return true;
            }
            return false;
        });
        there.forEach(socket -> desktops.computeIfAbsent(socket, WaylandDesktop::new));
    }

    @Override
    public void close() {
        desktops.values().forEach(WaylandDesktop::close);
        desktops.clear();
    }
}
