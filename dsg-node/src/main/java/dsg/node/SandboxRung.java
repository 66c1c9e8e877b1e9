// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Isolation;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// bubblewrap, where the supervisor cannot be built or run: the task has namespaces of its own (user, mount, pid,
/// network,
/// ipc, uts, cgroup), no capabilities and no network; it sees its own folder and the [View], and nothing else. When
/// bubblewrap or the node ends, so does everything inside.
///
/// @param bwrap the program
/// @param worlds the arguments that are the same for every task but for what it sees
/// @param view what tasks see
/// @param filter the system calls that tasks may make, if the supervisor has said which
record SandboxRung(Path bwrap, List<String> worlds, View view, Optional<Path> filter) implements Rung {

    /// Since bubblewrap 0.8: the task cannot make user namespaces of its own, in which it would be root and reach more
    /// of the kernel.
    private static final List<String> NO_WORLDS_INSIDE = List.of("--unshare-user", "--disable-userns");

    /// What of `/proc` a task may read and not write, and what it does not see: as the supervisor has it.
    private static final List<String> PROC_FOR_READING =
            List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs");

    private static final List<String> PROC_FOR_NOBODY =
            List.of("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug");

    /// The sandbox, where this machine can make one.
    static Optional<SandboxRung> here(View view, Optional<Path> filter) {
        for (String candidate : List.of("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")) {
            Path bwrap = Path.of(candidate);
            if (Files.isExecutable(bwrap)) {
                return Stream.of(NO_WORLDS_INSIDE, List.<String>of())
                        .map(more -> new SandboxRung(bwrap, standardWorlds(more), view, filter))
                        .filter(SandboxRung::works)
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    private static List<String> standardWorlds(List<String> more) {
        List<String> worlds = new ArrayList<>(List.of("--unshare-all", "--die-with-parent"));
        worlds.addAll(more);
        worlds.addAll(List.of("--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname", "task"));
        worlds.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"));
        // Inside, a node's own user root is nobody, but the kernel's settings are root's all the same.
        existing(PROC_FOR_READING).forEach(path -> worlds.addAll(List.of("--ro-bind", path, path)));
        existing(PROC_FOR_NOBODY).forEach(path -> worlds.addAll(List.of("--ro-bind", "/dev/null", path)));
        worlds.add("--clearenv");
        return List.copyOf(worlds);
    }

    /// The same with this view.
    SandboxRung with(View other) {
        return new SandboxRung(bwrap, worlds, other, filter);
    }

    private static List<String> existing(List<String> paths) {
        return paths.stream().filter(path -> Files.exists(Path.of(path))).toList();
    }

    private List<String> arguments(boolean network) {
        List<String> argv = new ArrayList<>(List.of(bwrap.toString()));
        argv.addAll(worlds);
        argv.addAll(view.arguments(network, "--ro-bind", "--symlink"));
        return argv;
    }

    private boolean works() {
        List<String> argv = arguments(false);
        argv.addAll(List.of("--", "/bin/sh", "-c", ":"));
        try {
            Process probe = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(10, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return false;
            }
            return probe.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Isolation isolation() {
        return Isolation.SANDBOX;
    }

    @Override
    public Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        Map<String, String> env = TaskEnvironment.of(order, View.HOME, View.TMP);
        String program = Rung.programInside(order, env, folder, this);
        List<String> argv = arguments(order.network());
        // Before what makes /dev for reading only.
        int dev = Collections.indexOfSubList(argv, List.of("--remount-ro", "/dev"));
        devices.forEach(device -> argv.addAll(dev, List.of("--dev-bind-try", device.toString(), device.toString())));
        if (order.network()) {
            argv.add("--share-net");
        }
        bind(argv, folder.task(), View.TASK);
        bind(argv, folder.home(), View.HOME);
        bind(argv, folder.tmp(), View.TMP);
        // What the owner shows of the machine's /tmp comes on top of the task's own.
        view.shown().forEach(more -> argv.addAll(List.of("--ro-bind-try", more.toString(), more.toString())));
        argv.addAll(List.of("--remount-ro", "/", "--chdir", View.TASK));
        if (filter.isPresent()) {
            argv.addAll(List.of("--seccomp", Integer.toString(Posix.FILTER_NUMBER)));
        }
        // As arguments, for bubblewrap itself must not be steered by what a job puts into its environment.
        env.forEach((variable, value) -> argv.addAll(List.of("--setenv", variable, value)));
        argv.add("--");
        argv.addAll(order.argv());
        argv.set(argv.size() - order.argv().size(), program);
        Launcher.Needs needs = Launcher.Needs.of(order);
        return new Launcher.Launch(
                argv,
                Map.of(),
                folder.task(),
                folder.out(),
                folder.err(),
                filter.map(needs::with).orElse(needs));
    }

    @Override
    public Sight sight(Path file) {
        return view.sight(file);
    }

    /// bubblewrap tells of a signal as a shell does.
    @Override
    public Optional<AttemptEnd> meaning(int exitCode, Path err) {
        return exitCode > 128 && exitCode <= 128 + 64
                ? Optional.of(new AttemptEnd.Signalled(exitCode - 128))
                : Optional.empty();
    }

    private static void bind(List<String> argv, Path folder, String place) {
        argv.addAll(List.of("--bind", folder.toString(), place));
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return new Strays.None();
    }
}
