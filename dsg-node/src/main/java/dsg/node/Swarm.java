// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodeId;
import dsg.wire.ChunkClient;
import dsg.wire.Identity;
import dsg.wire.Located;
import dsg.wire.Throttle;
import dsg.wire.Ticket;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The holders that one download is brought from, each by workers of its own. A node that has sent a wrong chunk is
/// asked for nothing any more while this node lives.
final class Swarm implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Swarm.class);
    static final String COORDINATOR = "the coordinator";
    /// So many chunks of one holder are on their way at once: one is being sent while the next is asked for.
    private static final int WORKERS = 2;
    private static final int FAILURES_MAX = 2;

    private final Download download;
    private final Identity identity;
    private final Throttle down;
    private final Set<NodeId> distrusted;
    private final Map<String, ChunkClient> clients = new HashMap<>();
    private volatile Ticket ticket;
    private volatile boolean coordinatorIsWrong;

    /// @param distrusted the nodes that have sent wrong chunks; added to
    Swarm(Download download, Identity identity, Throttle down, Set<NodeId> distrusted, Ticket ticket) {
        this.download = download;
        this.identity = identity;
        this.down = down;
        this.distrusted = distrusted;
        this.ticket = ticket;
    }

    /// From now on these are asked, too.
    synchronized void join(Located located, ChunkClient coordinator) {
        ticket = located.ticket();
        if (!clients.containsKey(COORDINATOR)) {
            clients.put(COORDINATOR, coordinator);
            download.holdsAll(COORDINATOR);
            work(COORDINATOR, coordinator, () -> coordinatorIsWrong = true);
        }
        for (Located.Holder holder : located.holders()) {
            String name = holder.node().value();
            if (!clients.containsKey(name) && !distrusted.contains(holder.node())) {
                ChunkClient client = ChunkClient.of(holder, identity, down);
                clients.put(name, client);
                client.follow(ticket, chunks -> download.holds(name, chunks), () -> leave(name));
                work(name, client, () -> {
                    LOG.warn("Node {} has sent a wrong chunk; it is asked for nothing any more.", name);
                    distrusted.add(holder.node());
                });
            }
        }
    }

    /// Whether the coordinator itself has sent a wrong chunk: what it has is damaged.
    boolean isCoordinatorWrong() {
        return coordinatorIsWrong;
    }

    private void work(String name, ChunkClient client, Runnable wrong) {
        for (int i = 0; i < WORKERS; i++) {
            Thread.ofVirtual().name("chunks of " + name).start(() -> {
                try {
                    bring(name, client, wrong);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void bring(String name, ChunkClient client, Runnable wrong) throws InterruptedException {
        for (int failures = 0; failures < FAILURES_MAX; ) {
            OptionalInt chunk = awaitNext(name);
            if (chunk.isEmpty()) {
                return;
            }
            try {
                byte[] content = client.read(
                        ticket, chunk.getAsInt(), download.manifest().length(chunk.getAsInt()));
                if (!download.arrived(chunk.getAsInt(), content)) {
                    wrong.run();
                    break;
                }
                failures = 0;
            } catch (IOException e) {
                LOG.debug("{} does not send chunk {}: {}", name, chunk.getAsInt(), e.toString());
                download.failed(chunk.getAsInt());
                failures++;
            }
        }
        leave(name);
    }

    /// A peer's first word of what it has may come after its workers have begun.
    private OptionalInt awaitNext(String name) throws InterruptedException {
        while (!download.isOver() && isAsked(name)) {
            OptionalInt chunk = download.next(name);
            if (chunk.isPresent()) {
                return chunk;
            }
            Thread.sleep(20);
        }
        return OptionalInt.empty();
    }

    private synchronized boolean isAsked(String name) {
        return clients.containsKey(name);
    }

    private void leave(String name) {
        ChunkClient left;
        synchronized (this) {
            left = clients.remove(name);
        }
        download.without(name);
        if (left != null) {
            left.close();
        }
    }

    @Override
    public synchronized void close() {
        clients.forEach((name, client) -> {
            download.without(name);
            client.close();
        });
        clients.clear();
    }
}
