// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import dsg.wire.FoundGrid;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Somebody on a host who says a hundred times a second, unasked, that a grid which is another's is to be found on this
/// host: answers of multicast DNS (RFC 6762) that bid everybody forget what others have said.
final class FalseAnnouncements implements AutoCloseable {

    private static final int PORT = 5353;
    private static final int PTR = 12;
    private static final int TXT = 16;
    private static final int SRV = 33;
    private static final int ADDRESS = 1;
    private static final int INTERNET = 1;
    private static final int FORGET_OTHERS = 0x8000;
    private static final int SECONDS = 120;

    private final DatagramSocket socket;
    private final Thread crier;

    /// @param port where the host takes node links
    FalseAnnouncements(LanHost host, FoundGrid grid, int port) {
        try {
            byte[] answer = answer(host, grid, port);
            socket = host.network().inside(() -> new DatagramSocket(0));
            DatagramPacket packet =
                    new DatagramPacket(answer, answer.length, InetAddress.ofLiteral("224.0.0.251"), PORT);
            crier = Thread.ofPlatform().name("false announcements").start(() -> cry(packet));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void cry(DatagramPacket packet) {
        try {
            while (!socket.isClosed()) {
                socket.send(packet);
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException _) {
            // It is over.
        }
    }

    private static byte[] answer(LanHost host, FoundGrid grid, int port) throws IOException {
        String service = "_dsg._tcp.local";
        String label = grid.name() + " " + grid.id().substring(0, 6);
        String target = "false-" + host.name() + ".local";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int word : new int[] {0, 0x8400, 0, 4, 0, 0}) {
            out.writeShort(word); // an answer, and no question, with four records
        }
        record(out, name("", service), PTR, INTERNET, name(label, service));
        ByteArrayOutputStream where = new ByteArrayOutputStream();
        DataOutputStream srv = new DataOutputStream(where);
        srv.writeInt(0); // priority and weight
        srv.writeShort(port);
        srv.write(name("", target));
        record(out, name(label, service), SRV, INTERNET | FORGET_OTHERS, where.toByteArray());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Map.of("v", "1", "grid", grid.name(), "id", grid.id(), "version", grid.version())
                .forEach((key, value) -> label(text, key + "=" + value));
        record(out, name(label, service), TXT, INTERNET | FORGET_OTHERS, text.toByteArray());
        byte[] address = InetAddress.ofLiteral(host.address()).getAddress();
        record(out, name("", target), ADDRESS, INTERNET | FORGET_OTHERS, address);
        return bytes.toByteArray();
    }

    private static void record(DataOutputStream out, byte[] name, int type, int kind, byte[] data) throws IOException {
        out.write(name);
        out.writeShort(type);
        out.writeShort(kind);
        out.writeInt(SECONDS);
        out.writeShort(data.length);
        out.write(data);
    }

    /// A first label as it is, if there is one, and a name of plain labels.
    private static byte[] name(String first, String dotted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!first.isEmpty()) {
            label(out, first);
        }
        for (String part : dotted.split("\\.", -1)) {
            label(out, part);
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void label(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    public void close() {
        socket.close();
        crier.interrupt();
    }
}
