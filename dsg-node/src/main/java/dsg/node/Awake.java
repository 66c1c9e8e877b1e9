// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a machine from going to sleep by itself while tasks run, where its owner wants that: by the system's own
/// program
/// for it, which ends with this process, however that ends, since it reads from it.
final class Awake implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Awake.class);

    private final List<String> command;
    private Optional<Process> keeper = Optional.empty();
    private boolean failed;

    /// @param command keeps the machine awake until its input ends
    Awake(List<String> command) {
        this.command = List.copyOf(command);
    }

    /// As this system does it: `systemd-inhibit`, or `caffeinate` of macOS, which is written against its manual and
    /// untried.
    static Awake here() {
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
        return new Awake(
                mac
                        ? List.of("caffeinate", "-i", "cat")
                        : List.of(
                                "systemd-inhibit",
                                "--what=sleep:idle",
                                "--who=DSG",
                                "--why=tasks of the grid run",
                                "--mode=block",
                                "cat"));
    }

    /// Whether it must not sleep from now on.
    void keep(boolean awake) {
        if (!awake) {
            close();
        } else if (!failed && keeper.filter(Process::isAlive).isEmpty()) {
            begin();
        }
    }

    private void begin() {
        try {
            keeper = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            failed = true;
            LOG.warn("This machine cannot be kept awake while tasks run: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        keeper.ifPresent(process -> {
            try {
                process.getOutputStream().close();
            } catch (IOException _) {
                // It has ended already.
            }
            process.destroy();
        });
        keeper = Optional.empty();
    }
}
