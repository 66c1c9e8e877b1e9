// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The X servers of this machine. While one is asked, a connection to it stays open, so that a server which was told to
/// start afresh after its last client does not.
final class X11Source extends ListedDesks<Integer, X11Display> {

    private static final Pattern SOCKET = Pattern.compile("X([0-9]{1,6})");

    private final Path sockets;
    private final XAuthority authority;
    private final UserFolders users;

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
    public boolean unseen() {
        return all().anyMatch(X11Display::isUnseen);
    }

    @Override
    public FullScreen fullScreen() {
        return FullScreen.of(all().map(X11Display::fullScreen));
    }

    @Override
    Set<Integer> there() {
        Set<Integer> numbers = new TreeSet<>();
        for (Path socket : UserFolders.matching(sockets, "X*")) {
            Matcher matcher = SOCKET.matcher(socket.getFileName().toString());
            if (matcher.matches()) {
                numbers.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return numbers;
    }

    @Override
    X11Display open(Integer number) {
        return new X11Display(number, sockets.resolve("X" + number), authority, users);
    }

    @Override
    Seen look(Integer number, X11Display display) {
        return display.look();
    }

    @Override
    List<String> names(Integer number, X11Display display) {
        List<String> names = new ArrayList<>(named(display.owner(), "x11"));
        names.add(display.name());
        return names;
    }

    @Override
    void close(X11Display display) {
        display.close();
    }

    @Override
    String none() {
        return "there is no X server";
    }
}
