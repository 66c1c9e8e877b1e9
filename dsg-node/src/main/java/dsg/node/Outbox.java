// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptId;
import dsg.wire.CoordinatorLink;
import dsg.wire.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports on their way: kept until the coordinator acknowledges them, and sent again over every new link.
///
/// While others wait on the bench, reports wait a little for company, since one message of twenty costs little more
/// than one of one: until there are as many reports as attempts still waiting, so that new orders come in time. A
/// lone report never waits.
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private static final int LINGER_MS = 50;
    private static final int BATCH_MAX = 256;
    private static final int BATCH_BYTES_MAX = 4 * 1024 * 1024;

    private final Map<AttemptId, Delivery> unacknowledged = new LinkedHashMap<>();
    private final List<Delivery> unsent = new ArrayList<>();
    private final Thread sender;
    private Optional<CoordinatorLink> link = Optional.empty();
    private int expected;
    private boolean closed;

    Outbox() {
        sender = Thread.ofPlatform().name("outbox").daemon().start(this::sendAll);
    }

    synchronized void add(Delivery delivery) {
        unacknowledged.put(delivery.attempt(), delivery);
        unsent.add(delivery);
        if (unsent.size() == 1 || unsent.size() >= expected) {
            notifyAll();
        }
    }

    /// How many attempts wait on the bench; their reports are to be expected soon.
    synchronized void expect(int waiting) {
        expected = waiting;
        if (!unsent.isEmpty() && unsent.size() >= expected) {
            notifyAll();
        }
    }

    synchronized void acknowledged(Collection<AttemptId> attempts) {
        attempts.forEach(unacknowledged::remove);
    }

    synchronized boolean holds(AttemptId attempt) {
        return unacknowledged.containsKey(attempt);
    }

    /// The attempts whose report is not yet safe.
    synchronized Set<AttemptId> held() {
        return Set.copyOf(unacknowledged.keySet());
    }

    /// Everything that is not acknowledged goes over this link.
    synchronized void opened(CoordinatorLink opened) {
        link = Optional.of(opened);
        unsent.clear();
        unsent.addAll(unacknowledged.values());
        notifyAll();
    }

    synchronized void linkClosed() {
        link = Optional.empty();
    }

    private void sendAll() {
        try {
            while (true) {
                Batch batch = nextBatch();
                send(batch);
            }
        } catch (InterruptedException _) {
            // closed; what is not acknowledged is lost with this process, and the coordinator will notice
        }
    }

    private static void send(Batch batch) {
        try {
            batch.link().report(batch.deliveries());
        } catch (RuntimeException e) {
            // This thread must not end: nothing would be reported any more. The next link takes these again.
            LOG.error("{} reports were not sent", batch.deliveries().size(), e);
        }
    }

    private record Batch(CoordinatorLink link, List<Delivery> deliveries) {}

    private synchronized Batch nextBatch() throws InterruptedException {
        while (unsent.isEmpty() || link.isEmpty()) {
            if (closed) {
                throw new InterruptedException();
            }
            wait();
        }
        long lingerUntil = System.nanoTime() + LINGER_MS * 1_000_000L;
        for (long now = System.nanoTime(); now < lingerUntil && isWorthWaiting(); now = System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, lingerUntil - now);
        }
        if (link.isEmpty() || unsent.isEmpty()) {
            return nextBatch();
        }
        List<Delivery> next = unsent.subList(0, batchSize());
        List<Delivery> batch = List.copyOf(next);
        next.clear();
        return new Batch(link.get(), batch);
    }

    /// How many of the unsent fit into one message; at least one.
    private int batchSize() {
        int size = 0;
        int bytes = 0;
        while (size < Math.min(BATCH_MAX, unsent.size())) {
            bytes += unsent.get(size).contentBytes();
            if (size > 0 && bytes > BATCH_BYTES_MAX) {
                break;
            }
            size++;
        }
        return size;
    }

    private boolean isWorthWaiting() {
        return !unsent.isEmpty() && unsent.size() < Math.min(expected, BATCH_MAX);
    }

    /// Waits until every report is acknowledged, at most this long.
    synchronized void awaitEmpty(java.time.Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!unacknowledged.isEmpty() && System.nanoTime() < deadline) {
            wait(20);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        sender.interrupt();
    }
}
