// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.LocalAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The noun `grid`: the grid as a whole. Its daily verbs are also commands of their own.
@Command(
        name = "grid",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The grid as a whole.",
        subcommands = {
            GridCommands.Up.class,
            GridCommands.Down.class,
            GridCommands.Status.class,
            JoinCommand.class,
            LeaveCommand.class,
            InviteCommand.class,
            BackupCommands.Write.class,
            BackupCommands.Restore.class,
            NotifyCommand.class
        })
final class GridCommands {

    static final int DEFAULT_PORT = 7300;
    private static final Duration DOWN_PATIENCE = Duration.ofSeconds(30);

    /// Tells the owner in one line if this machine's node runs tasks without isolation though he did
    /// not ask for it.
    static void sayIfBare(GridClient client, GridHome home, Terminal terminal) {
        boolean bare = client.nodes().stream()
                .anyMatch(node -> node.path("id").asString().equals(home.nodeId())
                        && node.path("isolation").asString().equals("bare"));
        if (bare && !home.policy().prefersBare()) {
            terminal.note("Note: tasks run without isolation (bare) on this machine. Neither DSG's own supervisor"
                    + " nor bubblewrap can make a sandbox here; see why: dsg doctor");
        }
    }

    /// Where the LAN finds the grid, and by what to know it; whether it does.
    private static boolean sayLan(JsonNode lan, Terminal terminal) {
        if (lan.isMissingNode()) {
            return false;
        }
        List<String> addresses = new ArrayList<>();
        lan.path("addresses").forEach(address -> addresses.add(address.asString()));
        terminal.print("  LAN            " + String.join("   ", addresses));
        terminal.print("  its CA         " + lan.path("ca").asString());
        return true;
    }

    /// `dsg up`.
    @Command(name = "up", mixinStandardHelpOptions = true, header = "Start the grid on this machine.")
    static final class Up implements Callable<Integer> {

        private static final Duration ENDING = Duration.ofSeconds(10);

        @Option(names = "--port", paramLabel = "N", description = "REST on N, nodes on N+1; 0 takes free ones.")
        private int port = DEFAULT_PORT;

        @Option(
                names = "--lan",
                description = "Let people in the LAN in too, by HTTPS; without it only this machine is served.")
        private boolean lan;

        @Option(names = "--foreground", description = "Stay, start again what dies, and stop all at Ctrl-C.")
        private boolean foreground;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Terminal terminal = new Terminal();
            GridHome home = GridHome.ofEnvironment();
            LocalGrid grid = new LocalGrid(home);
            Optional<Joined> joined = grid.isUp() ? Optional.empty() : new ThisMachine(home).joined(terminal);
            if (joined.isPresent()) {
                return foreground
                        ? JoinCommand.stay(joined.get(), home, terminal)
                        : JoinCommand.startNode(joined.get(), home, terminal);
            }
            LocalGrid.Start start = new LocalGrid.Start(port, false, lan);
            tell(home, grid, start, terminal);
            return foreground ? new Foreground(home, grid, start).stay(terminal) : ExitStatus.OK;
        }

        private void tell(GridHome home, LocalGrid grid, LocalGrid.Start how, Terminal terminal) {
            GridClient client = GridClient.local(home);
            long start = System.nanoTime();
            boolean wasUp = stays(grid, client);
            if (wasUp) {
                checkServesLan(client);
            }
            if (lan) {
                var _ = home.listens(); // what it cannot be is told here
            }
            grid.up(how);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            JsonNode shape = client.get("/api/v1/grid");
            terminal.print("DSG %s  grid \"%s\" %s"
                    .formatted(
                            shape.path("version").asString(),
                            shape.path("name").asString(),
                            wasUp ? "is up" : "started in %.1f s".formatted(took.toMillis() / 1000.0)));
            client.nodes().forEach(node -> terminal.print(line(node, home.nodeId())));
            terminal.print("  REST           " + client.address());
            terminal.print("  page           open it with:  dsg ui");
            if (!home.listens().isLoopbackAddress()) {
                terminal.print("  others join    on the same network, run:  dsg join");
            }
            if (sayLan(shape.path("lan"), terminal)) {
                terminal.print("  let others in  dsg user add NAME");
            }
            sayIfBare(client, home, terminal);
        }

        /// Whether it runs, and has been told to stay. One that is just coming to its end, as after it was killed, may
        /// be seen for a moment, and answers nobody.
        private static boolean stays(LocalGrid grid, GridClient client) {
            long deadline = System.nanoTime() + ENDING.toNanos();
            while (grid.isUp()) {
                try {
                    client.post("/api/v1/grid/stay", Map.of());
                    return true;
                } catch (CommandFailure failure) {
                    if (failure.status() != ExitStatus.NOT_REACHABLE || System.nanoTime() > deadline) {
                        throw failure;
                    }
                    Launch.pause();
                }
            }
            return false;
        }

