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
import java.util.regex.Pattern;

/// The X servers of this machine: the one with the latest input counts. While one is asked, a
/// connection to it stays open, so that a server which was told to start afresh after its last
/// client does not.
final class X11Source implements DeskSource {

    private static final Pattern SOCKET = Pattern.compile("X([0-9]{1,6})");
    private static final Duration LISTED_EVERY = Duration.ofSeconds(30);

    private final Path sockets;
    private final XAuthority authority;
    private final UserFolders users;
    private final Map<Integer, X11Display> displays = new TreeMap<>();
    private final Set<String> desks = new HashSet<>();
    private final Every listed = new Every(LISTED_EVERY);

    /// @param sockets the folder of their sockets: `/tmp/.X11-unix`
    X11Source(Path sockets, XAuthority authority, UserFolders users) {
        this.sockets = sockets;
        this.authority = authority;
        this.users = users;
    }

    @Override
    public String name() {
        return "x11";
    }

    @Override
    public Seen look() {
        if (listed.due()) {
            list();
        }
        desks.clear();
        Optional<Duration> least = Optional.empty();
        List<String> notes = new ArrayList<>();
        for (X11Display display : displays.values()) {
            Seen seen = display.look();
            if (seen.idle().isPresent()) {
                least = InputChain.least(least, seen.idle());
                desks.add(display.name());
                display.owner().ifPresent(user -> desks.add(user + "/x11"));
            } else {
                notes.add(seen.note());
            }
        }
        if (displays.isEmpty()) {
            notes.add("there is no X server");
        }
        return new Seen(least, String.join("; ", notes));
    }

    @Override
    public Set<String> desks() {
        return Set.copyOf(desks);
    }

    @Override
    public boolean unseen() {
        return displays.values().stream().anyMatch(X11Display::isUnseen);
    }

    @Override
    public FullScreen fullScreen() {
        return FullScreen.of(displays.values().stream().map(X11Display::fullScreen));
    }

    private void list() {
        Map<Integer, Path> there = new TreeMap<>();
        for (Path socket : UserFolders.matching(sockets, "X*")) {
            var matcher = SOCKET.matcher(socket.getFileName().toString());
            if (matcher.matches()) {
                there.put(Integer.parseInt(matcher.group(1)), socket);
            }
        }
        displays.entrySet().removeIf(entry -> {
            if (!there.containsKey(entry.getKey())) {
                entry.getValue().close();
                return true;
            }
            return false;
        });
        there.forEach(
                (number, socket) -> displays.computeIfAbsent(number, n -> new X11Display(n, socket, authority, users)));
    }

    @Override
    public void close() {
        displays.values().forEach(X11Display::close);
        displays.clear();
    }
}
