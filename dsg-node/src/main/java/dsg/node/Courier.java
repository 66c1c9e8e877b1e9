// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import dsg.wire.CoordinatorLink;
import dsg.wire.Gathered;
import dsg.wire.MissingException;
import dsg.wire.NoRoomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries artefacts between the coordinator and this node's cache, over whichever link is open; while none
/// is, it waits, and what a broken link interrupted is tried again.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final int TRIES_ON_AN_OPEN_LINK = 5;
    private static final long NO_ROOM_RETRY_MS = 2_000;
    private static final long NO_ROOM_LOOK_MS = 100;

    private final ArtefactFolder cache;
    private final Map<Digest, Object> beingFetched = new ConcurrentHashMap<>();
    private Optional<CoordinatorLink> link = Optional.empty();

    Courier(ArtefactFolder cache) {
        this.cache = cache;
    }

    /// From now on this link is the open one.
    synchronized void opened(CoordinatorLink opened) {
        link = Optional.of(opened);
        notifyAll();
    }

    /// No link is open.
    synchronized void closed() {
        link = Optional.empty();
    }

    private synchronized CoordinatorLink openLink() throws InterruptedException {
        while (link.isEmpty()) {
            wait();
        }
        return link.get();
    }

    private synchronized boolean isOpen(CoordinatorLink tried) {
        return link.isPresent() && link.get().equals(tried);
    }

    /// Puts a writable copy of the artefact at `target`; its content has been checked on the way.
    ///
    /// @throws MissingException if the coordinator does not have it, or has it damaged
    /// @throws IOException if this machine's disk does not take it
    void bring(Artefact artefact, Path target) throws IOException, InterruptedException {
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        if (artefact.bytes() == 0) {
            Files.createFile(target);
            return;
        }
        try {
            Files.copy(fetch(artefact.digest()), target);
        } catch (NoSuchFileException _) {
            Files.copy(fetch(artefact.digest()), target); // the cache was emptied meanwhile
        }
        if (!ArtefactFolder.hash(target).equals(artefact.digest())) {
            // The cached file has been damaged since it arrived: fetched afresh, once.
            cache.remove(artefact.digest());
            Files.delete(target);
            Files.copy(fetch(artefact.digest()), target);
        }
    }

    /// Forgets all that is kept only to save a way.
    void emptyCache() {
        try {
            cache.empty();
        } catch (IOException e) {
            LOG.warn("The cache could not be emptied: {}", e.toString());
        }
    }

    private Path fetch(Digest digest) throws IOException, InterruptedException {
        // Tasks that start together often want the same file: one fetches it, the others wait for that.
        synchronized (beingFetched.computeIfAbsent(digest, _ -> new Object())) {
            try {
                Optional<Path> here = cache.find(digest);
                if (here.isPresent()) {
                    return here.get();
                }
                Path arriving = cache.receive();
                overAnyLink(open -> open.fetch(digest, arriving));
                return cache.keep(digest, arriving);
            } finally {
                beingFetched.remove(digest);
            }
        }
    }

    /// Everything that this input of the attempt gathers.
    List<Gathered> gather(AttemptId attempt, String input) throws IOException, InterruptedException {
        List<Gathered> items = new ArrayList<>();
        overAnyLink(open -> {
            items.clear();
            open.gather(attempt, input, items::add);
        });
        return items;
    }

    /// Hands a file over; the coordinator has it on disk when this returns, and the cache has it too. The file stays
    /// where it is: another output may be a link to it. While the coordinator's disk is full, it waits for room.
    ///
    /// @throws IOException if whoever waits has had enough, or the coordinator does not take it
    void handOver(Digest digest, Path file, Patience patience) throws IOException, InterruptedException {
        while (!isTaken(digest, file)) {
            patience.waiting("its results wait for room on the coordinator's disk");
            for (long waited = 0; waited < NO_ROOM_RETRY_MS; waited += NO_ROOM_LOOK_MS) {
                if (patience.isOver()) {
                    throw new IOException("the coordinator's disk is full");
                }
                Thread.sleep(NO_ROOM_LOOK_MS);
            }
        }
        patience.waiting("");
        try {
            cache(digest, file);
        } catch (IOException e) {
            LOG.warn("{} is not kept in the cache: {}", digest.brief(), e.toString());
        }
    }

    /// What somebody thinks of waiting for room.
    interface Patience {

        /// Whether it has been long enough.
        boolean isOver();

        /// What is waited for, in a few words for people; empty if nothing is any more.
        void waiting(String why);
    }

    private boolean isTaken(Digest digest, Path file) throws IOException, InterruptedException {
        try {
            overAnyLink(open -> open.keep(digest, file));
            return true;
        } catch (NoRoomException _) {
            return false;
        }
    }

    private void cache(Digest digest, Path file) throws IOException {
        if (cache.find(digest).isEmpty()) {
            Path kept = cache.receive();
            try {
                Files.createLink(kept, file);
            } catch (IOException | UnsupportedOperationException _) {
                Files.copy(file, kept); // this disk knows no second names
            }
            cache.keep(digest, kept);
        }
    }

    private interface Errand {
        void run(CoordinatorLink open) throws IOException;
    }

    private void overAnyLink(Errand errand) throws IOException, InterruptedException {
        for (int failures = 0; ; ) {
            CoordinatorLink open = openLink();
            try {
                errand.run(open);
                return;
            } catch (NoRoomException | MissingException e) {
                throw e;
            } catch (IOException e) {
                if (isOpen(open) && ++failures == TRIES_ON_AN_OPEN_LINK) {
                    throw e;
                }
                Thread.sleep(200L * failures + 50);
            }
        }
    }
}
