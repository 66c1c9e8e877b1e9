// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Resources;
import dsg.store.Room;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much of the disk a running attempt fills, and what follows from that.
final class DiskUse {

    private static final long MIB = 1024 * 1024;

    /// So many files fill the tables of a usual disk of a home, and nothing of it by their bytes.
    private static final int FILES_MAX = 500_000;

    private final TaskFolder folder;
    private final long askedBytes;
    private final Room room;
    private volatile int files;

    /// @param asked what the attempt asks for; no disk means what there is
    DiskUse(TaskFolder folder, Resources asked, Room room) {
        this.folder = folder;
        this.askedBytes = asked.diskMib() * MIB;
        this.room = room;
    }

    /// How many bytes its folders hold.
    long bytes() {
        Counter counter = new Counter();
        for (Path tree : List.of(folder.task(), folder.tmp(), folder.home())) {
            try {
                Files.walkFileTree(tree, counter);
            } catch (IOException _) {
                // It has ended meanwhile: what was seen so far is all.
            }
        }
        files = counter.files;
        return counter.bytes;
    }

    /// The end that it has earned if it has asked for less than it holds, or holds more files than a task may have.
    Optional<AttemptEnd> whenTooMuch(long bytes) {
        if (files > FILES_MAX) {
            return Optional.of(new AttemptEnd.Broken("it has made more than %,d files".formatted(FILES_MAX)
                    + ", which a task may not: write many small ones into one, such as a .zip, HDF5 or SQLite"));
        }
        return askedBytes == 0 || bytes <= askedBytes
                ? Optional.empty()
                : Optional.of(new AttemptEnd.Broken("its files took %s of disk, and it had asked for %s; ask for more:"
                                .formatted(Room.text(bytes), Room.text(askedBytes))
                        + " resources: {disk: " + 2 * (bytes / MIB + 1) + "MiB}"));
    }

    /// The end that an attempt which holds so much has earned when the disk is nearly full; none if it keeps to what it
    /// has asked for, or holds little.
    Optional<AttemptEnd> whenFull(long bytes) {
        return bytes <= Math.max(askedBytes, room.reserveBytes())
                ? Optional.empty()
                : Optional.of(new AttemptEnd.Broken(
                        "it filled the disk of its machine: its files took %s, and %s was left; %s"
                                .formatted(Room.text(bytes), Room.text(room.freeBytes()), mend(bytes))));
    }

    /// The same end, if it was its own failure and the disk was full: programs seldom say so clearly.
    AttemptEnd explain(AttemptEnd end) {
        boolean failed = end instanceof AttemptEnd.ExitCode || end instanceof AttemptEnd.Signalled;
        if (!failed || !room.isShort()) {
            return end;
        }
        long bytes = bytes();
        return new AttemptEnd.Broken("%s, and the disk of its machine was full: its files took %s, and %s was left; %s"
                .formatted(end.why(), Room.text(bytes), Room.text(room.freeBytes()), mend(bytes)));
    }

    private String mend(long bytes) {
        return "free some room on that machine, or ask for what it needs: resources: {disk: " + 2 * (bytes / MIB + 1)
                + "MiB}";
    }

    /// Counts until there are more files than a task may have.
    private static final class Counter extends SimpleFileVisitor<Path> {
        private long bytes;
        private int files;

        private FileVisitResult count() {
            files++;
            return files > FILES_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return count();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            return count();
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            return FileVisitResult.CONTINUE; // gone meanwhile, or not to be looked into
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            return FileVisitResult.CONTINUE;
        }
    }
}
