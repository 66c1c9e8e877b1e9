// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The places of a launcher: those that are used, those that wait a while for the next task of their job, and a fresh
/// one for the first task of whichever job comes next, for to start one takes longer than many a task.
///
/// A place in which something has run is never given to another job.
final class PlacePool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlacePool.class);

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    /// So many used ones wait at most: many jobs of one task would leave one each.
    private static final int WAIT_MOST = 8 + Runtime.getRuntime().availableProcessors();

    private final Opener opener;
    private final Map<Kind, Deque<Waiting>> waiting = new HashMap<>();
    /// Fresh ones without devices, with network and without.
    private final Map<Boolean, Fresh> fresh = new HashMap<>();
    private final Set<Place> all = ConcurrentHashMap.newKeySet();
    private boolean sweeps;
    private boolean closed;

    /// What a place is for.
    record Kind(String job, boolean network, List<Path> devices) {}

    /// Starts a place for any job.
    @FunctionalInterface
    interface Opener {
        Place open(boolean network, List<Path> devices) throws IOException;
    }

    private record Waiting(Place place, long since) {
        Waiting(Place place) {
            this(place, System.nanoTime());
        }
    }

    /// One that nothing has run in, or that is about to be there.
    private record Fresh(CompletableFuture<Optional<Place>> place, long since) {}

    PlacePool(Opener opener) {
        this.opener = opener;
    }

    /// One for a task of this kind.
    Place take(Kind kind) throws IOException {
        Optional<Place> used = used(kind);
        Optional<Place> place = used.isPresent() ? used : fresh(kind);
        return place.isPresent() ? place.get() : open(kind.network, kind.devices);
    }

    private synchronized Optional<Place> used(Kind kind) {
        Deque<Waiting> fit = waiting.getOrDefault(kind, new ArrayDeque<>());
        for (Waiting last = fit.pollLast(); last != null; last = fit.pollLast()) {
            if (last.place.isAlive()) {
                return Optional.of(last.place);
            }
            end(last.place);
        }
        return Optional.empty();
    }

    /// The fresh one; one that is being started is there sooner than another would be.
    private Optional<Place> fresh(Kind kind) {
        Optional<Fresh> next;
        synchronized (this) {
            next = kind.devices.isEmpty() ? Optional.ofNullable(fresh.remove(kind.network)) : Optional.empty();
        }
        Optional<Place> place = next.flatMap(one -> one.place.join());
        place.filter(one -> !one.isAlive()).ifPresent(this::end);
        return place.filter(Place::isAlive);
    }

    private Place open(boolean network, List<Path> devices) throws IOException {
        Place place = opener.open(network, devices);
        synchronized (this) {
            if (!closed) {
                all.add(place);
                return place;
            }
        }
        place.close();
        throw new IOException("the node ends");
    }

    /// Its task has ended well; it waits for the next.
    synchronized void giveBack(Kind kind, Place place) {
        waiting.computeIfAbsent(kind, _ -> new ArrayDeque<>()).add(new Waiting(place));
        if (waiting.values().stream().mapToInt(Deque::size).sum() > WAIT_MOST) {
            waiting.values().stream()
                    .filter(places -> !places.isEmpty())
                    .min(Comparator.comparingLong(places -> places.getFirst().since))
                    .ifPresent(places -> end(places.removeFirst().place));
            waiting.values().removeIf(Deque::isEmpty);
        }
        if (!closed) {
            fresh.computeIfAbsent(kind.network, this::prepare);
        }
        sweepLater();
    }

    private Fresh prepare(boolean network) {
        CompletableFuture<Optional<Place>> place = new CompletableFuture<>();
        Thread.ofPlatform().name("place").daemon().start(() -> {
            try {
                place.complete(Optional.of(open(network, List.of())));
            } catch (IOException | RuntimeException e) {
                LOG.debug("No fresh place: {}", e.toString());
                place.complete(Optional.empty());
            }
        });
        return new Fresh(place, System.nanoTime());
    }

    private synchronized void sweepLater() {
        if (!sweeps) {
            sweeps = true;
            LATER.execute(this::sweep);
        }
    }

    /// Ends the places that have waited long enough.
    private synchronized void sweep() {
        long now = System.nanoTime();
        waiting.values().forEach(places -> {
            while (!places.isEmpty() && now - places.getFirst().since >= IDLE.toNanos()) {
                end(places.removeFirst().place);
            }
        });
        waiting.values().removeIf(Deque::isEmpty);
        fresh.values().removeIf(one -> {
            boolean old = now - one.since >= IDLE.toNanos();
            if (old) {
                var _ = one.place.thenAccept(place -> place.ifPresent(this::end));
            }
            return old;
        });
        sweeps = false;
        if (!waiting.isEmpty() || !fresh.isEmpty()) {
            sweepLater();
        }
    }

    /// Ends a place, and all that runs in it.
    void end(Place place) {
        all.remove(place);
        place.close();
    }

    /// How many there are.
    int size() {
        return all.size();
    }

    /// Ends all places, and all that runs in them.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        all.forEach(Place::close);
    }
}
