// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;

/// One user's GNOME, asked on a thread of its own.
final class GnomeDesktop implements AutoCloseable {

    private static final String NAME = "org.gnome.Mutter.IdleMonitor";
    private static final String PATH = "/org/gnome/Mutter/IdleMonitor/Core";
    private static final Duration HANGS = Duration.ofSeconds(5);

    private final Bus bus;
    private final Asked<Told> asked = new Asked<>("gnome", this::ask);
    private final BackOff backOff = new BackOff();
    private Optional<GnomeIdleMonitor> monitor = Optional.empty(); // of the thread that asks
    private Told told = new Told(Optional.empty(), ""); // of that thread, too

    /// @param lastInput when the last input was; none if it does not tell
    private record Told(Optional<Long> lastInput, String note) {}

    /// @param socket of the user's bus
    GnomeDesktop(Path socket) {
        this.bus = new Bus("unix:path=" + socket, () -> {});
    }

    InputSource.Seen look() {
        Told now = asked.look().orElse(new Told(Optional.empty(), "GNOME has not answered yet"));
        if (asked.open().compareTo(HANGS) > 0) {
            return InputSource.Seen.nothing("GNOME does not answer");
        }
        return new InputSource.Seen(
                now.lastInput().map(input -> Duration.ofNanos(Math.max(0, System.nanoTime() - input))), now.note());
    }

    private Told ask() {
        if (backOff.due()) {
            told = find();
        }
        return told;
    }

    private Told find() {
        try {
            DBusConnection open = bus.open(_ -> monitor = Optional.empty());
            if (monitor.isEmpty()) {
                if (!Bus.has(open, NAME)) {
                    backOff.hopeless();
                    return new Told(Optional.empty(), "GNOME does not run here");
                }
                monitor = Optional.of(Bus.object(open, NAME, PATH, GnomeIdleMonitor.class));
            }
            long idle = monitor.get().GetIdletime().longValue();
            backOff.worked();
            return new Told(
                    Optional.of(System.nanoTime() - Duration.ofMillis(idle).toNanos()), "");
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
