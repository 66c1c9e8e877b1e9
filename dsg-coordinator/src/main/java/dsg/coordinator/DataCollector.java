// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.store.Artefacts;
import dsg.store.Artefacts.Unneeded;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the files of contents that were given up, beside the loop and one list after another. What is not deleted,
/// because the coordinator was killed before, is deleted after its next start.
final class DataCollector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataCollector.class);

    private final Artefacts artefacts;
    private final ExecutorService deletions = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("deletions").daemon().factory());

    DataCollector(Artefacts artefacts) {
        this.artefacts = artefacts;
    }

    /// Deletes what was given up before this start.
    void begin(GridLoop loop) {
        List<GridEvent.Collected> before =
                loop.ask(machine -> machine.view().data().collected()).join();
        if (!before.isEmpty()) {
            var _ = delete(of(before));
        }
    }

    void carryOut(List<GridEffect> effects) {
        for (GridEffect effect : effects) {
            if (effect instanceof GridEffect.Discard(List<GridEvent.Collected> contents)) {
                var _ = delete(of(contents));
            }
        }
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
