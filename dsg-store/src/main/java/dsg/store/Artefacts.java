// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Artefact;
import dsg.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All artefacts of a grid: the small ones that came with their events in the journal, the others as files.
public final class Artefacts {

    private static final Logger LOG = LoggerFactory.getLogger(Artefacts.class);

    private final Journal journal;
    private final ArtefactFolder folder;
    /// What is in the journal and damaged there; a whole one in the folder goes before it.
    private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();

    public Artefacts(Journal journal, ArtefactFolder folder) {
        this.journal = journal;
        this.folder = folder;
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
    /// is
    /// not here any more.
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

    /// Takes what has arrived; see [ArtefactFolder#keep(Digest, Path)]. What was damaged is whole again.
    public void keep(Digest digest, Path received) throws IOException {
        folder.keep(digest, received);
    }

    private static boolean isEmpty(Digest digest) {
        return digest.equals(Artefact.EMPTY.digest());
    }
}
