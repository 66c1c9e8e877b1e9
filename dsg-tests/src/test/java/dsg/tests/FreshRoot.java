// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A machine that has just been installed: the root of a minimal Debian, in which commands run as its only processes,
/// in
/// namespaces of their own.
///
/// @param folder its root
record FreshRoot(Path folder) {

    private static final String ENTER =
            "mount --bind \"$0\" \"$0\"; cd \"$0\"; mount -t proc proc proc; mount -t sysfs sys sys;"
                    + " mount --rbind /dev dev; mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs tmp; hostname fresh;"
                    + " ip link set lo up; pivot_root . mnt; umount -l /mnt;"
                    + " exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 sh -c \"$1\"";

    /// A new one, with these packages of Debian; the test is skipped where it cannot be made.
    static FreshRoot in(Path folder, String packages) {
        Machine.needs("mmdebstrap", "mmdebstrap");
        Machine.needsAnotherUser(Path.of("/"));
        PackedProgram.run(
                "mmdebstrap", "--quiet", "--variant=minbase", "--include=" + packages, "bookworm", folder.toString());
        return new FreshRoot(folder);
    }

    /// What a shell in it says to this, both outputs together.
    String sh(String script) {
        Process process = start(script);
        try {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(script + " ended with " + process.exitValue() + ":\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    /// The same; everything in it is killed after a while, as if its power failed.
    void shUntil(String script, Duration powerFailsAfter) {
        Process process = start(script);
        try {
            process.getOutputStream().close();
            var _ = process.waitFor(powerFailsAfter.toMillis(), TimeUnit.MILLISECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    private Process start(String script) {
        List<String> words =
                new ArrayList<>(List.of("unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork"));
        words.addAll(List.of("--kill-child", "sh", "-ec", ENTER, folder.toString(), script));
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lays a file into its /srv.
    void put(Path file) {
        try {
            Files.copy(file, folder.resolve("srv").resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
