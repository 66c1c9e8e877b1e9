// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A `dsg` command that somebody has typed: a process of its own, its output going to files.
///
/// @param arguments what was typed after `dsg`
record Command(List<String> arguments, Process process, Path outFile, Path errFile) {

    /// Waits for its end; one that takes longer is killed.
    ///
    /// @throws AssertionError if it takes longer
    Finished awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new AssertionError("It did not end within " + patience.toSeconds() + " s: " + finished(-1));
            }
            return finished(process.exitValue());
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    /// Ends it at once, as `kill -9` does.
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks it to end, as Ctrl-C does.
    void interrupt() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it has printed so far.
    String out() {
        return read(outFile);
    }

    /// What it has said on standard error so far.
    String err() {
        return read(errFile);
    }

    private Finished finished(int status) {
        return new Finished(arguments, status, out(), err());
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
