// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dsg service`: DSG as something that starts with the machine.
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Let DSG start with this machine.",
        subcommands = {
            ServiceCommands.Install.class,
            ServiceCommands.Status.class,
            ServiceCommands.Remove.class,
            ServiceCommands.Run.class,
            ServiceCommands.Unit.class
        })
final class ServiceCommands {

    private ServiceCommands() {}

    /// The manager that whoever types this means, and the home of its grid.
    private static Systemd systemd() {
        return new Systemd(Program.isRoot());
    }

    private static GridHome home(Systemd systemd) {
        return systemd.system() ? new GridHome(ServiceUnit.SYSTEM_HOME) : GridHome.ofEnvironment();
    }

    /// `dsg service install`.
    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            header = "Start the grid, or this machine's node, now and whenever the machine starts.",
            description = {
                "As root: for the machine, run by the user dsg, with its state in /var/lib/dsg. Otherwise for you alone,"
                        + " without root.",
                "A machine that has joined another's grid is its node; else it runs a grid of its own, unless --node says"
                        + " that it is to wait until somebody lets it join."
            })
    static final class Install implements Callable<Integer> {

        @Option(names = "--node", description = "No grid of its own: this machine waits for dsg join, or for DSG_JOIN.")
        private boolean node;

        @Option(names = "--lan", description = "Its grid lets people in the LAN in, too, by HTTPS.")
        private boolean lan;

        @Option(names = "--port", paramLabel = "N", description = "REST on N, nodes on N+1; default 7300.")
        private Optional<Integer> port = Optional.empty();

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            Installation installed = Installation.needed("No service was installed.");
            Systemd systemd = systemd();
            GridHome home = home(systemd);
            if (!Systemd.isHere()) {
                throw OtherServices.instead(installed.program(), home);
            }
            List<ProcessKind> kinds = node || home.joined().isPresent()
                    ? List.of(ProcessKind.NODE)
                    : List.of(ProcessKind.COORDINATOR, ProcessKind.NODE);
            if (systemd.system()) {
                ServiceAccount.make(home);
            }
            for (ProcessKind kind : kinds) {
                write(systemd, new ServiceUnit(kind, systemd.system(), installed.program(), home.folder(), options()));
            }
            if (systemd.system() && !options().isEmpty()) {
                ServiceAccount.setOptions(options());
            }
            home.setDown(false);
            systemd.reload();
            kinds.forEach(systemd::enable);
            for (ProcessKind kind : kinds) {
                terminal.print(ServiceUnit.name(kind) + " is installed and started.");
            }
            sayNext(terminal, systemd, kinds);
            return ExitStatus.OK;
        }

        private List<String> options() {
            List<String> options = new ArrayList<>();
            if (lan) {
                options.add("--lan");
            }
            port.ifPresent(number -> options.addAll(List.of("--port", Integer.toString(number))));
            return options;
        }

        private static void write(Systemd systemd, ServiceUnit unit) {
            if (systemd.isPackaged(unit.kind())) {
                return;
            }
            try {
                Files.createDirectories(systemd.folder());
                Files.writeString(systemd.folder().resolve(ServiceUnit.name(unit.kind())), unit.text());
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "No service was installed.",
                        "The unit cannot be written into " + systemd.folder() + ": " + e.getMessage(),
                        "Give yourself the right to, and type it again.");
            }
        }

        private static void sayNext(Terminal terminal, Systemd systemd, List<ProcessKind> kinds) {
            String dsg = systemd.system() ? "sudo dsg" : "dsg";
            terminal.note("See how it fares: " + dsg + " service status"
                    + (kinds.size() == 1 ? "   let it join: " + dsg + " join" : "   and: " + dsg + " status"));
            String user = System.getProperty("user.name");
            if (!systemd.system() && !Files.exists(Path.of("/var/lib/systemd/linger", user))) {
                terminal.note("It ends when you log out, until an administrator says: loginctl enable-linger " + user);
            }
        }
    }

    /// `dsg service status`.
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            header = "Does it run, since when, and where is its log?",
            description = "Ends with 1 if one is installed and does not run, with 4 if none is.")
    static final class Status implements Callable<Integer> {

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            Systemd systemd = systemd();
            GridHome home = home(systemd);
            if (!Systemd.isHere()) {
                throw OtherServices.instead(
                        Installation.ofThisProgram().map(Installation::program).orElse(Path.of("dsg")), home);
            }
            boolean any = false;
            boolean well = true;
            for (ProcessKind kind : ProcessKind.values()) {
                Systemd.State state = systemd.state(kind);
                if (state.isInstalled() || state.isActive()) {
                    any = true;
                    well &= state.isActive();
                    terminal.print(
                            "%-25s %s%s".formatted(ServiceUnit.name(kind), what(home, kind, state), since(state)));
                    terminal.print("%-25s log: %s".formatted("", home.log(kind)));
                }
            }
            if (!any) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "DSG is no service here" + (systemd.system() ? "." : " of yours."),
                        "systemd has no unit of it that is enabled.",
                        "Install it: dsg service install   (as root: for the whole machine)");
            }
            return well ? ExitStatus.OK : ExitStatus.FAILED;
        }

        private static String since(Systemd.State state) {
            return state.since().isEmpty() ? "" : "   since " + state.since();
        }

        private static String what(GridHome home, ProcessKind kind, Systemd.State state) {
            if (!state.isActive()) {
                return state.active() + (state.isInstalled() ? "" : ", and not installed");
            }
            if (home.running(kind).isPresent()) {
                return "runs";
            }
            return home.isDown()
                    ? "waits until somebody types: dsg up"
                    : kind == ProcessKind.NODE && home.joined().isEmpty()
                            ? "waits until this machine joins a grid, or has its own"
                            : "starts";
        }
    }

    /// `dsg service remove`.
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header = "Stop it, and start it with the machine no more. Its data stays.")
    static final class Remove implements Callable<Integer> {

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            Systemd systemd = systemd();
            GridHome home = home(systemd);
            if (!Systemd.isHere()) {
                throw OtherServices.instead(Path.of("dsg"), home);
            }
            for (ProcessKind kind : ProcessKind.values()) {
                Systemd.State state = systemd.state(kind);
                if (state.isInstalled() || state.isActive()) {
                    systemd.disable(kind);
                    terminal.print(ServiceUnit.name(kind) + " is stopped and removed.");
                }
                try {
                    Files.deleteIfExists(systemd.folder().resolve(ServiceUnit.name(kind)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            systemd.reload();
            terminal.note("Its data stays in " + home.folder());
            return ExitStatus.OK;
        }
    }

    /// `dsg service run`, which the units' programs are.
    @Command(name = "run", hidden = true, header = "Print the words of the process that a service is to become.")
    static final class Run implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "PROCESS")
        private ProcessKind kind = ProcessKind.NODE;

        @Option(names = "--lan")
        private boolean lan;

        @Option(names = "--port")
        private int port = GridCommands.DEFAULT_PORT;

        @Override
        public Integer call() throws IOException {
            return new ServiceRun(GridHome.ofEnvironment(), kind)
                    .call(
                            kind == ProcessKind.NODE
                                    ? List.of()
                                    : LocalGrid.coordinatorArguments(new LocalGrid.Start(port, false, lan)));
        }
    }

    /// `dsg service unit`, from which packages are made.
    @Command(name = "unit", hidden = true, header = "Print a unit of the machine's own grid.")
    static final class Unit implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "PROCESS")
        private ProcessKind kind = ProcessKind.NODE;

        @Parameters(index = "1", paramLabel = "PROGRAM")
        private Path program = Path.of("dsg");

        @Override
        public Integer call() {
            System.out.print(new ServiceUnit(kind, true, program, ServiceUnit.SYSTEM_HOME, List.of()).text());
            return ExitStatus.OK;
        }
    }
}
