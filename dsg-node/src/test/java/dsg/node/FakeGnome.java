// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt64;

/// What GNOME's compositor would say, on a test's own bus.
final class FakeGnome implements AutoCloseable {

    private static final String PATH = "/org/gnome/Mutter/IdleMonitor/Core";

    private final DBusConnection connection;
    private volatile long lastInput = System.nanoTime();

    /// The same as `GnomeIdleMonitor`, but public: only what is public can be put on a bus.
    @DBusInterfaceName("org.gnome.Mutter.IdleMonitor")
    public interface Monitor extends DBusInterface {

        UInt64 GetIdletime();
    }

    FakeGnome(TestBus bus) throws DBusException {
        connection = bus.connect();
        connection.exportObject(PATH, new Seat());
        connection.requestBusName("org.gnome.Mutter.IdleMonitor");
    }

    private final class Seat implements Monitor {

        @Override
        public UInt64 GetIdletime() {
            return new UInt64((System.nanoTime() - lastInput) / 1_000_000);
        }

        @Override
        public String getObjectPath() {
            return PATH;
        }
    }

    void touch() {
        lastInput = System.nanoTime();
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
