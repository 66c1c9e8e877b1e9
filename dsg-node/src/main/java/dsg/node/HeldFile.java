// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A file in the folder of a task that runs, held by a second name out of its reach: whatever the task puts in its
/// place, links above all, this stays the file that was found.
///
/// The name is given first and asked after then: what has it is read only if it is a plain file, and the same that is
/// found in the task's folder without following any link. So nothing outside of the folder is ever read, and nobody
/// waits at a pipe.
final class HeldFile implements AutoCloseable {

    /// What tells one content of a file from the next.
    record Stamp(Object key, long bytes, FileTime modified) {
        private static Stamp of(BasicFileAttributes file) {
            return new Stamp(Objects.requireNonNullElse(file.fileKey(), ""), file.size(), file.lastModifiedTime());
        }
    }

    private final Path path;
    private final String name;
    private final Stamp stamp;

    private HeldFile(Path path, String name, Stamp stamp) {
        this.path = path;
        this.name = name;
        this.stamp = stamp;
    }

    /// The stamps of these files as they are now; none if they are not all there.
    static Optional<List<Stamp>> stamps(TaskFolder folder, List<String> names) {
        List<Stamp> stamps = new ArrayList<>();
        try {
            for (String name : names) {
                BasicFileAttributes file = attributes(folder.inside(name));
                if (!file.isRegularFile()) {
                    return Optional.empty();
                }
                stamps.add(Stamp.of(file));
            }
        } catch (IOException _) {
            return Optional.empty(); // not there yet, or not any more
        }
        return Optional.of(stamps);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// Holds the file of this name.
    ///
    /// @throws IOException if it is no plain file inside the folder; the message says so
    static HeldFile hold(TaskFolder folder, String name) throws IOException {
        Path held = Files.createTempDirectory(folder.root(), "held").resolve("file");
        try {
            Files.createLink(held, folder.inside(name));
            BasicFileAttributes file = attributes(held);
            BasicFileAttributes found = find(folder.task(), Path.of(name));
            if (!file.isRegularFile() || !Objects.equals(file.fileKey(), found.fileKey())) {
                throw new IOException(name + " is no file of its own in the task's folder");
            }
            return new HeldFile(held, name, Stamp.of(file));
        } catch (IOException | UnsupportedOperationException e) {
            remove(held);
            throw e instanceof IOException failure ? failure : new IOException("this disk knows no second names", e);
        }
    }

    /// What is found at this place if no link is followed on the way.
    private static BasicFileAttributes find(Path folder, Path name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            if (files instanceof SecureDirectoryStream<Path> secure) {
                return find(secure, name);
            }
        }
        Path file = folder.resolve(name);
        if (!file.toRealPath().equals(folder.toRealPath().resolve(name))) {
            throw new IOException(name + " is reached by a link");
        }
        return attributes(file);
    }

    private static BasicFileAttributes find(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        if (name.getNameCount() == 1) {
            return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }
        try (SecureDirectoryStream<Path> inner =
                folder.newDirectoryStream(name.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return find(inner, name.subpath(1, name.getNameCount()));
        }
    }

    Path path() {
        return path;
    }

    /// What it was when it was found.
    Stamp stamp() {
        return stamp;
    }

    /// @throws IOException if it was written since it was found
    void checkUnchanged() throws IOException {
        if (!stamp.equals(Stamp.of(attributes(path)))) {
            throw new IOException(name + " was written meanwhile; write it under another name, and rename it");
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    private static void remove(Path held) throws IOException {
        Files.deleteIfExists(held);
        Files.deleteIfExists(Objects.requireNonNull(held.getParent()));
    }
}
