// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;

/// The manager of systemd-logind, as org.freedesktop.login1(5) describes it; as far as we ask it.
@DBusInterfaceName("org.freedesktop.login1.Manager")
interface Logind extends DBusInterface {

    /// All sessions.
    List<Listed> ListSessions();

    /// A session in the list.
    final class Listed extends Struct {

        /// Its short name.
        @Position(0)
        public final String id;

        /// The user's number.
        @Position(1)
        public final UInt32 user;

        /// The user's name.
        @Position(2)
        public final String userName;

        /// The screen and keyboard that it is at, if any.
        @Position(3)
        public final String seat;

        /// Where to ask about it.
        @Position(4)
        public final DBusPath path;

        /// A session in the list.
        public Listed(String id, UInt32 user, String userName, String seat, DBusPath path) {
            this.id = id;
            this.user = user;
            this.userName = userName;
            this.seat = seat;
            this.path = path;
        }
    }
}
