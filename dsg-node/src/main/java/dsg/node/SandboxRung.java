// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Isolation;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// bubblewrap: the task has namespaces of its own (user, mount, pid, network, ipc, uts, cgroup), no
/// capabilities and no network; it sees its own folder, the machine's programs and what the owner shows besides for
/// reading, and nothing else. When bubblewrap or the node ends, so does everything inside.
///
/// @param bwrap the program
/// @param view the arguments that are the same for every task
/// @param shown the folders that the owner shows to tasks
record SandboxRung(Path bwrap, List<String> view, Set<Path> shown) implements Rung {

    private static final String TASK = "/task";
    private static final String HOME = "/home/task";
    private static final String TMP = "/tmp";

    /// Programs and their data, for reading only.
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt");

    /// What programs need of `/etc`: how to find libraries, each other and their settings; nothing about
    /// people.
    private static final List<String> SETTINGS = List.of(
            "/etc/alternatives",
            "/etc/ca-certificates",
            "/etc/fonts",
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            "/etc/localtime",
            "/etc/magic",
            "/etc/matplotlibrc",
            "/etc/mime.types",
            "/etc/octave.conf",
            "/etc/OpenCL",
            "/etc/openmpi",
            "/etc/papersize",
            "/etc/perl",
            "/etc/R",
            "/etc/ssl/certs",
            "/etc/texmf");

    /// Settings of which a machine has one a version: Debian's JDKs and Pythons keep theirs there.
    private static final List<String> SETTINGS_BY_VERSION = List.of("ImageMagick-", "java-", "julia", "python3");

    /// Programs ask who they are: the only user and group inside.
    private static final Map<String, String> PEOPLE =
            Map.of("passwd", "task:x:65534:65534:task:/home/task:/bin/sh\n", "group", "task:x:65534:\n");

    /// How to find other machines, for tasks that may use the network.
    private static final List<String> NETWORK =
            List.of("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols");

    /// Since bubblewrap 0.8: the task cannot make user namespaces of its own, in which it would be root and reach more
    /// of the kernel.
    private static final List<String> NO_WORLDS_INSIDE = List.of("--unshare-user", "--disable-userns");

    /// The sandbox, where this machine can make one.
    ///
    /// @param own a folder of the node's own, for what is made up for tasks
    /// @param shown the folders that the owner shows to tasks; those that are not there are left out
    static Optional<SandboxRung> here(Path own, Set<Path> shown) throws IOException {
        Files.createDirectories(own);
        for (var file : PEOPLE.entrySet()) {
            Files.writeString(own.resolve(file.getKey()), file.getValue());
        }
        for (String candidate : List.of("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")) {
            Path bwrap = Path.of(candidate);
            if (Files.isExecutable(bwrap)) {
                return Stream.of(NO_WORLDS_INSIDE, List.<String>of())
                        .map(more -> new SandboxRung(bwrap, standardView(own, more), shown))
                        .filter(SandboxRung::works)
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    private static List<String> standardView(Path own, List<String> more) {
        List<String> view = new ArrayList<>(List.of("--unshare-all", "--die-with-parent"));
        view.addAll(more);
        view.addAll(List.of("--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname", "task"));
        SYSTEM_FOLDERS.forEach(folder -> show(view, Path.of(folder)));
        SETTINGS.forEach(settings -> show(view, Path.of(settings)));
        settingsByVersion().forEach(settings -> show(view, settings));
        PEOPLE.keySet()
                .forEach(file ->
                        view.addAll(List.of("--ro-bind", own.resolve(file).toString(), "/etc/" + file)));
        Path java = Path.of(System.getProperty("java.home"));
        if (SYSTEM_FOLDERS.stream().noneMatch(java::startsWith)) {
            show(view, java);
        }
        view.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--clearenv"));
        return List.copyOf(view);
    }

    private static void show(List<String> view, Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                view.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
            } else if (Files.exists(path)) {
                view.addAll(List.of("--ro-bind", path.toString(), path.toString()));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> settingsByVersion() {
        try (var entries = Files.list(Path.of("/etc"))) {
            return entries.filter(entry -> SETTINGS_BY_VERSION.stream()
                            .anyMatch(entry.getFileName().toString()::startsWith))
                    .sorted()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private boolean works() {
        List<String> argv = new ArrayList<>(List.of(bwrap.toString()));
        argv.addAll(view);
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
    public Launcher.Launch dress(Order order, TaskFolder folder) throws IOException {
        Map<String, String> env = TaskEnvironment.of(order, HOME, TMP);
        String name = order.argv().getFirst();
        if (NotFound.hidden(name, this).isPresent()) {
            throw new MissingProgramException(name);
        }
        // The machine's own files are not looked at where the task sees others, or nothing.
        String inside = name.startsWith(TASK + "/") ? "." + name.substring(TASK.length()) : name;
        Path program = Rung.program(inside, env, folder);
        List<String> argv = new ArrayList<>(view.size() + 64);
        argv.add(bwrap.toString());
        argv.addAll(view);
        if (order.network()) {
            NETWORK.forEach(settings -> show(argv, Path.of(settings)));
            argv.add("--share-net");
        }
        bind(argv, folder.task(), TASK);
        bind(argv, folder.home(), HOME);
        bind(argv, folder.tmp(), TMP);
        shown.forEach(more -> argv.addAll(List.of("--ro-bind-try", more.toString(), more.toString())));
        argv.addAll(List.of("--chdir", TASK));
        // As arguments, for bubblewrap itself must not be steered by what a job puts into its environment.
        env.forEach((variable, value) -> argv.addAll(List.of("--setenv", variable, value)));
        argv.add("--");
        argv.addAll(order.argv());
        argv.set(argv.size() - order.argv().size(), name.contains("/") ? name : program.toString());
        return new Launcher.Launch(argv, Map.of(), folder.task(), folder.out(), folder.err());
    }

    @Override
    public Sight sight(Path file) {
        boolean seen = SYSTEM_FOLDERS.stream().anyMatch(file::startsWith)
                || shown.stream().anyMatch(file::startsWith)
                || file.startsWith(System.getProperty("java.home"));
        return seen ? Sight.SEEN : file.startsWith(TASK) ? Sight.OWN : Sight.HIDDEN;
    }

    private static void bind(List<String> argv, Path folder, String place) {
        argv.addAll(List.of("--bind", folder.toString(), place));
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return new Strays.None();
    }
}
