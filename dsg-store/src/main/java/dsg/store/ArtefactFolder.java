// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Artefact;
import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Artefacts as files named by their SHA-256. A file under its name is whole and right: content arrives under
/// another name, is hashed, is brought to disk, and only then gets its own.
public final class ArtefactFolder {

    private static final int BUFFER = 128 * 1024;

    private final Path folder;
    private final Path arriving;
    private final Room room;

    /// Uses this folder, and makes it if there is none. What arrived in part before a crash is removed.
    public ArtefactFolder(Path folder) throws IOException {
        this.folder = folder;
        this.arriving = folder.resolve("arriving");
        Files.createDirectories(arriving);
        this.room = new Room(folder);
        try (var left = Files.list(arriving)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /// The disk on which they lie.
    public Room room() {
        return room;
    }

    /// The file that holds this artefact, if it is here. Only to be read.
    public Optional<Path> find(Digest digest) {
        Path file = shelf(digest).resolve(digest.hex());
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /// Whether this artefact is here, in its full length. One that is longer or shorter is damaged.
    boolean has(Artefact artefact) {
        try {
            Optional<Path> file = find(artefact.digest());
            return file.isPresent() && Files.size(file.get()) == artefact.bytes();
        } catch (IOException _) {
            return false; // it has gone meanwhile
        }
    }

    /// Puts an artefact that is damaged out of the way; people may look at it there.
    void setAside(Digest digest) throws IOException {
        Path aside = Files.createDirectories(folder.resolve("damaged"));
        Files.move(
                shelf(digest).resolve(digest.hex()),
                aside.resolve(digest.hex() + ".damaged"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// A path for content that arrives; there is no file yet.
    public Path receive() {
        return arriving.resolve(UUID.randomUUID().toString());
    }

    /// Takes what has arrived if it is what `digest` says; it is on disk when this returns. A damaged one that was here
    /// is replaced. The file at `received` is gone in any case.
    ///
    /// @throws IOException if it is something else, or the disk does not take it
    public Path keep(Digest digest, Path received) throws IOException {
        try {
            Digest real = hash(received);
            if (!real.equals(digest)) {
                throw new IOException("What arrived as " + digest.brief() + " is " + real.brief() + ".");
            }
            Path shelf = shelf(digest);
            Path place = shelf.resolve(digest.hex());
            if (!Files.exists(place) || !hash(place).equals(digest)) {
                forceFile(received);
                Files.createDirectories(shelf);
                Files.move(received, place, StandardCopyOption.ATOMIC_MOVE);
                force(shelf);
                force(folder);
            }
            return place;
        } finally {
            Files.deleteIfExists(received);
        }
    }

    /// Takes what has arrived and is known to be what `digest` says. Nobody waits for the disk: after a
    /// power cut it may be damaged, which whoever uses it sees.
    ///
    /// @throws IOException if the disk does not take it
    public Path adopt(Digest digest, Path received) throws IOException {
        Path shelf = Files.createDirectories(shelf(digest));
        return Files.move(
                received,
                shelf.resolve(digest.hex()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// Brings an artefact to disk, so that it survives a power cut.
    ///
    /// @throws IOException if it has gone meanwhile, or the disk does not take it
    public void force(Digest digest) throws IOException {
        forceFile(shelf(digest).resolve(digest.hex()));
        force(shelf(digest));
    }

    /// A piece of an artefact, unchecked; none if it is not here, or shorter.
    ///
    /// @throws IOException if the disk does not give it
    public Optional<byte[]> read(Digest digest, long offset, int length) throws IOException {
        Optional<Path> file = find(digest);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer piece = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            while (piece.hasRemaining() && channel.read(piece, offset + piece.position()) >= 0) {
                // until it is full or the file ends
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        return piece.hasRemaining() ? Optional.empty() : Optional.of(piece.array());
    }

    /// Forgets an artefact whose file has been damaged.
    public void remove(Digest digest) throws IOException {
        Files.deleteIfExists(shelf(digest).resolve(digest.hex()));
    }

    /// Forgets everything.
    public void empty() throws IOException {
        try (var files = Files.walk(folder, 2)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(arriving))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// A file in the folder.
    ///
    /// @param since when it was last put, or asked for by somebody who was about to put it
    public record Kept(Digest digest, long bytes, Instant since) {}

    /// The file that holds this artefact, and since when; none if it is not here.
    Optional<Kept> look(Digest digest) throws IOException {
        Path file = shelf(digest).resolve(digest.hex());
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Kept(digest, facts.size(), facts.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Says that somebody needs this artefact from now on, though nothing names it yet; whether it is here.
    public boolean touch(Digest digest, Instant now) throws IOException {
        Path file = shelf(digest).resolve(digest.hex());
        try {
            Files.setLastModifiedTime(file, FileTime.from(now));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Every artefact that is here.
    public List<Kept> all() throws IOException {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("[0-9a-f]{64}")) {
                    look(new Digest(name)).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /// Nothing is deleted while somebody holds this lock and shares it; whoever deletes holds it alone.
    ///
    /// @throws IOException if the folder does not take the lock's file
    static FileChannel deletions(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve("deletions.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    FileChannel deletions() throws IOException {
        return deletions(folder);
    }

    /// The digest of a file's content.
    public static Digest hash(Path file) throws IOException {
        MessageDigest sum = Digest.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return Digest.finish(sum);
    }

    private Path shelf(Digest digest) {
        return folder.resolve(digest.hex().substring(0, 2));
    }

    private static void forceFile(Path file) throws IOException {
        // Some programs leave what they make for reading only.
        StandardOpenOption how = Files.isWritable(file) ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    /// Brings the folder's entries to disk, so that the new name survives a power cut (a no-op where folders
    /// cannot be opened for this).
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
