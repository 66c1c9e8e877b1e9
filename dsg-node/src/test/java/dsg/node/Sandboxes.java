// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What tests of the supervisor need: one of it, and a work folder with attempts in it.
final class Sandboxes {

    private static final AtomicInteger JOBS = new AtomicInteger();

    private final Path root;
    private final Path work;
    private final Cgroups groups;
    private final AtomicInteger attempts = new AtomicInteger();
    private String job = "test-" + JOBS.incrementAndGet();

    Sandboxes(Path root, Cgroups groups) throws IOException {
        this.root = root.toRealPath();
        this.groups = groups;
        work = Files.createDirectories(this.root.resolve("work"));
    }

    /// The supervisor that the build has made. Skips the test, and says so, where there is none, or it cannot work.
    static Path supervisor() {
        Path program = Path.of(System.getProperty(Worlds.SUPERVISOR, "/none"));
        assumeTrue(
                Files.isExecutable(program),
                "SKIPPED: dsg-supervisor was not built (Debian: apt install gcc libc6-dev)");
        return program;
    }

    /// Skips the test, and says so, where this machine does not let the node make such groups.
    static Cgroups groups(String... words) {
        Cgroups here = Cgroups.here();
        String can = here.limits().isEmpty() ? "" : here.limits().getFirst();
        for (String word : words) {
            assumeTrue(
                    List.of(can.split(" ")).contains(word),
                    "SKIPPED: this machine does not let the tests make control groups for: " + word);
        }
        return here;
    }

    /// What the machine's own processes share memory in.
    static String machinesIpc() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString();
    }

    Path work() {
        return work;
    }

    PlaceLauncher sandbox(Path supervisor) throws IOException {
        View view = View.make(root.resolve("sandbox"), Set.of());
        PlaceLauncher launcher = new PlaceLauncher(supervisor, work, Optional.of(view), groups);
        Optional<String> fault = whyNot(launcher);
        assumeTrue(fault.isEmpty(), "SKIPPED: this machine lets nobody make namespaces: " + fault.orElse(""));
        return launcher;
    }

    PlaceLauncher bare(Path supervisor) {
        return new PlaceLauncher(supervisor, work, Optional.empty(), groups);
    }

    private Optional<String> whyNot(PlaceLauncher launcher) throws IOException {
        TaskFolder folder = newFolder();
        return launcher.whyNot(folder);
    }

    private TaskFolder newFolder() throws IOException {
        TaskFolder folder = new TaskFolder(work.resolve("a" + attempts.incrementAndGet()));
        TaskFolder.create(folder);
        return folder;
    }

    /// The tasks from now on are of this job.
    void job(String next) {
        job = next;
    }

    /// A task of the job, in a folder of its own.
    Task task(Launcher launcher, long memoryMib, String... argv) throws IOException {
        return task(launcher, memoryMib, List.of(), argv);
    }

    /// The same that may use these devices.
    Task task(Launcher launcher, long memoryMib, List<Path> devices, String... argv) throws IOException {
        TaskFolder folder = newFolder();
        Launcher.Launch launch = new Launcher.Launch(
                List.of(argv),
                Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "OWN",
                        folder.root().getFileName().toString(),
                        "MACHINES_IPC",
                        machinesIpc()),
                folder.task(),
                folder.out(),
                folder.err(),
                new Launcher.Needs(job, false, memoryMib, Optional.empty(), devices));
        return new Task(folder, launcher.launch(launch, new Strays.None()));
    }

    /// A shell as a task.
    Task shell(Launcher launcher, String script) throws IOException {
        return task(launcher, 512, "/bin/sh", "-c", script);
    }

    /// A task that was started.
    record Task(TaskFolder folder, Launcher.Running running) {

        Launcher.Exit await() {
            return running.await();
        }

        String out() throws IOException {
            return Files.readString(folder.out());
        }

        String err() throws IOException {
            return Files.readString(folder.err());
        }

        /// Waits until it has printed this.
        void awaitPrinted(String text) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (!(Files.exists(folder.out()) && out().contains(text))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("It has not printed " + text + ".");
                }
                Thread.sleep(5);
            }
        }
    }
}
