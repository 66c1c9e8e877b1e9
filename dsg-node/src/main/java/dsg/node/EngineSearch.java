// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptId;
import dsg.model.Health;
import dsg.model.JobId;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.model.TaskId;
import dsg.model.TimeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the engine that really starts a container on this machine, and with which options: the first of podman, docker
/// and apptainer, asked to run a program of the machine's own in an image that is made for it.
final class EngineSearch {

    private static final String PROBE_IMAGE = "localhost/dsg/probe:1";
    private static final int NOBODY = 65534;
    private static final Resources LITTLE = new Resources(1000, 64);
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr"));

    /// What podman is told: as it is set up; then for machines whose control groups are of both kinds mixed, which crun
    /// does not know and systemd does not hand out.
    private static final List<List<String>> PODMANS =
            List.of(List.of(), List.of("--runtime", "runc", "--cgroup-manager", "cgroupfs"));

    private final Path work;
    private final String label;
    private final Optional<Path> supervisor;
    private final List<String> why = new ArrayList<>();

    /// @param work the folder below which all attempts' folders are
    /// @param label the node's own
    EngineSearch(Path work, String label, Optional<Path> supervisor) {
        this.work = work;
        this.label = label;
        this.supervisor = supervisor;
    }

    /// An engine that works, and what starts its containers.
    record Found(ContainerEngine engine, ContainerLauncher launcher) {}

    /// Looks; none if there is none, and [#why] says why.
    Optional<Found> look() {
        for (ContainerEngine.Kind kind : ContainerEngine.Kind.values()) {
            Optional<Path> program = program(kind.word());
            if (program.isPresent()) {
                Optional<Found> found = works(kind, program.get());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (why.isEmpty()) {
            why.add("podman, docker and apptainer are not installed (Debian: apt install podman)");
        }
        return Optional.empty();
    }

    /// Why none was found.
    String why() {
        return String.join("; ", why);
    }

    private static Optional<Path> program(String name) {
        return List.of(path().split(":")).stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Where programs are that engines use.
    private static String path() {
        String own = System.getenv("PATH");
        return (own == null ? "" : own + ":") + "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    }

    private Optional<Found> works(ContainerEngine.Kind kind, Path program) {
        String fault = "";
        for (boolean limits : List.of(true, false)) {
            for (List<String> options : kind == ContainerEngine.Kind.PODMAN ? PODMANS : List.of(List.<String>of())) {
                try {
                    ContainerEngine engine = engine(kind, program, options, limits);
                    Found found = new Found(engine, launcher(engine));
                    fault = probe(found);
                    if (fault.isEmpty()) {
                        return Optional.of(found);
                    }
                } catch (IOException e) {
                    fault = String.valueOf(e.getMessage());
                }
            }
        }
        why.add(kind.word() + " starts no container: " + fault);
        return Optional.empty();
    }

    private ContainerEngine engine(ContainerEngine.Kind kind, Path program, List<String> options, boolean limits)
            throws IOException {
        int uid = (Integer) Files.getAttribute(work, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int gid = (Integer) Files.getAttribute(work, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        // In podman's own user namespace root is whoever runs podman, and has no capabilities.
        String user = uid == 0 ? NOBODY + ":" + NOBODY : kind == ContainerEngine.Kind.PODMAN ? "0:0" : uid + ":" + gid;
        boolean chown = uid == 0 && kind != ContainerEngine.Kind.APPTAINER;
        return new ContainerEngine(
                kind, program, options, user, chown ? Optional.of(NOBODY) : Optional.empty(), limits, environment(uid));
    }

    private static Map<String, String> environment(int uid) {
        Map<String, String> env = new HashMap<>();
        env.put("PATH", path());
        env.put("LANG", "C.UTF-8");
        String home = System.getenv("HOME");
        env.put("HOME", home == null ? System.getProperty("user.home") : home);
        Path runtime = Path.of("/run/user", Integer.toString(uid));
        if (Files.isWritable(runtime)) {
            env.put("XDG_RUNTIME_DIR", runtime.toString());
        }
        for (String more : List.of("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DOCKER_HOST")) {
            Optional.ofNullable(System.getenv(more)).ifPresent(value -> env.put(more, value));
        }
        return env;
    }

    private ContainerLauncher launcher(ContainerEngine engine) {
        Launcher inner = supervisor
                .map(program -> (Launcher) PlaceLauncher.forEngines(program, work))
                .orElseGet(() -> Launcher.best(Cgroups.none()));
        boolean holdsAll = engine.kind() == ContainerEngine.Kind.APPTAINER
                || (engine.kind() == ContainerEngine.Kind.PODMAN && supervisor.isPresent());
        return new ContainerLauncher(engine, inner, holdsAll);
    }

    /// Why it starts no container; empty if it does.
    private String probe(Found found) throws IOException {
        TaskFolder folder = new TaskFolder(work.resolve("probe-container"));
        TaskFolder.remove(folder.root());
        TaskFolder.create(folder);
        try {
            Path tree = skeleton(folder);
            ContainerEngine engine = found.engine();
            if (engine.keepsContainers()) {
                new ContainerImages(engine, new BroughtImages(work, InstantSource.system())).make(tree, PROBE_IMAGE);
            }
            String image = engine.keepsContainers() ? PROBE_IMAGE : tree.toString();
            ContainerRung rung = new ContainerRung(engine, image, label, ulimits(), PROGRAMS);
            Launcher.Exit exit = new World(rung, found.launcher())
                    .start(probe(), folder, List.of())
                    .await();
            String said = Printed.lastLine(folder.err());
            boolean ignores = engine.canLimit() && said.contains("not supported");
            return exit.exitCode() == 0 && exit.signal() == 0 && !ignores
                    ? ""
                    : said.isEmpty() ? "exit code " + exit.exitCode() : said;
        } finally {
            folder.remove();
        }
    }

    private static Order probe() {
        return new Order(
                new AttemptId(new TaskId(new JobId(Integer.MAX_VALUE), "probe", 1), 1),
                List.of("/usr/bin/true"),
                Map.of(),
                List.of(),
                List.of(),
                LITTLE,
                new TimeLimit.Unlimited(),
                Health.UNWATCHED,
                false);
    }

    /// The files of an image in which the machine's own programs run.
    private static Path skeleton(TaskFolder folder) throws IOException {
        Path tree = Files.createDirectory(folder.root().resolve("image"));
        for (String place : List.of("usr", "task", "tmp", "home/task", "proc", "sys", "dev", "etc", "run")) {
            Files.createDirectories(tree.resolve(place));
        }
        for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64")) {
            Path there = Path.of("/", name);
            if (Files.isSymbolicLink(there)) {
                Files.createSymbolicLink(tree.resolve(name), Files.readSymbolicLink(there));
            }
        }
        return tree;
    }

    /// The node's own limits, which engines would raise.
    static List<String> ulimits() {
        return List.of("nofile=" + limit("Max open files", 65_536), "nproc=" + limit("Max processes", 4_096));
    }

    private static String limit(String name, long most) {
        long limit = most;
        try {
            Matcher hard = Pattern.compile("^" + name + "\\s+\\S+\\s+(\\d{1,15})\\s", Pattern.MULTILINE)
                    .matcher(Files.readString(Path.of("/proc/self/limits")));
            limit = hard.find() ? Math.min(most, Long.parseLong(hard.group(1))) : most;
        } catch (IOException _) {
            // no Linux
        }
        return limit + ":" + limit;
    }
}
