// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a machine back to sleep that has woken up, once there is nothing to do on it and nobody has touched it since:
/// then the grid has woken it, and nobody else would send it to sleep again. Where it cannot be told whether somebody
/// uses the machine, nobody is taken to. Only with the owner's `--wake yes`.
final class Nap {

    private static final Logger LOG = LoggerFactory.getLogger(Nap.class);

    /// For so long nothing must run on it.
    static final Duration IDLE = Duration.ofMinutes(5);
    /// The clock that stands still during sleep falls back by more than this only in a sleep.
    private static final Duration SLEPT = Duration.ofSeconds(5);

    private final SystemFiles files;
    private final List<String> command;
    private Optional<Duration> behind = Optional.empty();
    private Optional<Duration> wokeAt = Optional.empty();
    private Duration idleSince = Duration.ZERO;

    /// @param files tell how long the machine has been on, sleep counted
    /// @param command puts it to sleep
    Nap(SystemFiles files, List<String> command) {
        this.files = files;
        this.command = List.copyOf(command);
    }

    /// As systemd does it. Elsewhere the machine sleeps as its owner has set it.
    static Nap here() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        return new Nap(
                new SystemFiles(java.nio.file.Path.of("/")), linux ? List.of("systemctl", "suspend") : List.of());
    }

    /// Looks, once a second or less.
    ///
    /// @param awake for how long it has been awake by a clock that stands still during sleep, from any start
    /// @param idle whether no task runs
    /// @param touched how long ago somebody touched it; none if that is not known
    void look(Duration awake, boolean idle, Optional<Duration> touched) {
        Optional<Duration> on = on();
        if (on.isEmpty() || command.isEmpty()) {
            return;
        }
        Duration now = on.get();
        Duration lag = now.minus(awake);
        if (behind.filter(before -> lag.minus(before).compareTo(SLEPT) > 0).isPresent()) {
            wokeAt = Optional.of(now);
            idleSince = now;
            LOG.info("This machine has slept, and is awake again.");
        }
        behind = Optional.of(lag);
        if (!idle) {
            idleSince = now;
        }
        if (wokeAt.isEmpty()) {
            return;
        }
        Duration sinceWake = now.minus(wokeAt.get());
        if (touched.filter(ago -> ago.compareTo(sinceWake) < 0).isPresent()) {
            LOG.info("Somebody uses this machine: it is not put to sleep.");
            wokeAt = Optional.empty();
        } else if (now.minus(idleSince).compareTo(IDLE) >= 0) {
            wokeAt = Optional.empty();
            sleep();
        }
    }

    private Optional<Duration> on() {
        return files.text("proc/uptime").flatMap(text -> {
            try {
                return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text.split(" ")[0]) * 1000)));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        });
    }

    private void sleep() {
        LOG.info("Nothing has run here for {} min since the machine was woken: it is put to sleep.", IDLE.toMinutes());
        try {
            var _ = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.warn("This machine cannot be put to sleep: {}", e.getMessage());
        }
    }
}
