// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataRules;
import dsg.model.Digest;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.store.Artefacts;
import dsg.store.Artefacts.Unneeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the files of contents that were given up, beside the loop and one list after another. What is not deleted,
/// because the coordinator was killed before, is deleted after its next start.
///
/// Old checkpoints go after a while, if nothing else has the same content by then; what a restart makes it forget of
/// them, `dsg data gc` finds.
final class DataCollector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataCollector.class);

    private static final Duration CHECKPOINTS_STAY = Duration.ofMinutes(10);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Artefacts artefacts;
    private final Duration checkpointsStay;
    private final Deque<LetGo> letGo = new ArrayDeque<>();
    private final ScheduledExecutorService deletions = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("deletions").daemon().factory());

    /// Contents that no task goes on from any more, and when they may go.
    private record LetGo(List<GridEvent.Collected> contents, long dueNanos) {}

    DataCollector(Artefacts artefacts) {
        this(artefacts, CHECKPOINTS_STAY);
    }

    /// @param checkpointsStay for how long checkpoints stay that no task goes on from any more
    DataCollector(Artefacts artefacts, Duration checkpointsStay) {
        this.artefacts = artefacts;
        this.checkpointsStay = checkpointsStay;
    }

    /// Deletes what was given up before this start.
    void begin(GridLoop loop) {
        List<GridEvent.Collected> before =
                loop.ask(machine -> machine.view().data().collected()).join();
        if (!before.isEmpty()) {
            var _ = delete(of(before));
        }
    }

    void carryOut(List<GridEffect> effects, GridLoop loop) {
        for (GridEffect effect : effects) {
            if (effect instanceof GridEffect.Discard(List<GridEvent.Collected> contents)) {
                var _ = delete(of(contents));
            }
            if (effect instanceof GridEffect.LetGo(List<GridEvent.Collected> contents)) {
                letGo(contents, loop);
            }
        }
    }

    /// Whoever hands over the same content at this moment has named it by the time that is looked at.
    private synchronized void letGo(List<GridEvent.Collected> contents, GridLoop loop) {
        boolean first = letGo.isEmpty();
        letGo.add(new LetGo(contents, System.nanoTime() + checkpointsStay.toNanos()));
        if (first) { // only now, so that it is due when the sweep comes
            var _ = deletions.schedule(() -> sweep(loop), checkpointsStay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// What is due now goes together, for looking through all that the grid knows costs as much for one as for many.
    private void sweep(GridLoop loop) {
        Map<Digest, Unneeded> due = new HashMap<>();
        takeDue().forEach(content -> due.put(content.digest(), content));
        try {
            Set<Digest> unneeded = loop.ask(machine -> DataRules.unneeded(machine.view(), due.keySet()))
                    .join();
            due.keySet().retainAll(unneeded);
            if (!due.isEmpty()) {
                artefacts.discard(List.copyOf(due.values()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} files of old checkpoints are left for dsg data gc: {}", due.size(), e.toString());
        }
        synchronized (this) {
            if (!letGo.isEmpty()) {
                long wait = Math.max(SWEEP_EVERY.toNanos(), letGo.getFirst().dueNanos() - System.nanoTime());
                var _ = deletions.schedule(() -> sweep(loop), wait, TimeUnit.NANOSECONDS);
            }
        }
    }

    private synchronized List<Unneeded> takeDue() {
        List<GridEvent.Collected> due = new ArrayList<>();
        long now = System.nanoTime();
        while (!letGo.isEmpty() && letGo.getFirst().dueNanos() - now <= 0) {
            due.addAll(letGo.removeFirst().contents());
        }
        return of(due);
    }

    static List<Unneeded> of(List<GridEvent.Collected> contents) {
        return contents.stream()
                .map(content -> new Unneeded(content.artefact().digest(), content.unusedSince()))
                .toList();
    }

    /// Deletes these files after those of before; how many bytes that gave back.
    CompletableFuture<Long> delete(List<Unneeded> files) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        long freed = artefacts.discard(files);
                        LOG.info(
                                "Of {} contents that nobody needs any more, {} bytes were deleted.",
                                files.size(),
                                freed);
                        return freed;
                    } catch (IOException e) {
                        LOG.warn(
                                "Some of {} files could not be deleted; tried again at the next start",
                                files.size(),
                                e);
                        return 0L;
                    }
                },
                deletions);
    }

    @Override
    public void close() {
        deletions.shutdownNow();
    }
}
