// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;

/// A connection to a D-Bus, opened when it is needed, and again after it was lost. Calls wait for
/// their answers.
final class Bus implements AutoCloseable {

    private static final String UNIX_PATH = "unix:path=";

    private final String address;
    private final Runnable lost;
    private Optional<DBusConnection> connection = Optional.empty();
    private boolean closed;

    /// @param address as D-Bus writes it: `unix:path=/run/dbus/system_bus_socket`
    /// @param lost is called when the bus goes away
    Bus(String address, Runnable lost) {
        this.address = address;
        this.lost = lost;
    }

    /// Whether there may be a bus: its socket is there, or its address is of another kind.
    boolean exists() {
        return !address.startsWith(UNIX_PATH)
                || Files.exists(Path.of(address.substring(UNIX_PATH.length()).split(",", -1)[0]));
    }

    /// What a connection is to be told before it is used.
    interface Greeting {
        void to(DBusConnection fresh) throws DBusException;
    }

    /// The open connection, or a new one.
    synchronized DBusConnection open(Greeting greeting) throws DBusException {
        if (connection.isPresent() && connection.get().isConnected()) {
            return connection.get();
        }
        hangUp();
        if (closed) {
            throw new DBusException("It is closed.");
        }
        DBusConnection fresh = DBusConnectionBuilder.forAddress(address)
                .withShared(false)
                .withDisconnectCallback(new IDisconnectCallback() {
                    @Override
                    public void disconnectOnError(IOException why) {
                        lost.run();
                    }
                })
                .receivingThreadConfig()
                .withSignalThreadCount(1)
                .withErrorHandlerThreadCount(1)
                .withMethodCallThreadCount(1)
                .withMethodReturnThreadCount(1)
                .connectionConfig()
                .build();
        connection = Optional.of(fresh);
        greeting.to(fresh);
        return fresh;
    }

    /// Whether somebody has this name; asking so starts nobody.
    static boolean has(DBusConnection open, String name) throws DBusException {
        return open.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class)
                .NameHasOwner(name);
    }

    /// An object of somebody on the bus, without asking first what it is.
    static <T extends DBusInterface> T object(DBusConnection open, String of, String path, Class<T> kind)
            throws DBusException {
        return open.getRemoteObject(of, path, kind, false);
    }

    /// Why a call failed, for people.
    static String why(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return e instanceof DBusExecutionException ? "it refuses: " + message : message;
    }

    /// The connection is of no use any more.
    synchronized void hangUp() {
        connection.ifPresent(DBusConnection::disconnect);
        connection = Optional.empty();
    }

    @Override
    public void close() {
        // Whoever opens it this moment may be waiting for a bus that hangs: closing must not wait for that.
        Thread.ofVirtual().name("bus-close").start(this::end);
    }

    private synchronized void end() {
        closed = true;
        hangUp();
    }
}
