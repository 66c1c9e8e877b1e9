// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What `dsg doctor` asks of the machine, whether a grid is up or not.
final class MachineChecks {

    private static final long GIB = 1L << 30;
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "lustre", "ceph");
    private static final int OPEN_FILES_MIN = 1024;
    /// No machine whose clock is right is earlier than this program.
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private final GridHome home;

    MachineChecks(GridHome home) {
        this.home = home;
    }

    List<Check> all() {
        return List.of(java(), folder(), disk(), sandbox(), clock(), openFiles(), python());
    }

    private static Check java() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= 25
                ? Check.ok("java", version.toString())
                : Check.fault("java", version + "; DSG needs 25", "Install a JDK 25, and point JAVA_HOME to it");
    }

    /// The folder, or the nearest one above that is there.
    private Path nearest() {
        Path folder = home.folder();
        while (folder.getParent() != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        return folder;
    }

    private Check folder() {
        Path nearest = nearest();
        try {
            // Only trying tells: the owner's bits do not, of a disk that is mounted for reading.
            Files.delete(Files.createTempFile(nearest, ".dsg-doctor", ""));
        } catch (IOException e) {
            return Check.fault(
                    "folder",
                    nearest + " cannot be written: " + e.getClass().getSimpleName(),
                    "Give yourself the right to, or name another: export DSG_HOME=/path/to/folder");
        }
        try {
            String type = Files.getFileStore(nearest).type();
            if (REMOTE.contains(type.toLowerCase(Locale.ROOT))) {
                return Check.warning(
                        "folder",
                        home.folder() + " is on another machine (" + type + "), where a journal is slow and not safe",
                        "Name a folder on a disk of this machine: export DSG_HOME=/path/to/folder");
            }
            return Check.ok(
                    "folder",
                    home.folder() + ", on " + type
                            + (nearest.equals(home.folder()) ? "" : "; not made yet, dsg up makes it"));
        } catch (IOException e) {
            return Check.warning("folder", home.folder() + ": " + e.getMessage(), "See whether its disk is well");
        }
    }

    private Check disk() {
        try {
            FileStore disk = Files.getFileStore(nearest());
            String what = Terminal.size(disk.getUsableSpace()) + " free of " + Terminal.size(disk.getTotalSpace());
            String mend = "See what takes it: dsg data du; give some back: dsg data gc";
            if (disk.getUsableSpace() < GIB / 4) {
                return Check.fault("disk", what, mend);
            }
            return disk.getUsableSpace() < 4 * GIB ? Check.warning("disk", what, mend) : Check.ok("disk", what);
        } catch (IOException e) {
            return Check.warning(
                    "disk", "it does not say how much is free: " + e.getMessage(), "See whether it is well");
        }
    }

    private Check sandbox() {
        if (home.policy().prefersBare()) {
            return Check.ok("sandbox", "not wanted: tasks run bare, as the owner said (dsg node policy)");
        }
        Optional<String> version = run("bwrap", "--version");
        if (version.isEmpty()) {
            return Launch.supervisor().isPresent()
                    ? Check.ok(
                            "sandbox",
                            "made by dsg-supervisor; bubblewrap, which could stand in for it, is not installed")
                    : Check.warning(
                            "sandbox",
                            "dsg-supervisor was not built, and bubblewrap is not installed; tasks run bare",
                            "apt install bubblewrap");
        }
        boolean works = run("bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true")
                .isPresent();
        if (works) {
            return Check.ok("sandbox", version.get().strip() + " works");
        }
        if (read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return Check.warning(
                    "sandbox",
                    "AppArmor forbids bubblewrap to make namespaces; tasks run bare",
                    "Allow it for bwrap alone: a profile with `userns,` in /etc/apparmor.d/bwrap, then"
                            + " apparmor_parser -r /etc/apparmor.d/bwrap");
        }
        if (read("/proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
            return Check.warning(
                    "sandbox",
                    "this kernel forbids ordinary users to make namespaces; tasks run bare",
                    "sysctl -w kernel.unprivileged_userns_clone=1");
        }
        return Check.warning(
                "sandbox",
                version.get().strip() + " cannot make namespaces here; tasks run bare",
                "See why: bwrap --unshare-all --ro-bind / / true");
    }

    private static Check clock() {
        Instant now = Instant.now();
        String text = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return now.isBefore(WRITTEN)
                ? Check.fault("clock", text + " is before this program was written", "Set it: timedatectl set-ntp true")
                : Check.ok("clock", text);
    }

    private static Check openFiles() {
        String limits = read("/proc/self/limits");
        Optional<Long> limit = limits.lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.replaceAll("\\D+(\\d+).*", "$1"))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
        if (limit.isEmpty()) {
            return Check.ok("open files", "no limit that is known");
        }
        return limit.get() < OPEN_FILES_MIN
                ? Check.warning("open files", "at most " + limit.get(), "ulimit -n 4096, before dsg up")
                : Check.ok("open files", "at most " + limit.get());
    }

    private static Check python() {
        return run("python3", "--version")
                .map(version -> Check.ok("python", version.strip()))
                .orElseGet(() -> Check.warning(
                        "python",
                        "there is no python3; the Python client needs it, DSG does not",
                        "apt install python3"));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            return "";
        }
    }

    /// What a program printed, if it ended well within a few seconds.
    private static Optional<String> run(String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
