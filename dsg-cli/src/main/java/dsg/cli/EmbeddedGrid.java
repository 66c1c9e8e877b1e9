// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;

/// A grid that is up for one command: started if there is none, watched over so that a process that dies is
/// started again, and stopped at the end if nobody else has work in it.
final class EmbeddedGrid implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final Duration AWAY_AT_MOST = Duration.ofSeconds(30);

    private final LocalGrid grid;
    private final GridClient client;
    private final boolean embedded;
    private volatile boolean closed;

    /// Uses the grid that is up here, or the one that commands go to elsewhere, or starts one.
    EmbeddedGrid(GridHome home, Terminal terminal) {
        grid = new LocalGrid(home);
        if (!grid.isUp() && GridClient.elsewhere(home).isPresent()) {
            embedded = false;
            client = GridClient.of(home);
            return;
        }
        boolean ours = !grid.isUp();
        if (ours) {
            terminal.note("Starting a grid for this run (its journal: " + home.coordinator() + ") ...");
        }
        // Another run's grid is looked after too, for that run may end first.
        embedded = ours || isEmbedded(home);
        grid.up(new LocalGrid.Start(0, embedded, false));
        client = embedded ? GridClient.local(home).waiting(AWAY_AT_MOST) : GridClient.local(home);
        if (embedded) {
            GridCommands.sayIfBare(client, home, terminal);
            var _ = Thread.ofVirtual().name("watchman").start(this::watch);
        }
    }

    private static boolean isEmbedded(GridHome home) {
        try {
            return GridClient.local(home).get("/api/v1/grid").path("embedded").asBoolean();
        } catch (CommandFailure failure) {
            if (failure.status() == ExitStatus.NOT_REACHABLE) {
                return true; // it has just gone: one is started for this run
            }
            throw failure;
        }
    }

    /// Whether it may be gone when the command ends.
    boolean isEmbedded() {
        return embedded;
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
        if (!embedded) {
            return;
        }
        synchronized (this) {
            try {
                client.waiting(Duration.ZERO).post("/api/v1/grid/stop?when_idle=true", java.util.Map.of());
            } catch (CommandFailure _) {
                // It has other work, or was asked to stay; it is not ours to stop any more.
                return;
            }
            grid.awaitDown(Duration.ofSeconds(20));
        }
    }
}
