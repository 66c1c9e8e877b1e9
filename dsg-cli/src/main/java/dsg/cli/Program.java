// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another program that is run to its end.
final class Program {

    private static final int PATIENCE_SECONDS = 90;

    private Program() {}

    /// What it said, and what it ended with.
    ///
    /// @param status 127 if there is no such program
    /// @param said on standard output and standard error
    record Ended(int status, String said) {
        boolean isWell() {
            return status == 0;
        }
    }

    /// Runs it; its input is empty.
    static Ended run(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Ended(ExitStatus.TIMEOUT, said);
            }
            return new Ended(process.exitValue(), said);
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            throw Launch.interrupted();
        }
    }

    /// Runs it; it must end well.
    ///
    /// @param what was not done if it does not
    static String mustRun(String what, List<String> words) {
        Ended ended = run(words);
        if (!ended.isWell()) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    what,
                    String.join(" ", words) + " ended with " + ended.status() + ": "
                            + (ended.said().isBlank()
                                    ? "it said nothing"
                                    : ended.said().strip()),
                    "Mend that, and type the command again.");
        }
        return ended.said();
    }

    /// Whether this process is root's.
    static boolean isRoot() {
        try {
            Object uid = java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return Integer.valueOf(0).equals(uid);
        } catch (IOException | UnsupportedOperationException _) {
            return System.getProperty("user.name").equals("root"); // no /proc
        }
    }
}