        private void checkServesLan(GridClient client) {
            if (lan && client.get("/api/v1/grid").path("lan").isMissingNode()) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "The grid is up, and serves this machine only.",
                        "It was started without --lan.",
                        "Start it anew, unfinished jobs go on: dsg down && dsg up --lan");
            }
        }

        private static String line(JsonNode node, String own) {
            String state = node.path("state").asString();
            return "  %s   %s   %s   %s   %s%s"
                    .formatted(
                            node.path("id").asString().equals(own) ? "this machine" : "node        ",
                            node.path("name").asString(),
                            ProgressView.count(node.path("cores").asLong(), "core"),
                            Terminal.size(node.path("memory_mib").asLong() << 20),
                            node.path("isolation").asString(),
                            state.equals("ready") ? "" : "   " + state);
        }
    }

    /// `dsg down`.
    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            header = "Stop the grid on this machine; nothing is lost, unfinished jobs go on at the next up.")
    static final class Down implements Callable<Integer> {

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridHome home = GridHome.ofEnvironment();
            LocalGrid grid = new LocalGrid(home);
            if (!grid.isUp() && home.running(ProcessKind.NODE).isEmpty()) {
                home.setDown(served(home));
                terminal.print("No grid is up here.");
                return ExitStatus.OK;
            }
            Optional<Joined> joined = grid.isUp() ? Optional.empty() : home.joined();
            home.setDown(served(home));
            long unfinished = 0;
            if (grid.isUp()) {
                GridClient client = GridClient.local(home);
                unfinished = client.get("/api/v1/grid").path("unfinished_jobs").asLong();
                client.post("/api/v1/grid/stop", Map.of());
            } else {
                grid.endNode();
            }
            grid.awaitDown(DOWN_PATIENCE);
            if (joined.isPresent()) {
                terminal.print("This machine does not work for \""
                        + Terminal.harmless(joined.get().grid()) + "\" any more, until: dsg up");
                return ExitStatus.OK;
            }
            terminal.print("The grid is down.");
            if (unfinished > 0) {
                terminal.note(
                        "Unfinished: " + ProgressView.count(unfinished, "job") + "; all goes on at the next dsg up.");
            }
            return ExitStatus.OK;
        }
    }

    /// Whether a service looks after this grid, which is to start nothing until somebody says `dsg up`.
    private static boolean served(GridHome home) {
        return home.service(ProcessKind.COORDINATOR).isPresent()
                || home.service(ProcessKind.NODE).isPresent();
    }

    /// `dsg status`.
    @Command(name = "status", mixinStandardHelpOptions = true, header = "Is the grid up, and what does it do?")
    static final class Status implements Callable<Integer> {

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridHome home = GridHome.ofEnvironment();
            GridClient client = GridClient.of(home);
            Optional<Joined> joined = json ? Optional.empty() : home.joined();
            joined.ifPresent(other -> terminal.print(membership(other, home)));
            if (joined.isPresent() && !client.knowsGrid()) {
                return ExitStatus.OK;
            }
            JsonNode grid = client.get("/api/v1/grid");
            if (json) {
                terminal.print(GridClient.pretty(grid));
                return ExitStatus.OK;
            }
            terminal.print("grid \"%s\"   DSG %s   %s   %s unfinished"
                    .formatted(
                            grid.path("name").asString(),
                            grid.path("version").asString(),
                            client.address(),
                            ProgressView.count(grid.path("unfinished_jobs").asLong(), "job")));
            sayLan(grid.path("lan"), terminal);
            terminal.printTable(NodeCommands.rows(client.nodes()));
            sayIfFull(grid, terminal);
            return ExitStatus.OK;
        }

        private static String membership(Joined joined, GridHome home) {
            String state = home.running(ProcessKind.NODE).isEmpty()
                    ? "its node is down; start it: dsg up"
                    : Files.exists(home.linkedFile())
                            ? "connected"
                            : "looking for its coordinator, last seen at "
                                    + LocalAddresses.text(joined.coordinator().getFirst());
            return "node %s of \"%s\"   DSG %s   %s"
                    .formatted(joined.name(), Terminal.harmless(joined.grid()), Version.text(), state);
        }

        private static void sayIfFull(JsonNode grid, Terminal terminal) {
            if (!grid.path("takes_jobs").asBoolean(true)) {
                terminal.print(
                        "! The disk of the coordinator has %d MiB left. No new jobs are taken while it has less than %d MiB;"
                                        .formatted(
                                                grid.path("disk_free_mib").asLong(),
                                                grid.path("disk_reserve_mib").asLong())
                                + " what runs goes on.");
                terminal.print(
                        "  Free some room there: df -h \"" + grid.path("disk").asString() + "\"");
            }
        }
    }
}
