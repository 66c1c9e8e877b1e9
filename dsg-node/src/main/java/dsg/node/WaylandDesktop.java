// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One Wayland compositor of this machine. It was asked to say when nobody has touched a seat for a
/// second, and when somebody does again; a thread of its own listens, and dials again when the
/// compositor has gone away.
///
/// Ours are the protocols ext-idle-notify-v1 and, of older compositors, org_kde_kwin_idle: the same
/// requests and events, but for their order. While a film holds the screen awake, a compositor
/// calls the seat in use.
final class WaylandDesktop implements AutoCloseable {

    /// A compositor that knows no times as short as this only makes the seat look in use for
    /// longer.
    static final Duration IDLE_AFTER = Duration.ofSeconds(1);

    private static final String GONE = "is not there any more"; // but for its socket
    private static final String EXT = "ext_idle_notifier_v1";
    private static final String KDE = "org_kde_kwin_idle";
    private static final Duration ASKED_EVERY = Duration.ofSeconds(10);
    private static final Duration HANGS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int REGISTRY = 2;
    private static final int BIND = 0;
    private static final int SYNC = 0;
    private static final int GET_REGISTRY = 1;

    private final Path socket;
    private final Thread listener;
    private final BackOff backOff = new BackOff();
    private final Every ping = new Every(ASKED_EVERY);

    // What the listening thread finds out, guarded by this object.
    private Optional<WaylandConnection> connection = Optional.empty();
    private String trouble = "has not answered yet";
    private final Map<Integer, Optional<Long>> idleSince = new HashMap<>(); // of each notification; none while in use
    private final Set<Integer> seats = new HashSet<>();
    private Optional<String> notifier = Optional.empty();
    private int notifierId;
    private int nextId;
    private Optional<Long> asked = Optional.empty();
    private int answerId; // used again and again, as soon as it is free
    private boolean closed;

    WaylandDesktop(Path socket) {
        this.socket = socket;
        this.listener = Thread.ofVirtual().name("wayland").start(this::listen);
    }

    /// @param name how people know it
    synchronized InputSource.Seen look(String name) {
        long now = System.nanoTime();
        if (ping.due() && asked.isEmpty()) {
            askWhetherItLives(now);
        }
        if (asked.isPresent() && now - asked.get() > HANGS.toNanos()) {
            return InputSource.Seen.nothing("the compositor of " + name + " does not answer");
        }
        if (idleSince.isEmpty()) {
            return InputSource.Seen.nothing("the compositor of " + name + " " + trouble);
        }
        if (idleSince.values().stream().anyMatch(Optional::isEmpty)) {
            return InputSource.Seen.idle(Duration.ZERO);
        }
        long latest = idleSince.values().stream().mapToLong(Optional::get).max().orElse(now);
        return InputSource.Seen.idle(Duration.ofNanos(Math.max(0, now - latest)));
    }

    /// Whether it is there, and does not tell.
    synchronized boolean isUnseen() {
        return idleSince.isEmpty() && !trouble.equals(GONE);
    }

    /// One question at a time, which fits into the socket's buffer however long nobody reads there.
    private void askWhetherItLives(long now) {
        if (connection.isPresent()) {
            try {
                connection.get().send(WaylandConnection.DISPLAY, SYNC, answerId);
                asked = Optional.of(now);
            } catch (IOException _) {
                // the listening thread sees it as well
            }
        }
    }

    private void listen() {
        while (!isClosed()) {
            if (backOff.due()) {
                try (WaylandConnection open = new WaylandConnection(socket)) {
                    greet(open);
                    while (true) {
                        hear(open, open.next());
                    }
                } catch (ClosedChannelException _) {
                    forget("has been left");
                } catch (ConnectException _) {
                    backOff.failed();
                    forget(GONE);
                } catch (IOException e) {
                    backOff.failed();
                    forget("cannot be asked (" + e.getMessage() + ")");
                } catch (RuntimeException e) {
                    backOff.failed();
                    forget("answers what is no Wayland (" + e + ")");
                }
            }
            rest();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void rest() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // by close()
        }
    }

    private synchronized void greet(WaylandConnection open) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        connection = Optional.of(open);
        answerId = REGISTRY + 1;
        nextId = answerId + 1;
        open.send(WaylandConnection.DISPLAY, GET_REGISTRY, REGISTRY);
        askWhetherItLives(System.nanoTime());
    }

    private synchronized void forget(String why) {
        connection = Optional.empty();
        notifier = Optional.empty();
        asked = Optional.empty();
        idleSince.clear();
        seats.clear();
        trouble = why;
    }

    private synchronized void hear(WaylandConnection open, WaylandConnection.Event event) throws IOException {
        if (event.object() == REGISTRY && event.number() == 0) {
            offered(open, event.number32(), event.text());
        } else if (event.object() == WaylandConnection.DISPLAY) {
            heardOfDisplay(event);
        } else if (idleSince.containsKey(event.object())) {
            // Both protocols: 0 is idle, 1 is in use again.
            long now = System.nanoTime();
            idleSince.put(
                    event.object(), event.number() == 0 ? Optional.of(now - IDLE_AFTER.toNanos()) : Optional.empty());
        }
    }

    /// 0 is an error, after which it hangs up; 1 says that a number is free again: the question
    /// whether it lives has been answered, and with it all that was asked before.
    private void heardOfDisplay(WaylandConnection.Event event) throws IOException {
        int id = event.number32();
        if (event.number() == 0) {
            event.number32();
            throw new IOException(event.text());
        }
        if (id == answerId) {
            asked = Optional.empty();
            backOff.worked();
            trouble = "does not tell when it is idle";
        }
    }

    private void offered(WaylandConnection open, int name, String what) throws IOException {
        boolean better = what.equals(EXT) || (what.equals(KDE) && notifier.isEmpty());
        if (what.equals("wl_seat")) {
            int seat = bind(open, name, what);
            seats.add(seat);
            if (notifier.isPresent()) {
                watch(open, seat);
            }
        } else if (better && idleSince.isEmpty()) {
            notifierId = bind(open, name, what);
            notifier = Optional.of(what);
            for (int seat : seats) {
                watch(open, seat);
            }
        }
    }

    private int bind(WaylandConnection open, int name, String what) throws IOException {
        int id = nextId++;
        open.send(REGISTRY, BIND, name, what, 1, id);
        return id;
    }

    private void watch(WaylandConnection open, int seat) throws IOException {
        int id = nextId++;
        int millis = (int) IDLE_AFTER.toMillis();
        if (notifier.equals(Optional.of(EXT))) {
            open.send(notifierId, 1, id, millis, seat);
        } else {
            open.send(notifierId, 0, id, seat, millis);
        }
        idleSince.put(id, Optional.empty()); // in use until it says otherwise
    }

    @Override
    public synchronized void close() {
        closed = true;
        connection.ifPresent(WaylandConnection::close);
        listener.interrupt();
    }
}
