// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;

/// A grid that is up for one command: started if there is none, watched over so that a process that dies is
/// started
/// again, and stopped at the end if nobody else has work in it.
final class EmbeddedGrid implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final LocalGrid grid;
    private final GridClient client;
    private final boolean ours;
    private volatile boolean closed;

    /// Uses the grid that is up, or starts one.
    EmbeddedGrid(GridHome home, Terminal terminal) {
        grid = new LocalGrid(home);
        ours = !grid.isUp();
        if (ours) {
            terminal.note("Starting a grid for this run (its journal: " + home.coordinator() + ") ...");
        }
        grid.up(LocalGrid.Start.EMBEDDED);
        client = GridClient.of(home);
        if (ours) {
            GridCommands.sayIfBare(client, home, terminal);
            var _ = Thread.ofVirtual().name("watchman").start(this::watch);
        }
    }

    GridClient client() {
        return client;
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(LOOK_EVERY);
                if (!closed) {
                    restart();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restart() {
        try {
            grid.restartWhatDied(LocalGrid.Start.EMBEDDED);
        } catch (CommandFailure _) {
            // Tried again at the next look; whoever waits for the grid says why it cannot be reached.
        }
    }

    @Override
    public void close() {
        closed = true;
        if (!ours) {
            return;
        }
        synchronized (this) {
            try {
                client.post("/api/v1/grid/stop?when_idle=true", java.util.Map.of());
            } catch (CommandFailure _) {
                // It has other work, or was asked to stay; it is not ours to stop any more.
                return;
            }
            grid.awaitDown(Duration.ofSeconds(20));
        }
    }
}
