// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An attempt's place on disk: `task` is the task's own folder, `home` and `tmp` are its HOME and temporary
/// folder, `out` and `err` take what it prints and are out of its reach in a sandbox.
record TaskFolder(Path root) {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFolder.class);

    /// Where a node works that begins now: a folder of this life's own; what earlier lives have left is removed.
    static Path ofThisLife(Path work) throws IOException {
        Files.createDirectories(work);
        try (var left = Files.list(work)) {
            for (Path earlier : left.toList()) {
                remove(earlier);
            }
        } catch (IOException e) {
            LOG.warn("What an earlier life of this node left in {} could not be removed: {}", work, e.toString());
        }
        // Real, for it is compared with what the kernel tells of processes and links.
        return Files.createTempDirectory(work, "life-").toRealPath();
    }

    /// Makes the attempt's place; nothing may be there yet.
    static TaskFolder create(Path work, AttemptId attempt) throws IOException {
        TaskFolder folder = new TaskFolder(work.resolve(attempt.toString()));
        create(folder);
        return folder;
    }

    /// Makes this place; nothing may be there yet.
    static void create(TaskFolder folder) throws IOException {
        Files.createDirectory(folder.root());
        Files.createDirectory(folder.task());
        Files.createDirectory(folder.home());
        Files.createDirectory(folder.tmp());
    }

    Path task() {
        return root.resolve("task");
    }

    Path home() {
        return root.resolve("home");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    Path out() {
        return root.resolve("out");
    }

    Path err() {
        return root.resolve("err");
    }

    /// The file in which a task may keep how far it is; `DSG_PROGRESS_FILE` names it.
    Path progressFile() {
        return tmp().resolve(TaskEnvironment.PROGRESS_FILE);
    }

    /// The path of something in the task's folder.
    ///
    /// @throws IOException if it would lie outside
    Path inside(String relative) throws IOException {
        Path path = task().resolve(relative).normalize();
        if (!path.startsWith(task())) {
            throw new IOException(relative + " lies outside of the task's folder");
        }
        return path;
    }

    /// Removes the attempt's place. Most tasks leave nothing behind, and an empty folder goes without a look into it.
    void remove() throws IOException {
        try {
            for (Path part : List.of(out(), err(), task(), home(), tmp(), root())) {
                Files.deleteIfExists(part);
            }
        } catch (IOException _) {
            remove(root());
        }
    }

    /// Removes everything, also what the task made unreadable; links are removed, never followed.
    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!Files.isWritable(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
                    Files.setPosixFilePermissions(
                            folder,
                            EnumSet.of(
                                    PosixFilePermission.OWNER_READ,
                                    PosixFilePermission.OWNER_WRITE,
                                    PosixFilePermission.OWNER_EXECUTE));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                // A folder that could not be opened for reading: opened up, then tried once more.
                Files.setPosixFilePermissions(file, EnumSet.allOf(PosixFilePermission.class));
                remove(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException why)
                    throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
