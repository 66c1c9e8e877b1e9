// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// All artefacts of a grid: the small ones that came with their events in the journal, the others as files.
public final class Artefacts {

    private final Journal journal;
    private final ArtefactFolder folder;

    public Artefacts(Journal journal, ArtefactFolder folder) {
        this.journal = journal;
        this.folder = folder;
    }

    /// Whether the artefact is here.
    public boolean has(Digest digest) {
        return isEmpty(digest)
                || folder.find(digest).isPresent()
                || journal.content(digest).isPresent();
    }

    /// The artefact's content.
    ///
    /// @throws IOException if the disk does not give it
    public Optional<InputStream> open(Digest digest) throws IOException {
        if (isEmpty(digest)) {
            return Optional.of(InputStream.nullInputStream());
        }
        Optional<Path> file = folder.find(digest);
        return file.isPresent()
                ? Optional.of(Files.newInputStream(file.get()))
                : journal.content(digest).map(ByteArrayInputStream::new);
    }

    /// A path for content that arrives.
    public Path receive() {
        return folder.receive();
    }

    /// Takes what has arrived; see [ArtefactFolder#keep(Digest, Path)].
    public void keep(Digest digest, Path received) throws IOException {
        folder.keep(digest, received);
    }

    private static boolean isEmpty(Digest digest) {
        return digest.equals(dsg.model.Artefact.EMPTY.digest());
    }
}
