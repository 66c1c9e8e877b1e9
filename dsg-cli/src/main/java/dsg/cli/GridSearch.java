// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import dsg.wire.Finder;
import dsg.wire.FoundGrid;
import dsg.wire.JoinCode;
import dsg.wire.LocalAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds the grid that a machine is to join: at the address that was typed, or among those announced on the network.
final class GridSearch {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SETTLE = Duration.ofMillis(600);

    private final Terminal terminal;
    private final Optional<String> address;
    private final Optional<String> name;
    private final boolean yes;

    /// @param yes nobody is asked anything
    GridSearch(Terminal terminal, Optional<String> address, Optional<String> name, boolean yes) {
        this.terminal = terminal;
        this.address = address;
        this.name = name;
        this.yes = yes;
    }

    /// Where the grid of this code may be. What is announced may be a lie, which only the certificate tells.
    List<InetSocketAddress> candidates(JoinCode code) {
        if (address.isPresent()) {
            return List.of(Joined.address(address.get()));
        }
        List<InetSocketAddress> found = look(id -> code.isOf(new Digest(id)), _ -> true).stream()
                .flatMap(grid -> grid.nodes().stream())
                .toList();
        if (found.isEmpty()) {
            throw notFound("The grid of this code is not announced on this network.");
        }
        return found;
    }

    /// The grid that is to be asked.
    FoundGrid choose() {
        if (address.isPresent()) {
            InetSocketAddress where = Joined.address(address.get());
            return new FoundGrid(LocalAddresses.text(where), "0".repeat(64), List.of(where), "");
        }
        Predicate<FoundGrid> wanted = grid -> name.map(grid.name()::equals).orElse(true);
        List<FoundGrid> all = look(_ -> true, wanted);
        List<FoundGrid> grids = all.stream().filter(wanted).toList();
        if (all.isEmpty() || grids.isEmpty()) {
            throw notFound(
                    all.isEmpty()
                            ? "No grid is announced on this network."
                            : "None of the grids here is called \"" + name.orElse("") + "\".");
        }
        if (grids.size() > 1) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Which grid is this machine to join?",
                    "Several are announced on this network, see above.",
                    "Name one: dsg join --grid \"" + grids.getFirst().name() + "\"   or its address: dsg join "
                            + LocalAddresses.text(grids.getFirst().nodes().getFirst()));
        }
        FoundGrid grid = grids.getFirst();
        if (!yes && !terminal.agrees("Ask to join \"" + grid.name() + "\"?", "Say yes at once: dsg join --yes")) {
            throw new CommandFailure(
                    ExitStatus.INTERRUPTED, "This machine has not joined.", "You said no.", "Try again: dsg join");
        }
        return grid;
    }

    private List<FoundGrid> look(Predicate<String> ids, Predicate<FoundGrid> wanted) {
        terminal.begin("Looking for grids on this network ...");
        try (Finder finder = new Finder(ids)) {
            List<FoundGrid> found = finder.await(wanted, PATIENCE, SETTLE);
            terminal.note("found " + (found.isEmpty() ? "none" : found.size()));
            found.forEach(grid -> terminal.note("  %s   %s"
                    .formatted(grid.name(), LocalAddresses.text(grid.nodes().getFirst()))));
            return found;
        } catch (InterruptedException _) {
            throw Launch.interrupted();
        }
    }

    /// Where multicast does not get through, an address does: the very command that works.
    private static CommandFailure notFound(String why) {
        String networks = String.join(
                ", ", LocalAddresses.all().stream().map(LocalAddresses::text).toList());
        return new CommandFailure(
                ExitStatus.NOT_FOUND,
                "No grid found in " + PATIENCE.toSeconds() + " s from "
                        + (networks.isEmpty() ? "this machine, which is on no network" : networks) + ".",
                why + " Guest networks and some access points let no announcements through.",
                "On the first machine type dsg invite, and here what it shows: dsg join ADDRESS --code CODE");
    }
}
