// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;

/// What Mutter, the compositor of GNOME, tells on its user's bus.
@DBusInterfaceName("org.gnome.Mutter.IdleMonitor")
interface GnomeIdleMonitor extends DBusInterface {

    /// How many milliseconds ago the last input was.
    UInt64 GetIdletime();

    /// Asks for one signal `WatchFired`, at the next input.
    UInt32 AddUserActiveWatch();
}
