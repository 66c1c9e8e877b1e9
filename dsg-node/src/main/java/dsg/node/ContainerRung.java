// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Isolation;
import dsg.model.Order;
import dsg.model.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A container of an image: the task sees the image, read-only, and its own folders; it has no network unless its job
/// asks, no capabilities and no way to gain any.
///
/// @param image as the engine knows it
/// @param label the node's own, by which it finds what was left behind
/// @param ulimits what the engine is told of open files and processes, for it would raise them where it may not
/// @param extra folders of the machine that are shown for reading
record ContainerRung(ContainerEngine engine, String image, String label, List<String> ulimits, List<Path> extra)
        implements Rung {

    private static final int ENGINE_FAILED = 125;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int KILLED = 128 + Posix.SIGKILL;

    @Override
    public Isolation isolation() {
        return Isolation.CONTAINER;
    }

    /// What a container of this attempt is called.
    private static String name(Order order, String label) {
        return "dsg-" + Integer.toHexString(label.hashCode()) + "-"
                + order.attempt().toString().replace('/', '.');
    }

    @Override
    public Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        giveAway(folder);
        Map<String, String> env = new TreeMap<>(TaskEnvironment.of(order, View.HOME, View.TMP));
        env.remove("PATH"); // the image has its own
        env.putAll(order.env());
        List<String> words =
                engine.keepsContainers() ? run(order, folder, env, devices) : exec(order, folder, env, devices);
        return new Launcher.Launch(
                engine.words(words), engine.env(), folder.task(), folder.out(), folder.err(), Launcher.Needs.of(order));
    }

    /// For podman and docker.
    private List<String> run(Order order, TaskFolder folder, Map<String, String> env, List<Path> devices) {
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--pull", "never", "--name", name(order, label)));
        words.addAll(List.of("--label", label, "--hostname", "task", "--log-driver", "none"));
        words.addAll(List.of("--read-only", "--cap-drop", "all", "--security-opt", "no-new-privileges"));
        words.addAll(List.of("--user", engine.user()));
        if (!order.network()) {
            words.addAll(List.of("--network", "none"));
        }
        devices.forEach(device -> words.addAll(List.of("--device", device.toString())));
        ulimits.forEach(limit -> words.addAll(List.of("--ulimit", limit)));
        if (engine.canLimit()) {
            limit(words, order.resources());
        }
        if (engine.kind() == ContainerEngine.Kind.PODMAN) {
            words.addAll(List.of("--http-proxy=false", "--systemd=false", "--image-volume", "tmpfs"));
        }
        bind(words, folder.task(), View.TASK, "rw");
        bind(words, folder.home(), View.HOME, "rw");
        bind(words, folder.tmp(), View.TMP, "rw");
        extra.forEach(path -> bind(words, path, path.toString(), "ro"));
        words.addAll(List.of("--workdir", View.TASK));
        env.forEach((variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
        List<String> argv = order.argv();
        if (!argv.isEmpty()) {
            words.addAll(List.of("--entrypoint", argv.getFirst()));
        }
        words.add(image);
        words.addAll(argv.subList(Math.min(1, argv.size()), argv.size()));
        return words;
    }

    private static void limit(List<String> words, Resources resources) {
        if (resources.memoryMib() > 0) {
            String memory = resources.memoryMib() + "m";
            words.addAll(List.of("--memory", memory, "--memory-swap", memory));
        }
        words.addAll(List.of("--pids-limit", Integer.toString(Group.PROCESSES_MOST)));
        words.addAll(List.of("--cpus", resources.cpuMilli() == 0 ? "1" : resources.cpuText()));
    }

    private void bind(List<String> words, Path folder, String place, String how) {
        // Where SELinux rules, what is the task's own must be called so.
        boolean labels = how.equals("rw") && Files.exists(Path.of("/sys/fs/selinux/enforce"));
        words.addAll(List.of("--volume", folder + ":" + place + ":" + how + (labels ? ",Z" : "")));
    }

    /// For apptainer, which runs a container as a process of its own.
    private List<String> exec(Order order, TaskFolder folder, Map<String, String> env, List<Path> devices) {
        List<String> words = new ArrayList<>(List.of(order.argv().isEmpty() ? "run" : "exec"));
        words.addAll(List.of("--containall", "--cleanenv", "--no-privs", "--no-home", "--hostname", "task"));
        if (!order.network()) {
            words.addAll(List.of("--net", "--network", "none"));
        }
        if (engine.canLimit() && order.resources().memoryMib() > 0) {
            words.addAll(List.of("--memory", order.resources().memoryMib() + "M"));
        }
        Map<Path, String> places = Map.of(folder.task(), View.TASK, folder.home(), View.HOME, folder.tmp(), View.TMP);
        new TreeMap<>(places).forEach((path, place) -> words.addAll(List.of("--bind", path + ":" + place)));
        if (!devices.isEmpty()) {
            // It finds the vendor's libraries of the machine by itself.
            boolean nvidia =
                    devices.stream().anyMatch(device -> device.toString().startsWith("/dev/nvidia"));
            words.add(nvidia ? "--nv" : "--rocm");
        }
        words.addAll(List.of("--pwd", View.TASK));
        env.forEach((variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
        words.add(image);
        words.addAll(order.argv());
        return words;
    }

    /// The task's folders to the user that it runs as, if that is not the node's.
    private void giveAway(TaskFolder folder) throws IOException {
        if (engine.chown().isEmpty()) {
            return;
        }
        int user = engine.chown().get();
        for (Path own : List.of(folder.task(), folder.home(), folder.tmp())) {
            try (Stream<Path> all = Files.walk(own)) {
                all.forEach(path -> own(path, user));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private static void own(Path path, int user) {
        try {
            Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Sight sight(Path file) {
        return file.startsWith(View.TASK) ? Sight.OWN : Sight.HIDDEN;
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return new Strays.None();
    }

    @Override
    public Optional<AttemptEnd> meaning(int exitCode, Path err) {
        String said = Printed.lastLine(err).replaceFirst("^Error: ", "");
        String told = said.isEmpty() ? "" : ": " + said;
        return switch (exitCode) {
            case ENGINE_FAILED ->
                Optional.of(new AttemptEnd.Broken(
                        "exit code 125: " + engine.kind().word() + " could not start the container" + told));
            case NOT_EXECUTABLE ->
                Optional.of(new AttemptEnd.Broken(
                        "exit code 126: the command is in the image, but may not be executed there" + told));
            case NOT_FOUND ->
                Optional.of(new AttemptEnd.Broken("exit code 127: the command is not in the image" + told
                        + "; install it in the image, or send it along: in: [...]"));
            case KILLED -> Optional.of(engine.canLimit() ? new AttemptEnd.OutOfMemory() : signalled(exitCode));
            default -> exitCode > 128 && exitCode <= 128 + 64 ? Optional.of(signalled(exitCode)) : Optional.empty();
        };
    }

    private static AttemptEnd signalled(int exitCode) {
        return new AttemptEnd.Signalled(exitCode - 128);
    }
}
