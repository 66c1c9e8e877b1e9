// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// How much room is left on the disk that holds a folder, and how much of that is kept back, so that what already runs
/// can still be written down when nothing new is taken any more.
public final class Room {

    private static final long MIB = 1024 * 1024;
    private static final long RESERVE_MOST = 256 * MIB;
    private static final long RESERVE_LEAST = MIB;

    private final Path folder;
    /// Looked up once: to find a folder's disk costs far more than to ask the disk.
    private final Optional<FileStore> disk;
    private final long reserveBytes;

    /// @param folder a folder that is there
    public Room(Path folder) {
        this.folder = folder;
        this.disk = diskOf(folder);
        this.reserveBytes = Math.clamp(ask(FileStore::getTotalSpace, 0) / 20, RESERVE_LEAST, RESERVE_MOST);
    }

    private static Optional<FileStore> diskOf(Path folder) {
        try {
            return Optional.of(Files.getFileStore(folder));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private interface Size {
        long of(FileStore disk) throws IOException;
    }

    private long ask(Size size, long otherwise) {
        try {
            return disk.isPresent() ? size.of(disk.get()) : otherwise;
        } catch (IOException _) {
            return otherwise;
        }
    }

    /// The folder whose disk this is.
    public Path folder() {
        return folder;
    }

    /// How many bytes can still be written; very many where the machine does not tell.
    public long freeBytes() {
        return ask(FileStore::getUsableSpace, Long.MAX_VALUE);
    }

    /// How many bytes are kept back: a twentieth of the disk, but at least 1 MiB and at most 256 MiB.
    public long reserveBytes() {
        return reserveBytes;
    }

    /// Whether nothing is left but what is kept back.
    public boolean isShort() {
        return !has(0);
    }

    /// Whether so much can be written without touching what is kept back.
    public boolean has(long bytes) {
        return freeBytes() - bytes >= reserveBytes();
    }

    /// For people: `0.9 MiB`, `12 MiB`.
    public static String text(long bytes) {
        return bytes < 10 * MIB ? String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB) : bytes / MIB + " MiB";
    }
}
