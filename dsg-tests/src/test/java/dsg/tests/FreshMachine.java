// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A machine that has just been installed, as a whole: a small Debian on a disk of its own, a kernel of its own, and
/// systemd as its first process. The kernel is user-mode Linux, so the machine is a few processes of this one, and to
/// kill them is to cut its power: what was not on its disk is lost.
final class FreshMachine implements AutoCloseable {

    /// Whom one can log in as at its console, without a password.
    static final String PERSON = "alice";

    /// Where it sees the folder that it shares with the test.
    static final String SHARED = "/mnt";

    private static final Duration LONG = Duration.ofMinutes(30); // a JVM may take half a minute to start in it
    private static final String SYSTEM = "systemd,systemd-sysv,libpam-systemd,dbus,login,";

    /// Carries out one script after the other, and tells how each ended.
    private static final String ORDERS = """
            cd /mnt
            n=1
            while :; do
                until [ -e $n.go ]; do sleep 0.3; done
                status=0
                setsid sh -e $n.sh >/run/said 2>&1 </dev/null || status=$?
                cat /run/said >$n.said
                echo $status >$n.new
                mv $n.new $n.status
                n=$((n + 1))
            done
            """;

    private static final String UNIT = """
            [Unit]
            After=dbus.service systemd-logind.service systemd-user-sessions.service
            [Service]
            ExecStart=/bin/sh /usr/local/lib/orders
            TasksMax=infinity
            [Install]
            WantedBy=multi-user.target
            """;

    private final Path folder;
    private final String name = "machine-" + UUID.randomUUID();
    private @Nullable Process power;
    private int orders;

    private FreshMachine(Path folder) {
        this.folder = folder;
    }

    /// A new one, with these packages of Debian, still without power; the test is skipped where it cannot be made.
    static FreshMachine in(Path folder, String packages) {
        Machine.needs("linux.uml", "user-mode-linux");
        Machine.needs("mkfs.ext4", "e2fsprogs");
        assumeTrue(
                runs(folder),
                "SKIPPED: user-mode Linux does not run here: it wants ptrace, and to run what is in /dev/shm");
        FreshRoot root = FreshRoot.in(folder.resolve("root"), SYSTEM + packages);
        FreshMachine machine = new FreshMachine(folder);
        try {
            Files.createDirectories(machine.shared());
            write(root, "etc/systemd/system/orders.service", UNIT);
            write(root, "usr/local/lib/orders", ORDERS);
            write(root, "etc/hostname", "fresh\n");
            write(root, "etc/fstab", "none " + SHARED + " hostfs rw," + machine.shared() + " 0 0\n");
            root.sh("systemctl enable orders.service; useradd -m -s /bin/bash " + PERSON + "; passwd -d " + PERSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PackedProgram.run(
                "mkfs.ext4",
                "-q",
                "-d",
                root.folder().toString(),
                machine.disk().toString(),
                "3G");
        return machine;
    }

    /// Whether its kernel comes as far as to miss a disk.
    private static boolean runs(Path folder) {
        String tried =
                "timeout 60 linux.uml mem=64M uml_dir=\"$0\" con=null con0=null,fd:1 ssl=null </dev/null 2>&1 || :";
        return PackedProgram.run("sh", "-c", tried, folder.resolve("uml").toString())
                .contains("Unable to mount root");
    }

    private static void write(FreshRoot root, String file, String text) throws IOException {
        Files.writeString(root.folder().resolve(file), text);
    }

    private Path shared() {
        return folder.resolve("shared");
    }

    private Path disk() {
        return folder.resolve("disk");
    }

    private Path kept() {
        return folder.resolve("kept");
    }

    private Path console() {
        return folder.resolve("console");
    }

    /// Lays a file into the folder that it sees as `/mnt`.
    void put(Path file) {
        try {
            Files.copy(file, shared().resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many lines a file has that it has written there.
    int lines(String file) {
        Path there = shared().resolve(file);
        return Files.exists(there) ? (int) read(there).lines().count() : 0;
    }

    /// Switches it on.
    void start() {
        cutPower();
        orders = 0;
        try (Stream<Path> old = Files.list(shared())) {
            for (Path file : old.filter(there -> there.getFileName().toString().matches("\\d+\\..*"))
                    .toList()) {
                Files.delete(file);
            }
            List<String> words = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child"));
            words.addAll(List.of("sh", "-c", "linux.uml \"$@\" 3>&1 | cat", "sh"));
            words.addAll(List.of("mem=1536M", "ubd0=" + disk(), "root=/dev/ubda", "rw", "selinux=0"));
            words.addAll(List.of("uml_dir=" + folder.resolve("uml"), "umid=" + name));
            words.addAll(List.of("con=null", "con0=null,fd:1", "con1=fd:0,fd:3", "ssl=null"));
            power = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(console().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a shell in it, as root, says to this, both outputs together.
    String sh(String script) {
        int order = order(script);
        await(script).atMost(LONG).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!powered().isAlive()) {
                throw new AssertionError("The machine went down:\n" + said());
            }
            return Files.exists(shared().resolve(order + ".status"));
        });
        String said = read(shared().resolve(order + ".said"));
        String status = read(shared().resolve(order + ".status")).strip();
        if (!status.equals("0")) {
            throw new AssertionError(script + " ended with " + status + ":\n" + said);
        }
        return said;
    }

    /// Lets a shell in it begin with this.
    void begin(String script) {
        order(script);
    }

    private int order(String script) {
        int order = ++orders;
        try {
            Files.writeString(shared().resolve(order + ".sh"), script);
            Files.createFile(shared().resolve(order + ".go"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return order;
    }

    /// Waits until it prints this on its console.
    void awaitConsole(String words) {
        await(words).atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> said().contains(words));
    }

    private String said() {
        return read(console());
    }

    /// Types a line at its console.
    void type(String line) {
        try {
            powered().getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            powered().getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process powered() {
        return Objects.requireNonNull(power, "It is switched on.");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its power fails.
    void cutPower() {
        Process was = power;
        power = null;
        if (was != null) {
            was.destroyForcibly(); // and with it all in its process namespace
            end(was);
        }
    }

    /// Shuts it down, as a person does.
    void shutDown() {
        Process was = powered();
        begin("systemctl poweroff");
        end(was);
        power = null;
    }

    private void end(Process process) {
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The machine does not end:\n" + said());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
        await("nothing of it writes to its disk")
                .atMost(LONG)
                .until(() -> Machine.processesSaying(name).isEmpty());
    }

    /// Keeps its disk as it is, without power.
    void keepDisk() {
        copy(disk(), kept());
    }

    /// Starts it with the disk that was kept.
    void startAsKept() {
        cutPower();
        copy(kept(), disk());
        start();
    }

    private static void copy(Path from, Path to) {
        PackedProgram.run("cp", "--sparse=always", from.toString(), to.toString());
    }

    @Override
    public void close() {
        cutPower();
    }
}
