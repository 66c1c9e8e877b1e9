// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node keeps of contents to save a way, up to a limit: what was used longest ago goes first, and never
/// what is in use at the moment.
final class Cache {

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final ArtefactFolder folder;
    private long limitBytes;
    /// What is here and how long it is, the one that was used longest ago first.
    private final SequencedMap<Digest, Long> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Digest, Integer> inUse = new HashMap<>();
    private BiConsumer<List<Artefact>, List<Artefact>> changed = (_, _) -> {};
    private long bytes;

    /// @throws IOException if the folder cannot be read
    Cache(ArtefactFolder folder, long limitBytes) throws IOException {
        this.folder = folder;
        this.limitBytes = limitBytes;
        List<ArtefactFolder.Kept> here = new ArrayList<>(folder.all());
        here.sort(Comparator.comparing(ArtefactFolder.Kept::since));
        here.forEach(file -> kept.put(file.digest(), file.bytes()));
        bytes = kept.values().stream().mapToLong(Long::longValue).sum();
        makeRoom();
    }

    /// It keeps so much from now on.
    synchronized void limit(long bytesMost) {
        if (bytesMost != limitBytes) {
            limitBytes = bytesMost;
            makeRoom();
        }
    }

    /// Whoever wants to know what comes and goes.
    synchronized void onChange(BiConsumer<List<Artefact>, List<Artefact>> told) {
        changed = told;
    }

    /// Everything that is here, with its length.
    synchronized Map<Digest, Long> all() {
        return Map.copyOf(kept);
    }

    /// Whether it is here.
    synchronized boolean has(Digest digest) {
        return kept.containsKey(digest);
    }

    /// A path for content that arrives.
    Path receive() {
        return folder.receive();
    }

    /// A content that is in use: it stays until this is closed.
    final class Use implements AutoCloseable {
        private final Digest digest;
        private final Path file;

        private Use(Digest digest, Path file) {
            this.digest = digest;
            this.file = file;
        }

        Path file() {
            return file;
        }

        @Override
        public void close() {
            release(digest);
        }
    }

    /// The content, if it is here, for use.
    synchronized Optional<Use> use(Digest digest) {
        Optional<Path> file = folder.find(digest);
        if (file.isEmpty()) {
            forget(digest);
            return Optional.empty();
        }
        kept.get(digest); // used now
        touch(digest);
        inUse.merge(digest, 1, Integer::sum);
        return file.map(here -> new Use(digest, here));
    }

    private void touch(Digest digest) {
        try {
            folder.touch(digest, Instant.now());
        } catch (IOException e) {
            LOG.debug("{} was used, which cannot be noted: {}", digest.brief(), e.toString());
        }
    }

    private synchronized void release(Digest digest) {
        inUse.computeIfPresent(digest, (_, users) -> users == 1 ? null : users - 1);
        makeRoom();
    }

    /// A piece of a content that is here.
    Optional<byte[]> read(Digest digest, long offset, int length) throws IOException {
        return folder.read(digest, offset, length);
    }

    /// Takes what has arrived; it was checked on its way.
    void keep(Digest digest, Path received) throws IOException {
        Path file = folder.adopt(digest, received);
        long length = Files.size(file);
        synchronized (this) {
            Long before = kept.put(digest, length);
            bytes += length - (before == null ? 0 : before);
            changed.accept(List.of(new Artefact(digest, length)), List.of());
            makeRoom();
        }
        if (new Artefact(digest, length).isLarge()) {
            Thread.ofVirtual().name("cache").start(() -> bringToDisk(digest));
        }
    }

    /// Others read large contents here, and would take this machine for a liar if a power cut damaged them.
    private void bringToDisk(Digest digest) {
        try {
            folder.force(digest);
        } catch (IOException e) {
            LOG.debug("{} is not on disk: {}", digest.brief(), e.toString());
        }
    }

    /// Forgets a content that has been damaged.
    void remove(Digest digest) throws IOException {
        folder.remove(digest);
        synchronized (this) {
            forget(digest);
        }
    }

    private void forget(Digest digest) {
        Long length = kept.remove(digest);
        if (length != null) {
            bytes -= length;
            changed.accept(List.of(), List.of(new Artefact(digest, length)));
        }
    }

    private void makeRoom() {
        while (bytes > limitBytes) {
            Optional<Digest> oldest = kept.keySet().stream()
                    .filter(digest -> !inUse.containsKey(digest))
                    .findFirst();
            if (oldest.isEmpty()) {
                return; // all of it is in use; what is released makes room
            }
            drop(oldest.get());
        }
    }

    private void drop(Digest digest) {
        try {
            folder.remove(digest);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed from the cache: {}", digest.brief(), e.toString());
        }
        forget(digest);
    }

    /// Forgets everything that is not in use.
    synchronized void empty() {
        List.copyOf(kept.keySet()).stream()
                .filter(digest -> !inUse.containsKey(digest))
                .forEach(this::drop);
    }
}
