// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;

/// What GNOME's compositor would say, on a test's own bus.
final class FakeGnome implements AutoCloseable {

    private static final String PATH = "/org/gnome/Mutter/IdleMonitor/Core";

    private final DBusConnection connection;
    private volatile long lastInput = System.nanoTime();
    private volatile long extra;
    private volatile int watched;
    private volatile int questions;

    /// The same as `GnomeIdleMonitor`, but public: only what is public can be put on a bus.
    @DBusInterfaceName("org.gnome.Mutter.IdleMonitor")
    public interface Monitor extends DBusInterface {

        UInt64 GetIdletime();

        UInt32 AddUserActiveWatch();

        /// Somebody is there again.
        final class WatchFired extends DBusSignal {

            public WatchFired(String path, UInt32 watch) throws DBusException {
                super(path, watch);
            }
        }
    }

    FakeGnome(TestBus bus) throws DBusException {
        connection = bus.connect();
        connection.exportObject(PATH, new Seat());
        connection.requestBusName("org.gnome.Mutter.IdleMonitor");
    }

    private final class Seat implements Monitor {

        @Override
        public UInt64 GetIdletime() {
            questions++;
            return new UInt64((extra + System.nanoTime() - lastInput) / 1_000_000);
        }

        @Override
        public UInt32 AddUserActiveWatch() {
            watched++;
            return new UInt32(watched);
        }

        @Override
        public String getObjectPath() {
            return PATH;
        }
    }

    /// Somebody was there last so long ago.
    void leave(Duration ago) {
        extra = ago.toNanos();
    }

    void touch() throws DBusException {
        extra = 0;
        lastInput = System.nanoTime();
        if (watched > 0) {
            connection.sendMessage(new Monitor.WatchFired(PATH, new UInt32(watched)));
        }
    }

    int questions() {
        return questions;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
