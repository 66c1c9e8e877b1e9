// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An open connection to a Wayland compositor, by the wire format of the Wayland protocol: each
/// message names an object and what is asked of it, or what has happened to it.
final class WaylandConnection implements AutoCloseable {

    /// The object that is there from the start.
    static final int DISPLAY = 1;

    private static final int HEADER = 8;
    private static final int MESSAGE_MAX = 1 << 16;

    private final SocketChannel channel;

    /// An event.
    ///
    /// @param object what it happened to
    /// @param number which of this object's events
    /// @param rest what it says
    record Event(int object, int number, ByteBuffer rest) {

        int number32() {
            return rest.getInt();
        }

        String text() {
            byte[] bytes = new byte[rest.getInt()];
            rest.get(bytes);
            rest.position(rest.position() + padded(bytes.length) - bytes.length);
            return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8);
        }
    }

    WaylandConnection(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// @param arguments numbers, objects' numbers and texts, in the request's order
    void send(int object, int request, Object... arguments) throws IOException {
        send(message(object, request, arguments));
    }

    private synchronized void send(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    /// A message as it goes over the wire.
    static ByteBuffer message(int object, int number, Object... arguments) {
        ByteBuffer message = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
        message.putInt(object).putInt(0);
        for (Object argument : arguments) {
            if (argument instanceof Integer value) {
                message.putInt(value);
            } else {
                byte[] text = argument.toString().getBytes(StandardCharsets.UTF_8);
                message.putInt(text.length + 1).put(text);
                message.position(message.position() + padded(text.length + 1) - text.length);
            }
        }
        return message.putInt(4, message.position() << 16 | number).flip();
    }

    /// Waits for the next event.
    Event next() throws IOException {
        ByteBuffer header = read(HEADER);
        int object = header.getInt();
        int word = header.getInt();
        int size = word >>> 16;
        if (size < HEADER || size > MESSAGE_MAX) {
            throw new IOException("It sends what is no Wayland message.");
        }
        return new Event(object, word & 0xffff, read(size - HEADER));
    }

    private ByteBuffer read(int size) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new EOFException("It has hung up.");
            }
        }
        return into.flip();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
