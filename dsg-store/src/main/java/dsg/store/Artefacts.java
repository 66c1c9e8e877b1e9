// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Artefact;
import dsg.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All artefacts of a grid: the small ones that came with their events in the journal, the others as files.
public final class Artefacts {

    private static final Logger LOG = LoggerFactory.getLogger(Artefacts.class);

    private final Journal journal;
    private final ArtefactFolder folder;
    /// What is in the journal and damaged there; a whole one in the folder goes before it.
    private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();
    private final InstantSource clock;
    /// One for each first byte of a digest: putting one content does not wait for another.
    private final Object[] locks = Stream.generate(Object::new).limit(256).toArray();

    /// @param clock tells since when a file is needed; the same that tells when jobs end
    public Artefacts(Journal journal, ArtefactFolder folder, InstantSource clock) {
        this.journal = journal;
        this.folder = folder;
        this.clock = clock;
    }

    /// Whether the artefact is here, in its full length. Whether it is damaged is seen when it is read.
    public boolean has(Artefact artefact) {
        Digest digest = artefact.digest();
        return isEmpty(digest)
                || folder.has(artefact)
                || inJournal(digest)
                        .filter(content -> content.length == artefact.bytes())
                        .isPresent();
    }

    private Optional<byte[]> inJournal(Digest digest) {
        return damaged.contains(digest) ? Optional.empty() : journal.content(digest);
    }

    /// The artefact's content. Reading its end tells by a [DamagedException] if it is not what the digest says; then it
    /// is not here any more.
    ///
    /// @throws IOException if the disk does not give it
    public Optional<InputStream> open(Digest digest) throws IOException {
        if (isEmpty(digest)) {
            return Optional.of(InputStream.nullInputStream());
        }
        Optional<Path> file = folder.find(digest);
        if (file.isPresent()) {
            InputStream content = Files.newInputStream(file.get());
            return Optional.of(new CheckedContent(content, digest, () -> setAside(digest)));
        }
        return inJournal(digest)
                .map(bytes -> new CheckedContent(new ByteArrayInputStream(bytes), digest, () -> damaged.add(digest)));
    }

    /// A piece of an artefact that lies in a file of its own, unchecked; none if it is not here, or shorter.
    ///
    /// @throws IOException if the disk does not give it
    public Optional<byte[]> read(Digest digest, long offset, int length) throws IOException {
        return folder.read(digest, offset, length);
    }

    private void setAside(Digest digest) throws IOException {
        LOG.error("Artefact {} is damaged: it is not what its SHA-256 says. It was set aside.", digest.hex());
        damaged.add(digest);
        folder.setAside(digest);
    }

    /// Whether the artefact was here and has been found to be damaged since this coordinator started.
    public boolean isDamaged(Digest digest) {
        return damaged.contains(digest);
    }

    /// A path for content that arrives; there is no file yet.
    public Path receive() {
        return folder.receive();
    }

    /// The disk that takes the larger ones.
    public Room room() {
        return folder.room();
    }

    /// Takes what has arrived; see [ArtefactFolder#keep(Digest, Path)]. What was damaged is whole again, and from now
    /// on it is needed: by whoever put it.
    public void keep(Digest digest, Path received) throws IOException {
        synchronized (lock(digest)) {
            folder.keep(digest, received);
            folder.touch(digest, clock.instant());
        }
    }

    /// Whether the artefact is here, in its full length; if so, it is needed from now on, by whoever asks and is about
    /// to name it.
    ///
    /// @throws IOException if the disk does not take that
    public boolean hold(Artefact artefact) throws IOException {
        synchronized (lock(artefact.digest())) {
            boolean here = has(artefact);
            if (here) {
                folder.touch(artefact.digest(), clock.instant());
            }
            return here;
        }
    }

    /// The same of whatever has this digest, however long it is.
    ///
    /// @throws IOException if the disk does not take that
    public boolean hold(Digest digest) throws IOException {
        synchronized (lock(digest)) {
            boolean here = where(digest).isPresent();
            if (here) {
                folder.touch(digest, clock.instant());
            }
            return here;
        }
    }

    /// Where an artefact is: in a file of its own, or in the journal.
    public enum Where {
        FILE,
        JOURNAL
    }

    /// Where the artefact is; none if it is not here.
    public Optional<Where> where(Digest digest) {
        if (!isEmpty(digest) && folder.find(digest).isPresent()) {
            return Optional.of(Where.FILE);
        }
        boolean inJournal = isEmpty(digest) || inJournal(digest).isPresent();
        return inJournal ? Optional.of(Where.JOURNAL) : Optional.empty();
    }

    /// How long the artefact is; none if it is not here.
    ///
    /// @throws IOException if the disk does not say
    public Optional<Long> bytes(Digest digest) throws IOException {
        if (isEmpty(digest)) {
            return Optional.of(0L);
        }
        Optional<ArtefactFolder.Kept> file = folder.look(digest);
        return file.isPresent()
                ? file.map(ArtefactFolder.Kept::bytes)
                : inJournal(digest).map(content -> (long) content.length);
    }

    /// Every artefact that lies in a file of its own.
    public List<ArtefactFolder.Kept> files() throws IOException {
        return folder.all();
    }

    /// A file that is to be deleted, unless somebody has needed it since.
    public record Unneeded(Digest digest, Instant since) {}

    /// Deletes these files, and returns how many bytes that gave back. Waits while a backup is being written.
    ///
    /// @throws IOException if the disk does not do it; then some are left, and it may be tried again
    public long discard(List<Unneeded> files) throws IOException {
        long freed = 0;
        try (FileChannel channel = folder.deletions();
                FileLock _ = channel.lock()) {
            for (Unneeded file : files) {
                synchronized (lock(file.digest())) {
                    Optional<ArtefactFolder.Kept> kept = folder.look(file.digest());
                    if (kept.isPresent() && !kept.get().since().isAfter(file.since())) {
                        folder.remove(file.digest());
                        freed += kept.get().bytes();
                    }
                }
            }
        }
        return freed;
    }

    /// These files are needed by nobody who has put them, unless somebody has since: they may be deleted as if they had
    /// lain here for long.
    ///
    /// @throws IOException if the disk does not take that
    public void letGo(List<Unneeded> files) throws IOException {
        for (Unneeded file : files) {
            synchronized (lock(file.digest())) {
                Optional<ArtefactFolder.Kept> kept = folder.look(file.digest());
                if (kept.isPresent() && !kept.get().since().isAfter(file.since())) {
                    folder.touch(file.digest(), Instant.EPOCH);
                }
            }
        }
    }

    private Object lock(Digest digest) {
        return locks[Integer.parseInt(digest.hex(), 0, 2, 16)];
    }

    private static boolean isEmpty(Digest digest) {
        return digest.equals(Artefact.EMPTY.digest());
    }
}
