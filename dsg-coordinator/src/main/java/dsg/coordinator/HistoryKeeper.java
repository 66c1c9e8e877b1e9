// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot.NodeView;
import dsg.model.NodeId;
import dsg.store.FigureStore;
import dsg.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the grid every other second, and writes the [GridHistory] down once a minute and at the end: what is lost
/// when the coordinator dies is the last minute of a picture. All on a thread of its own; where the disk does not take
/// it, the history is kept in memory alone.
final class HistoryKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    private static final long LOOK_MS = 2_000;
    private static final int WRITE_EVERY = 30;

    private final GridHistory history = new GridHistory();
    private final GridLoop loop;
    private final LiveFigures figures;
    private final Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("history").daemon().factory());
    private Optional<FigureStore> store = Optional.empty();
    private int looks;

    /// @param file where it is written down
    HistoryKeeper(GridLoop loop, LiveFigures figures, Path file) {
        this.loop = loop;
        this.figures = figures;
        this.file = file;
        loop.count(tally -> history.count(loop.now(), tally));
        thread.execute(this::open);
        var _ = thread.scheduleAtFixedRate(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    GridHistory history() {
        return history;
    }

    private void open() {
        try {
            FigureStore opened = FigureStore.open(file);
            store = Optional.of(opened);
            Instant now = loop.now();
            opened.load(row -> history.take(row, now));
        } catch (StoreException e) {
            LOG.warn("{} The history begins anew, and is kept in memory alone.", e.getMessage());
        }
    }

    private void look() {
        try {
            history.sample(loop.now(), loop.snapshot(), node -> figures.of(node).map(LiveFigures.Told::figures));
            if (++looks % WRITE_EVERY == 0) {
                write();
            }
        } catch (RuntimeException e) {
            LOG.warn("The grid could not be looked at: {}", e.toString());
        }
    }

    private void write() {
        Set<NodeId> known = loop.snapshot().nodes().stream().map(NodeView::id).collect(Collectors.toSet());
        store.ifPresent(open -> {
            try {
                Instant now = loop.now();
                history.forget(known, now).forEach(open::forget);
                open.write(history.news(), GridHistory.oldest(now));
            } catch (StoreException e) {
                LOG.warn("{} The last minute of the history is in memory alone.", e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        thread.execute(this::write);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("The history was not written down in time.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        store.ifPresent(FigureStore::close);
    }
}
