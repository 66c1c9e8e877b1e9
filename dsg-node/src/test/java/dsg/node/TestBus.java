// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;

/// A D-Bus of the test's own.
final class TestBus implements AutoCloseable {

    private final TestProgram daemon;
    private final String address;

    TestBus(Path socket) throws IOException {
        TestProgram.needs("dbus-daemon", "dbus-daemon");
        Path config = Files.writeString(socket.resolveSibling(socket.getFileName() + ".conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow user="*"/>
                    <allow own="*"/>
                    <allow send_destination="*"/>
                    <allow send_type="signal"/>
                    <allow receive_sender="*"/>
                  </policy>
                </busconfig>
                """.formatted(socket));
        daemon = TestProgram.start(
                Map.of(), List.of("dbus-daemon", "--config-file", config.toString(), "--nofork", "--print-address"));
        address = daemon.line();
    }

    String address() {
        return address;
    }

    DBusConnection connect() throws DBusException {
        return DBusConnectionBuilder.forAddress(address).withShared(false).build();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
