// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.GateClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `dsg leave`: this machine is not a node of another machine's grid any more.
@Command(
        name = "leave",
        mixinStandardHelpOptions = true,
        header = "Let this machine work for the grid that it has joined no more.",
        description = "What it runs is given to other machines. Its key is deleted, here and there.")
final class LeaveCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        GridHome home = GridHome.ofEnvironment();
        Joined joined = home.joined()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.FAILED,
                        "There is nothing to leave.",
                        "This machine has joined no other machine's grid.",
                        "Stop a grid of its own with: dsg down"));
        LocalGrid grid = new LocalGrid(home);
        // A service would start the node again at once, with the key that is about to go.
        home.setDown(true);
        grid.endNode();
        grid.awaitDown(PATIENCE);
        boolean told = tell(joined);
        joined.end();
        home.setDown(false);
        terminal.print("This machine has left \"" + Terminal.harmless(joined.grid()) + "\".");
        if (!told) {
            terminal.note(
                    "The grid could not be told. It shows this machine as away until somebody types there: dsg node forget "
                            + joined.name());
        }
        return ExitStatus.OK;
    }

    private static boolean tell(Joined joined) {
        for (InetSocketAddress address : joined.coordinator()) {
            try {
                GateClient.leave(address, joined.identity());
                return true;
            } catch (IOException _) {
                // Perhaps it is at another address by now.
            }
        }
        return false;
    }
}
