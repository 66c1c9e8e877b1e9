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
import java.util.Optional;
import java.util.OptionalInt;

/// An open connection to an X server, by the little of the X11 protocol (X Window System Protocol,
/// X Version 11) that looking takes: one question at a time. Xlib would end the whole process once
/// the server goes away.
final class X11Connection implements AutoCloseable {

    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";
    private static final int PACKET = 32;
    private static final int EXTRA_MAX = 1 << 20;
    private static final int GENERIC_EVENT = 35;
    private static final int INTERN_ATOM = 16;
    private static final int GET_PROPERTY = 20;
    private static final int QUERY_EXTENSION = 98;
    private static final int SAVER_QUERY_INFO = 1;
    private static final int UNITS_OF_A_PROPERTY = 64;

    private final SocketChannel channel;
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer query = request(0, SAVER_QUERY_INFO, 8);
    private int root;

    private X11Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /// A connection that is yet to be opened, so that it can be closed while the server lets it
    /// wait.
    static X11Connection unopened() throws IOException {
        return new X11Connection(SocketChannel.open(StandardProtocolFamily.UNIX));
    }

    /// @param cookie what proves that this user may look; empty for a server that asks for none
    /// @throws IOException if there is no server, or it refuses
    void open(Path socket, byte[] cookie) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        byte[] name = cookie.length == 0 ? new byte[0] : COOKIE.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer hello = ByteBuffer.allocate(12 + padded(name.length) + padded(cookie.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'l')
                .put((byte) 0)
                .putShort((short) 11)
                .putShort((short) 0)
                .putShort((short) name.length)
                .putShort((short) cookie.length)
                .putShort((short) 0);
        hello.put(12, name).put(12 + padded(name.length), cookie);
        send(hello);
        ByteBuffer answer = read(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN));
        ByteBuffer more = extra(Short.toUnsignedInt(answer.getShort(6)));
        if (answer.get(0) != 1) {
            byte[] reason = new byte[Math.min(Byte.toUnsignedInt(answer.get(1)), more.limit())];
            more.get(0, reason);
            throw new IOException(new String(reason, StandardCharsets.ISO_8859_1).strip());
        }
        int vendor = Short.toUnsignedInt(more.getShort(16));
        int formats = Byte.toUnsignedInt(more.get(21));
        root = more.getInt(32 + padded(vendor) + 8 * formats);
    }

    /// The window behind all others.
    int root() {
        return root;
    }

    /// The number that an extension's requests begin with; none if the server lacks it.
    OptionalInt extension(String name) throws IOException {
        ByteBuffer answer = ask(named(QUERY_EXTENSION, name));
        return answer.limit() > 0 && answer.get(8) != 0
                ? OptionalInt.of(Byte.toUnsignedInt(answer.get(9)))
                : OptionalInt.empty();
    }

    int atom(String name) throws IOException {
        ByteBuffer answer = ask(named(INTERN_ATOM, name));
        return answer.limit() > 0 ? answer.getInt(8) : 0;
    }

    /// How many milliseconds ago the last input was, by the extension MIT-SCREEN-SAVER.
    ///
    /// @param extension its number
    Optional<Long> idleMillis(int extension) throws IOException {
        ByteBuffer answer = ask(query.put(0, (byte) extension).putInt(4, root));
        return answer.limit() > 0 ? Optional.of(Integer.toUnsignedLong(answer.getInt(16))) : Optional.empty();
    }

    /// The numbers that a window's property holds; none if it has no such property, or is gone.
    int[] property(int window, int name) throws IOException {
        ByteBuffer request = request(GET_PROPERTY, 0, 24);
        request.putInt(4, window).putInt(8, name).putInt(20, UNITS_OF_A_PROPERTY);
        ByteBuffer answer = ask(request);
        if (answer.limit() == 0 || answer.get(1) != 32) {
            return new int[0];
        }
        int[] values = new int[Math.min(answer.getInt(16), (answer.limit() - PACKET) / 4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = answer.getInt(PACKET + 4 * i);
        }
        return values;
    }

    /// Sends a request that has no answer.
    void tell(ByteBuffer request) throws IOException {
        send(request);
    }

    /// A request with room for what it says, its length filled in.
    static ByteBuffer request(int opcode, int data, int bytes) {
        return ByteBuffer.allocate(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) opcode)
                .put(1, (byte) data)
                .putShort(2, (short) (bytes / 4));
    }

    private static ByteBuffer named(int opcode, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        return request(opcode, 0, 8 + padded(bytes.length))
                .putShort(4, (short) bytes.length)
                .put(8, bytes);
    }

    /// The answer with all that belongs to it; nothing if the server says that it was a mistake.
    /// Events that it sends to all alike are passed over.
    private ByteBuffer ask(ByteBuffer request) throws IOException {
        send(request);
        while (true) {
            read(packet.clear());
            int kind = Byte.toUnsignedInt(packet.get(0)) & 0x7f;
            int units = kind == 1 || kind == GENERIC_EVENT ? packet.getInt(4) : 0;
            if (kind == 0) {
                return packet.limit(0);
            } else if (units != 0) {
                ByteBuffer rest = extra(units);
                ByteBuffer whole = ByteBuffer.allocate(PACKET + rest.limit()).order(ByteOrder.LITTLE_ENDIAN);
                whole.put(0, packet, 0, PACKET).put(PACKET, rest, 0, rest.limit());
                if (kind == 1) {
                    return whole;
                }
            } else if (kind == 1) {
                return packet;
            }
        }
    }

    private ByteBuffer extra(int units) throws IOException {
        if (units < 0 || units > EXTRA_MAX / 4) {
            throw new IOException("It sends more than it was asked for.");
        }
        return read(ByteBuffer.allocate(4 * units).order(ByteOrder.LITTLE_ENDIAN));
    }

    private void send(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private ByteBuffer read(ByteBuffer into) throws IOException {
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
