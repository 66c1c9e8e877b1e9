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
import java.util.Optional;

/// How much of the disk a running attempt fills, and what follows from that.
final class DiskUse {

    private static final long MIB = 1024 * 1024;
    private final TaskFolder folder;
    private final long askedBytes;
    private final Room room;

    /// @param asked what the attempt asks for; no disk means what there is
    DiskUse(TaskFolder folder, Resources asked, Room room) {
        this.folder = folder;
        this.askedBytes = asked.diskMib() * MIB;
        this.room = room;
    }

    /// How many bytes its folders hold.
    long bytes() {
        return bytesBelow(folder.task()) + bytesBelow(folder.tmp()) + bytesBelow(folder.home());
    }

    /// The end that it has earned if it has asked for less than it holds.
    Optional<AttemptEnd> whenTooMuch(long bytes) {
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

    private static long bytesBelow(Path tree) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) {
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not to be looked into
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path folder, @org.jspecify.annotations.Nullable IOException why) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException _) {
            // It has ended meanwhile: what was seen so far is all.
        }
        return bytes[0];
    }
}
