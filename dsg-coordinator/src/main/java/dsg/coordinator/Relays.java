// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.GridEffect;
import dsg.model.NodeId;
import dsg.wire.RelayHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Connections from this very machine to the people's port, for those who sit at a node's machine. They
/// come from loopback and are known by their own ports, so that what is good on the coordinator's
/// machine only is not good by them.
final class Relays implements RelayHandler {

    /// A browser opens six at a time, and a stream of events holds one.
    static final int MOST_OF_ONE = 32;

    private static final int MOST = 256;
    private static final int CONNECT_MS = 2_000;
    private static final int BEGIN_SECONDS = 10;

    private final CompletableFuture<Integer> peoplesPort = new CompletableFuture<>();
    private final Map<Socket, NodeId> open = new HashMap<>();
    private final Set<Integer> ports = new HashSet<>();
    /// A removed node never comes back under the same id.
    private final Set<NodeId> removed = new HashSet<>();

    /// The people's port is listened on.
    void begin(int port) {
        peoplesPort.complete(port);
    }

    @Override
    public Socket open(NodeId node) throws IOException {
        InetSocketAddress people = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        admit(node, socket);
        try {
            socket.connect(people, CONNECT_MS);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            close(node, socket);
            throw e;
        }
    }

    private int port() throws IOException {
        try {
            return peoplesPort.get(BEGIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the coordinator does not listen yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the coordinator stops", e);
        }
    }

    private synchronized void admit(NodeId node, Socket socket) throws IOException {
        long ofThisOne = open.values().stream().filter(node::equals).count();
        if (removed.contains(node) || open.size() >= MOST || ofThisOne >= MOST_OF_ONE) {
            socket.close();
            throw new IOException(
                    removed.contains(node)
                            ? "this node was removed from the grid"
                            : "too many connections are relayed already");
        }
        open.put(socket, node);
        ports.add(socket.getLocalPort());
    }

    @Override
    public synchronized void close(NodeId node, Socket socket) {
        if (open.remove(socket) != null) {
            ports.remove(socket.getLocalPort());
        }
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }

    /// Of what a turn wants done, this is about nodes that were removed.
    void carryOut(List<GridEffect> effects) {
        for (GridEffect effect : effects) {
            if (effect instanceof GridEffect.CutOff(NodeId node)) {
                cutOff(node);
            }
        }
    }

    /// Ends what is relayed for a node that is no part of the grid any more, and relays nothing for it from now on.
    synchronized void cutOff(NodeId node) {
        removed.add(node);
        List.copyOf(open.entrySet()).stream()
                .filter(relay -> relay.getValue().equals(node))
                .forEach(relay -> close(node, relay.getKey()));
    }

    /// Whether a connection from this port of this machine is a relayed one.
    synchronized boolean has(int port) {
        return ports.contains(port);
    }
}
