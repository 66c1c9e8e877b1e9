// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.store.ArtefactFolder;
import dsg.wire.CoordinatorLink;
import dsg.wire.Gathered;
import dsg.wire.Identity;
import dsg.wire.Located;
import dsg.wire.Manifest;
import dsg.wire.MissingException;
import dsg.wire.Need;
import dsg.wire.NoRoomException;
import dsg.wire.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static final long LOCATE_EVERY_MS = 1_500;
    /// So much is on its way to this machine at once.
    private static final long ON_THE_WAY = 32L * 1024 * 1024;

    private final Cache cache;
    private final Holdings holdings;
    private final Identity identity;
    private final Throttle down;
    private final FetchRate rate = new FetchRate();
    private final Set<NodeId> distrusted = ConcurrentHashMap.newKeySet();
    private final Map<Digest, Object> beingFetched = new ConcurrentHashMap<>();
    private final Map<Digest, Object> beingHandedOver = new ConcurrentHashMap<>();
    private Optional<CoordinatorLink> link = Optional.empty();

    Courier(Cache cache, Holdings holdings, Identity identity, Throttle down) {
        this.cache = cache;
        this.holdings = holdings;
        this.identity = identity;
        this.down = down;
        cache.onChange(this::tell);
    }

    /// From now on this link is the open one.
    synchronized void opened(CoordinatorLink opened) {
        link = Optional.of(opened);
        rate.bytesPerSecond().ifPresent(opened::fetchRate);
        notifyAll();
    }

    /// What comes and goes is told while a link is open; the next link's hello tells all of it.
    private void tell(List<Artefact> taken, List<Artefact> dropped) {
        List<Digest> more = large(taken);
        List<Digest> less = large(dropped);
        if (more.size() + less.size() > 0) {
            openNow().ifPresent(open -> open.holds(more, less));
        }
    }

    private static List<Digest> large(List<Artefact> artefacts) {
        return artefacts.stream()
                .filter(Artefact::isLarge)
                .map(Artefact::digest)
                .toList();
    }

    private synchronized Optional<CoordinatorLink> openNow() {
        return link;
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

    /// Puts a writable copy of the artefact at `target`; its content has been checked on the way. A program can be
    /// started there.
    ///
    /// @throws MissingException if the coordinator does not have it, or has it damaged
    /// @throws IOException if this machine's disk does not take it
    void bring(Need need, Artefact artefact, Path target) throws IOException, InterruptedException {
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        if (artefact.bytes() == 0) {
            Files.createFile(target);
            return;
        }
        if (!isCopied(need, artefact, target)) {
            // The cached file has been damaged since it arrived: fetched afresh, once.
            cache.remove(artefact.digest());
            Files.delete(target);
            if (!isCopied(need, artefact, target)) {
                throw new IOException("Artefact " + artefact.digest().brief() + " is damaged as soon as it is here.");
            }
        }
        if (ProgramFile.is(target)) {
            target.toFile().setExecutable(true, false); // the folder is the task's alone
        }
    }

    /// Whether what is in the folder now is right. What has come just now was checked on its way; what was here before
    /// is checked again.
    private boolean isCopied(Need need, Artefact artefact, Path target) throws IOException, InterruptedException {
        boolean before = cache.has(artefact.digest());
        try (Cache.Use use = fetch(need, artefact)) {
            Files.copy(use.file(), target);
        }
        return !before || ArtefactFolder.hash(target).equals(artefact.digest());
    }

    /// Forgets all that is kept only to save a way.
    void emptyCache() {
        cache.empty();
    }

    private Cache.Use fetch(Need need, Artefact artefact) throws IOException, InterruptedException {
        Digest digest = artefact.digest();
        // Tasks that start together often want the same file: one fetches it, the others wait for that.
        synchronized (beingFetched.computeIfAbsent(digest, _ -> new Object())) {
            try {
                for (Optional<Cache.Use> here = cache.use(digest); ; here = cache.use(digest)) {
                    if (here.isPresent()) {
                        return here.get();
                    }
                    Path arriving = cache.receive();
                    try {
                        if (!Manifest.isLarge(artefact.bytes()) || !inChunks(need, digest, arriving)) {
                            overAnyLink(open -> open.fetch(need, digest, arriving));
                        }
                        cache.keep(digest, arriving);
                    } finally {
                        Files.deleteIfExists(arriving);
                    }
                }
            } finally {
                beingFetched.remove(digest);
            }
        }
    }

    /// Brings a large artefact from whoever has it; false if what the coordinator itself has of it is not right.
    private boolean inChunks(Need need, Digest digest, Path arriving) throws IOException, InterruptedException {
        Located first = locate(need, digest);
        try (Download download = new Download(first.manifest(), arriving, down.time(ON_THE_WAY))) {
            holdings.begin(download);
            tell(List.of(first.manifest().artefact()), List.of());
            long began = System.nanoTime();
            try (Swarm swarm = new Swarm(download, identity, down, distrusted, first.ticket())) {
                swarm.join(first, openLink().chunks());
                while (!download.awaitEnd(LOCATE_EVERY_MS) && !swarm.isCoordinatorWrong()) {
                    // Others may have come by now that have some of it.
                    swarm.join(locate(need, digest), openLink().chunks());
                }
            }
            if (download.isComplete()) {
                rate.brought(first.manifest().artefact().bytes(), System.nanoTime() - began);
                rate.bytesPerSecond().ifPresent(now -> openNow().ifPresent(open -> open.fetchRate(now)));
            }
            return download.isComplete();
        } finally {
            holdings.end(digest);
        }
    }

    private Located locate(Need need, Digest digest) throws IOException, InterruptedException {
        List<Located> answer = new ArrayList<>();
        overAnyLink(open -> answer.add(open.locate(need, digest)));
        return answer.getLast();
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
        keep(digest, file, patience);
        try {
            cache(digest, file);
        } catch (IOException e) {
            LOG.warn("{} is not kept in the cache: {}", digest.brief(), e.toString());
        }
    }

    /// The same without keeping it in the cache, for what may still change.
    void keep(Digest digest, Path file, Patience patience) throws IOException, InterruptedException {
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
    }

    /// Whether a link is open.
    boolean isLinked() {
        return openNow().isPresent();
    }

    /// Tells what an attempt has kept, if a link is open; whether it is.
    boolean tell(AttemptId attempt, Checkpoint checkpoint) {
        Optional<CoordinatorLink> open = openNow();
        open.ifPresent(now -> now.saved(attempt, checkpoint));
        return open.isPresent();
    }

    /// Tells how an attempt fared at its end, ahead of its report; if no link is open, nobody is told.
    void tell(AttemptStatus status) {
        openNow().ifPresent(now -> now.beat(List.of(status)));
    }

    /// What somebody thinks of waiting for room.
    interface Patience {

        /// Whether it has been long enough.
        boolean isOver();

        /// What is waited for, in a few words for people; empty if nothing is any more.
        void waiting(String why);
    }

    private boolean isTaken(Digest digest, Path file) throws IOException, InterruptedException {
        // Of two tasks that made the same, one at a time: a hand-over goes on from where the last one broke.
        synchronized (beingHandedOver.computeIfAbsent(digest, _ -> new Object())) {
            try {
                overAnyLink(open -> open.keep(digest, file));
                return true;
            } catch (NoRoomException _) {
                return false;
            } finally {
                beingHandedOver.remove(digest);
            }
        }
    }

    private void cache(Digest digest, Path file) throws IOException {
        Optional<Cache.Use> here = cache.use(digest);
        here.ifPresent(Cache.Use::close);
        if (here.isEmpty()) {
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
