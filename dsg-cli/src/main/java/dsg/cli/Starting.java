// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The start of a coordinator or a node until it is ready. One that is killed meanwhile is started again; one that
/// ends by itself is a failure.
final class Starting {

    /// How Java tells of a process that SIGKILL has ended.
    private static final int KILLED = 128 + 9;

    private static final int KILLS_MAX = 5;

    private final Launch launch;
    private final ProcessKind kind;
    private final List<String> arguments;
    private Optional<Process> newest = Optional.empty();
    private int kills;
    private long startedAt = System.nanoTime();

    Starting(Launch launch, ProcessKind kind, List<String> arguments) {
        this.launch = launch;
        this.kind = kind;
        this.arguments = arguments;
    }

    /// Starts it if need be.
    ///
    /// @param runs whether one runs already, whoever has started it
    /// @throws CommandFailure if it has ended by itself
    void lookAfter(boolean runs) {
        if (!runs && !newest.map(Process::isAlive).orElse(false)) {
            newest.ifPresent(this::refuseUnlessKilled);
            newest = Optional.of(launch.start(kind, arguments));
            startedAt = System.nanoTime();
        }
    }

    /// How long ago it was started, or was first to be.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private void refuseUnlessKilled(Process ended) {
        kills++;
        if (ended.exitValue() != KILLED || kills > KILLS_MAX) {
            throw launch.notStarted(kind, "It ended with status " + ended.exitValue());
        }
    }

    /// Ends it if it was started here: half a grid is of no use, and would be in the way of the next one.
    void giveUp() {
        newest.ifPresent(Process::destroy);
    }
}
