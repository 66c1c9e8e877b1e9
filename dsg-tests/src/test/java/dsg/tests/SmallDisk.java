// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A disk of a few MiB at a folder: a tmpfs that only a process here, and what is run beside it, can see. It is gone
/// with that process.
final class SmallDisk implements AutoCloseable {

    private static final String MOUNT =
            "mount -t tmpfs -o size=%dm,mode=700 tmpfs \"$0\" && echo there && exec sleep 900";

    private final Path folder;
    private final Process holder;
    private final Path ballast;

    /// Skips the test, and says so, where disks cannot be mounted.
    ///
    /// @param folder where it is; made if need be
    SmallDisk(Path folder, int mib) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            holder = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "sh",
                            "-c",
                            MOUNT.formatted(mib),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean there = holder.inputReader().readLine() != null;
            assumeTrue(there, "SKIPPED: full disks are not tested, for only root can mount one");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ballast = seen(folder).resolve("ballast");
    }

    /// What to put before a command that shall see it.
    List<String> beside() {
        return List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount", "--");
    }

    /// Where the test itself sees what lies on it.
    Path seen(Path path) {
        return Path.of("/proc/" + holder.pid() + "/root" + path);
    }

    /// How many bytes are left on it.
    long left() {
        try {
            return Files.getFileStore(seen(folder)).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fills it up to so many bytes.
    void fill(long left) {
        byte[] zeros = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            for (long room = left(); room > left; room = left()) {
                out.write(zeros);
            }
        } catch (IOException e) {
            if (left > 0) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Takes away what filled it.
    void empty() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        holder.destroyForcibly();
        try {
            holder.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
