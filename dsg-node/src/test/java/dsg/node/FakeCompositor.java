// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A Wayland compositor with one seat and no screen, which says what the test lets it say.
final class FakeCompositor implements AutoCloseable {

    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
    private final List<Integer> notifications = new CopyOnWriteArrayList<>();
    private final String offers;
    private volatile int timeoutMillis;
    private volatile boolean hangs;

    /// @param offers the protocol that it has beside its seat
    FakeCompositor(Path socket, String offers) throws IOException {
        this.offers = offers;
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    int notifications() {
        return notifications.size();
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    /// Nobody has touched the seat for as long as was asked for.
    void idle() throws IOException {
        tell(notifications.getLast(), 0);
    }

    void resume() throws IOException {
        tell(notifications.getLast(), 1);
    }

    /// From now on it reads and says nothing.
    void hang() {
        hangs = true;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // the test is over
        }
    }

    private void serve(SocketChannel client) {
        try {
            int notifier = 0;
            while (true) {
                ByteBuffer header = read(client, 8);
                int object = header.getInt();
                int word = header.getInt();
                ByteBuffer rest = read(client, (word >>> 16) - 8);
                if (hangs) {
                    continue;
                }
                int request = word & 0xffff;
                if (object == 1 && request == 1) {
                    int registry = rest.getInt();
                    tell(registry, 0, 1, "wl_seat", 7);
                    tell(registry, 0, 2, offers, 1);
                } else if (object == 1) {
                    int callback = rest.getInt();
                    tell(callback, 0, 0);
                    tell(1, 1, callback);
                } else if (object == 2) {
                    int name = rest.getInt();
                    String what = new WaylandConnection.Event(object, request, rest).text();
                    rest.getInt();
                    notifier = name == 2 && what.equals(offers) ? rest.getInt() : notifier;
                } else if (object == notifier) {
                    notifications.add(rest.getInt());
                    int one = rest.getInt();
                    int other = rest.getInt();
                    timeoutMillis = request == 1 ? one : other;
                }
            }
        } catch (IOException _) {
            // it has hung up
        }
    }

    private void tell(int object, int event, Object... arguments) throws IOException {
        clients.getLast().write(WaylandConnection.message(object, event, arguments));
    }

    private static ByteBuffer read(SocketChannel client, int size) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (into.hasRemaining()) {
            if (client.read(into) < 0) {
                throw new EOFException();
            }
        }
        return into.flip();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
