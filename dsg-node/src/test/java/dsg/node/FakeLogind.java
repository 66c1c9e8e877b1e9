// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/// What systemd-logind would say of made-up sessions, on a test's own bus.
final class FakeLogind implements AutoCloseable {

    private static final String ROOT = "/org/freedesktop/login1";
    private static final String SESSION = "org.freedesktop.login1.Session";

    /// The same as `Logind`, but public: only what is public can be put on a bus.
    @DBusInterfaceName("org.freedesktop.login1.Manager")
    public interface Manager extends DBusInterface {

        List<Logind.Listed> ListSessions();
    }

    private final DBusConnection connection;
    private final Map<String, Login> sessions = new ConcurrentHashMap<>();

    FakeLogind(TestBus bus) throws DBusException {
        connection = bus.connect();
        connection.exportObject(ROOT, new Sessions());
        connection.requestBusName("org.freedesktop.login1");
    }

    /// A session, with the properties that matter.
    static final class Login implements Properties {

        private final String path;
        private final Map<String, Object> properties = new ConcurrentHashMap<>();

        Login(String path) {
            this.path = path;
        }

        @Override
        public <A> A Get(String kind, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <A> void Set(String kind, String name, A value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Variant<?>> GetAll(String kind) {
            Map<String, Variant<?>> all = new TreeMap<>();
            properties.forEach((name, value) -> all.put(name, new Variant<>(value)));
            return all;
        }

        @Override
        public String getObjectPath() {
            return path;
        }
    }

    /// Somebody logs in at a desktop that has said nothing of its idleness yet.
    void logIn(String id, String kind, String display) throws DBusException {
        Login session = new Login(ROOT + "/session/_" + id);
        session.properties.putAll(Map.of(
                "Display",
                display,
                "Type",
                kind,
                "Class",
                "user",
                "Active",
                true,
                "Remote",
                false,
                "IdleHint",
                false,
                "LockedHint",
                false,
                "IdleSinceHintMonotonic",
                new UInt64(0)));
        connection.exportObject(session.path, session);
        sessions.put(id, session);
    }

    /// Its desktop says whether it is idle, or something else of it changes; logind signals that.
    void change(String id, String property, Object value) throws DBusException {
        Login session = sessions.get(id);
        session.properties.put(property, value);
        Map<String, Variant<?>> changed = new TreeMap<>();
        changed.put(property, new Variant<>(value));
        if (property.equals("IdleHint")) {
            session.properties.put("IdleSinceHintMonotonic", new UInt64(System.nanoTime() / 1000));
        }
        connection.sendMessage(new Properties.PropertiesChanged(session.path, SESSION, changed, List.of()));
    }

    private final class Sessions implements Manager {

        @Override
        public List<Logind.Listed> ListSessions() {
            List<Logind.Listed> listed = new ArrayList<>();
            sessions.forEach((id, session) ->
                    listed.add(new Logind.Listed(id, new UInt32(1000), "ada", "seat0", new DBusPath(session.path))));
            return listed;
        }

        @Override
        public String getObjectPath() {
            return ROOT;
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
