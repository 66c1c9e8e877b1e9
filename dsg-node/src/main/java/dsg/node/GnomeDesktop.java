// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;

/// One user's GNOME, asked on a thread of its own. A question over the bus costs a millisecond:
/// while nobody is there it is asked seldom, for it signals the next input.
final class GnomeDesktop implements AutoCloseable {

    private static final String NAME = "org.gnome.Mutter.IdleMonitor";
    private static final String PATH = "/org/gnome/Mutter/IdleMonitor/Core";
    private static final Duration HANGS = Duration.ofSeconds(5);
    private static final Duration IN_USE = Duration.ofSeconds(5);
    private static final Duration ASKED_IN_USE = Duration.ofSeconds(1);
    private static final Duration ASKED_IDLE = Duration.ofSeconds(10);

    private final Bus bus;
    private final Asked<Told> asked = new Asked<>("gnome", this::ask);
    private final BackOff backOff = new BackOff();
    private final AtomicBoolean touched = new AtomicBoolean();
    private volatile long nextAt = System.nanoTime();
    private boolean watched;
    private Optional<GnomeIdleMonitor> monitor = Optional.empty(); // of the thread that asks
    private Told told = new Told(Optional.empty(), ""); // of that thread, too

    /// @param lastInput when the last input was; none if it does not tell
    private record Told(Optional<Long> lastInput, String note) {}

    /// @param socket of the user's bus
    GnomeDesktop(Path socket) {
        this.bus = new Bus("unix:path=" + socket, () -> touched.set(true));
    }

    InputSource.Seen look() {
        if (touched.get() || System.nanoTime() - nextAt >= 0) {
            asked.look();
        }
        Told now = asked.last().orElse(new Told(Optional.empty(), "GNOME has not answered yet"));
        if (asked.open().compareTo(HANGS) > 0) {
            return InputSource.Seen.nothing("GNOME does not answer");
        }
        return new InputSource.Seen(
                now.lastInput().map(input -> Duration.ofNanos(Math.max(0, System.nanoTime() - input))), now.note());
    }

    private Told ask() {
        if (touched.getAndSet(false)) {
            watched = false;
        }
        nextAt = System.nanoTime() + ASKED_IN_USE.toNanos();
        if (backOff.due()) {
            told = find();
        }
        return told;
    }

    /// Once nobody is there, it is to signal the next input.
    private void watch(GnomeIdleMonitor gnome, Duration idle) {
        if (idle.compareTo(IN_USE) < 0) {
            return;
        }
        if (!watched) {
            gnome.AddUserActiveWatch();
            watched = true;
        } else {
            nextAt = System.nanoTime() + ASKED_IDLE.toNanos();
        }
    }

    private void listen(DBusConnection fresh) throws DBusException {
        monitor = Optional.empty();
        watched = false;
        fresh.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(NAME)
                        .withMember("WatchFired")
                        .build(),
                _ -> touched.set(true));
    }

    private Told find() {
        try {
            DBusConnection open = bus.open(this::listen);
            if (monitor.isEmpty()) {
                if (!Bus.has(open, NAME)) {
                    backOff.hopeless();
                    return new Told(Optional.empty(), "GNOME does not run here");
                }
                monitor = Optional.of(Bus.object(open, NAME, PATH, GnomeIdleMonitor.class));
            }
            Duration idle = Duration.ofMillis(monitor.get().GetIdletime().longValue());
            backOff.worked();
            watch(monitor.get(), idle);
            return new Told(Optional.of(System.nanoTime() - idle.toNanos()), "");
        } catch (DBusException | DBusExecutionException e) {
            monitor = Optional.empty();
            bus.hangUp();
            backOff.failed();
            return new Told(Optional.empty(), "GNOME cannot be asked (" + Bus.why(e) + ")");
        }
    }

    @Override
    public void close() {
        bus.close();
    }
}
