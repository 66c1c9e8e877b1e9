// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/// One X server of this machine. It is asked on a thread of its own, and dialled again when it has
/// gone away.
final class X11Display implements AutoCloseable {

    /// How long a server may take to answer until it is taken for one that hangs.
    private static final Duration HANGS = Duration.ofSeconds(5);
    private static final Duration FULL_SCREEN_EVERY = Duration.ofSeconds(1);
    private static final String GONE = "is not there any more"; // but for its socket
    private static final String NOT_BELIEVED = "belongs to a Wayland desktop and knows only part of its input";

    private final int number;
    private final Path socket;
    private final OptionalInt owner;
    private final XAuthority authority;
    private final UserFolders users;
    private final Asked<Told> asked;
    private final BackOff backOff = new BackOff();
    private final AtomicReference<Optional<X11Connection>> connection = new AtomicReference<>(Optional.empty());
    private volatile boolean closed;
    private Told told;

    // Known to the thread that asks alone.
    private Optional<Open> open = Optional.empty();
    private String trouble = "";
    private FullScreen fullScreen = FullScreen.UNTOLD;
    private long fullScreenAt;

    /// What the server said.
    ///
    /// @param lastInput when the last input was; none if it does not tell
    /// @param at when it said so
    private record Told(Optional<Long> lastInput, FullScreen fullScreen, String note, long at) {}

    /// A connection, and the numbers that this server has for what is asked.
    private record Open(X11Connection connection, int saver, int active, int state, int full) {}

    X11Display(int number, Path socket, XAuthority authority, UserFolders users) {
        this.number = number;
        this.socket = socket;
        this.owner = UserFolders.owner(socket);
        this.authority = authority;
        this.users = users;
        this.asked = new Asked<>("x11-" + number, this::ask);
        this.told = nothing("has not answered yet");
    }

    /// How people call it: `:0`.
    String name() {
        return ":" + number;
    }

    /// The user who started it; none if that was root, for somebody else.
    OptionalInt owner() {
        return owner.stream().filter(user -> user != 0).findFirst();
    }

    InputSource.Seen look() {
        asked.look().ifPresent(answer -> told = answer);
        long now = System.nanoTime();
        if (asked.open().compareTo(HANGS) > 0) {
            connection.get().ifPresent(X11Connection::close); // which ends the question, too
        }
        if (asked.open().compareTo(Asked.PATIENCE) > 0 && now - told.at() > HANGS.toNanos()) {
            return InputSource.Seen.nothing("the X server " + name() + " does not answer");
        }
        return new InputSource.Seen(
                told.lastInput().map(input -> Duration.ofNanos(Math.max(0, now - input))), told.note());
    }

    FullScreen fullScreen() {
        return told.fullScreen();
    }

    /// Whether it is there, and does not tell.
    boolean isUnseen() {
        return told.lastInput().isEmpty() && !told.note().endsWith(GONE);
    }

    private Told nothing(String why) {
        trouble = "the X server " + name() + " " + why;
        return new Told(Optional.empty(), FullScreen.UNTOLD, trouble, System.nanoTime());
    }

    private Told failed(String why) {
        hangUp();
        backOff.failed();
        return nothing(why);
    }

    private Told ask() {
        try {
            if (open.isEmpty()) {
                if (!backOff.due()) {
                    return new Told(Optional.empty(), FullScreen.UNTOLD, trouble, System.nanoTime());
                }
                open = connect();
            }
            if (open.isEmpty()) {
                return new Told(Optional.empty(), FullScreen.UNTOLD, trouble, System.nanoTime());
            }
            return query(open.get());
        } catch (ClosedChannelException _) {
            return failed("does not answer"); // and so look() hung up
        } catch (ConnectException _) {
            return failed(GONE);
        } catch (IOException e) {
            return failed("cannot be asked (" + e.getMessage() + ")");
        } catch (RuntimeException e) {
            return failed("answers what is no X11 (" + e + ")");
        }
    }

    private Told query(Open on) throws IOException {
        Optional<Long> idle = on.connection().idleMillis(on.saver());
        long now = System.nanoTime();
        if (now - fullScreenAt >= FULL_SCREEN_EVERY.toNanos()) {
            fullScreen = seeFullScreen(on);
            fullScreenAt = now;
        }
        return idle.isEmpty()
                ? nothing("does not tell when its last input was")
                : new Told(Optional.of(now - Duration.ofMillis(idle.get()).toNanos()), fullScreen, "", now);
    }

    /// By the rules that window managers keep (Extended Window Manager Hints).
    private static FullScreen seeFullScreen(Open on) throws IOException {
        int[] active = on.connection().property(on.connection().root(), on.active());
        if (active.length == 0) {
            return FullScreen.UNTOLD; // no window manager says which window is the active one
        }
        for (int state : on.connection().property(active[0], on.state())) {
            if (state == on.full()) {
                return FullScreen.YES;
            }
        }
        return FullScreen.NO;
    }

    /// Opens the display by one of the cookies, or by none; nothing if it must not be asked.
    private Optional<Open> connect() throws IOException {
        if (owner.isPresent() && users.hasCompositor(owner.getAsInt())) {
            backOff.hopeless(); // dialling would even start the server
            nothing(NOT_BELIEVED);
            return Optional.empty();
        }
        X11Connection dialled = dial();
        if (dialled.extension("XWAYLAND").isPresent()) {
            hangUp();
            backOff.hopeless();
            nothing(NOT_BELIEVED);
            return Optional.empty();
        }
        OptionalInt saver = dialled.extension("MIT-SCREEN-SAVER");
        if (saver.isEmpty()) {
            hangUp();
            backOff.hopeless();
            nothing("lacks the extension MIT-SCREEN-SAVER");
            return Optional.empty();
        }
        backOff.worked();
        return Optional.of(new Open(
                dialled,
                saver.getAsInt(),
                dialled.atom("_NET_ACTIVE_WINDOW"),
                dialled.atom("_NET_WM_STATE"),
                dialled.atom("_NET_WM_STATE_FULLSCREEN")));
    }

    private X11Connection dial() throws IOException {
        List<byte[]> cookies = new ArrayList<>(authority.cookies(number));
        cookies.add(new byte[0]);
        IOException refused = new IOException("closed");
        for (byte[] cookie : cookies) {
            X11Connection next = X11Connection.unopened();
            connection.set(Optional.of(next));
            if (closed) {
                break;
            }
            try {
                next.open(socket, cookie);
                return next;
            } catch (ClosedChannelException | ConnectException e) {
                throw e; // it hung, or has ended
            } catch (IOException e) {
                next.close();
                refused = e;
            }
        }
        hangUp();
        throw refused;
    }

    private void hangUp() {
        open = Optional.empty();
        connection.getAndSet(Optional.empty()).ifPresent(X11Connection::close);
    }

    @Override
    public void close() {
        closed = true;
        connection.get().ifPresent(X11Connection::close);
    }
}
