// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Abilities;
import dsg.type.ContainerType;
import dsg.type.Launch;
import dsg.type.TaskTypes;
import dsg.type.WasmType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How this machine runs tasks: the best rung of isolation that works and that its owner wants, and what starts them.
///
/// @param commands the world for commands
/// @param modules the same, in which the runtime of WebAssembly is seen besides: nobody else has any use for it
/// @param limits in words for people, what of tasks can be limited here, and what not and why
record Worlds(World commands, World modules, List<String> limits, Containers containers) {

    private static final Logger LOG = LoggerFactory.getLogger(Worlds.class);

    /// Names the supervisor's program; whoever starts the node sets it.
    static final String SUPERVISOR = "dsg.supervisor";

    /// Commands, and no containers.
    private Worlds(World commands, World modules, List<String> limits) {
        this(commands, modules, limits, Containers.none("its owner forbids them"));
    }

    /// Finds out what works.
    ///
    /// @param work the folder below which all attempts' folders are
    /// @throws Node.NoIsolationException if tasks could only run bare and the owner has not allowed it
    static Worlds here(NodeSettings settings, OwnerPolicy policy, Path work, Cgroups groups) throws IOException {
        Optional<Path> supervisor = Optional.ofNullable(System.getProperty(SUPERVISOR))
                .map(Path::of)
                .filter(Files::isExecutable)
                .filter(_ -> Posix.here().isPresent());
        Worlds worlds = commands(settings, policy, work, groups, supervisor);
        return policy.forbidsContainers()
                ? worlds
                : new Worlds(
                        worlds.commands,
                        worlds.modules,
                        worlds.limits,
                        Containers.look(settings.home(), work, supervisor));
    }

    private static Worlds commands(
            NodeSettings settings, OwnerPolicy policy, Path work, Cgroups groups, Optional<Path> supervisor)
            throws IOException {
        if (policy.prefersBare()) {
            return bare(supervisor, work, groups);
        }
        View view = View.make(settings.home().resolve("sandbox"), policy.shown());
        View ofModules = view.showing(WasmRung.shown());
        List<String> why = new ArrayList<>();
        if (supervisor.isPresent()) {
            PlaceLauncher places = new PlaceLauncher(supervisor.get(), work, Optional.of(view), groups);
            Optional<String> fault = whyNot(places, work);
            if (fault.isEmpty()) {
                PlaceLauncher others = new PlaceLauncher(supervisor.get(), work, Optional.of(ofModules), groups);
                return new Worlds(
                        new World(new SupervisedRung(view), places),
                        new World(new SupervisedRung(ofModules), others),
                        groups.limits());
            }
            why.add("the supervisor cannot make a sandbox: " + fault.get());
        } else {
            why.add("there is no supervisor (dsg-supervisor was not built: no C compiler)");
        }
        why.addAll(UserNamespaces.hindrances());
        Optional<Path> filter = supervisor.flatMap(program -> filter(program, view.own()));
        Optional<SandboxRung> bubblewrap = SandboxRung.here(view, filter);
        if (bubblewrap.isPresent()) {
            LOG.info("Tasks run in bubblewrap: {}.", String.join("; ", why));
            List<String> limits = new ArrayList<>(groups.limits());
            if (filter.isEmpty()) {
                limits.add("no filter of system calls: " + why.getFirst());
            }
            Launcher launcher = Launcher.best(groups);
            return new Worlds(
                    new World(bubblewrap.get(), launcher),
                    new World(bubblewrap.get().with(ofModules), launcher),
                    List.copyOf(limits));
        }
        if (settings.allowBare()) {
            LOG.warn("Tasks run without isolation: {}.", String.join("; ", why));
            return bare(supervisor, work, groups);
        }
        throw new Node.NoIsolationException(String.join("; ", why));
    }

    /// The world for what is started so.
    ///
    /// @throws IOException if this machine has none; the message says why
    World of(Launch launch, TaskFolder folder) throws IOException {
        return switch (launch) {
            case Launch.Program _ -> commands;
            case Launch.Container container -> containers.world(container, folder);
            case Launch.Wasm _ ->
                new World(
                        new WasmRung(
                                modules.rung(),
                                WasmRung.runtime()
                                        .orElseThrow(() -> new IOException("this node has no WebAssembly runtime"))),
                        modules.launcher());
        };
    }

    /// What this machine can do with tasks of these types.
    Abilities abilities(TaskTypes types) {
        Set<String> able = types.all().stream()
                .filter(known -> can(known.type().name()))
                .map(TaskTypes.Known::id)
                .collect(Collectors.toSet());
        List<String> all = new ArrayList<>(limits);
        all.add(containers.told());
        return new Abilities(able, all);
    }

    private boolean can(String type) {
        return switch (type) {
            case ContainerType.NAME -> containers.work();
            case WasmType.NAME -> WasmRung.runtime().isPresent();
            default -> true;
        };
    }

    private static Worlds bare(Optional<Path> supervisor, Path work, Cgroups groups) throws IOException {
        if (supervisor.isPresent()) {
            PlaceLauncher places = new PlaceLauncher(supervisor.get(), work, Optional.empty(), groups);
            Optional<String> fault = whyNot(places, work);
            if (fault.isEmpty()) {
                return bare(places, groups);
            }
            LOG.info("Tasks run without the supervisor, which does not work here: {}", fault.get());
        }
        return bare(Launcher.best(groups), groups);
    }

    private static Worlds bare(Launcher launcher, Cgroups groups) {
        World world = new World(new BareRung(), launcher);
        return new Worlds(world, world, groups.limits());
    }

    private static Optional<String> whyNot(PlaceLauncher places, Path work) throws IOException {
        TaskFolder folder = new TaskFolder(work.resolve("probe"));
        TaskFolder.create(folder);
        try {
            return places.whyNot(folder);
        } finally {
            folder.remove();
        }
    }

    /// The filter of system calls in the form that bubblewrap takes.
    private static Optional<Path> filter(Path supervisor, Path own) {
        Path file = own.resolve("filter.bpf");
        try {
            Process process = new ProcessBuilder(supervisor.toString(), "--bpf")
                    .redirectOutput(file.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean written = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return Optional.of(file).filter(_ -> written);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
