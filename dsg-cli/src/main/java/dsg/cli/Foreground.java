// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A grid whose command stays, for whoever looks after processes without systemd: a container,
/// launchd, cron.
///
/// @param home of the grid
/// @param grid that is up
/// @param how it was started, and is again if something of it dies
record Foreground(GridHome home, LocalGrid grid, LocalGrid.Start how) {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration DOWN_PATIENCE = Duration.ofSeconds(20);

    /// Starts again what dies until this process is asked to end, or somebody types `dsg down`.
    int stay(Terminal terminal) {
        terminal.note("It stays up until Ctrl-C.");
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            stop();
        }));
        try {
            while (!asked.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean ended = !grid.isUp() && !home.wasKilled(ProcessKind.COORDINATOR);
                if (ended) {
                    terminal.note("The grid is down.");
                    return ExitStatus.OK;
                }
                restart(asked, terminal);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return ExitStatus.OK;
    }

    /// One at a time with [#stop()]: what is being started could not be stopped as a whole.
    private synchronized void restart(CountDownLatch asked, Terminal terminal) {
        try {
            if (asked.getCount() > 0) {
                grid.restartWhatDied(how);
            }
        } catch (CommandFailure failure) {
            terminal.note(failure.text()); // tried again at the next look
        }
    }

    private synchronized void stop() {
        try {
            if (grid.isUp()) {
                GridClient.local(home).post("/api/v1/grid/stop", Map.of());
            }
            grid.awaitDown(DOWN_PATIENCE);
        } catch (CommandFailure failure) {
            System.err.println(failure.text());
        }
    }
}
