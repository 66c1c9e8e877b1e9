// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A screen with mouse and keyboard at which somebody may sit: Xvfb, touched by xdotool.
final class Desk implements AutoCloseable {

    /// The user's hand takes its time: to start a program and dial the screen.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process screen;
    private final String display;

    private Desk(Process screen, String display) {
        this.screen = screen;
        this.display = display;
    }

    /// One that nobody has touched yet, or none where this machine has no Xvfb and xdotool.
    static Desk open() {
        Machine.needs("Xvfb", "xvfb");
        Machine.needs("xdotool", "xdotool");
        try {
            Path number = Files.createTempFile("display", "");
            // -noreset, or the clock of the last input starts anew whenever the last program has left.
            Process screen = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "exec Xvfb -noreset -nolisten tcp -screen 0 640x480x24 -displayfd 3 3> " + number)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(PATIENCE).until(() -> Files.readString(number).endsWith("\n"));
            String display = ":" + Files.readString(number).strip();
            Files.delete(number);
            return new Desk(screen, display);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// For programs that are to be at this desk.
    String display() {
        return display;
    }

    /// Somebody presses a key; when he has, in nanoseconds since 1970.
    long touch() {
        try {
            ProcessBuilder hand = new ProcessBuilder("xdotool", "key", "a");
            hand.environment().put("DISPLAY", display);
            Process pressing = hand.start();
            if (!pressing.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || pressing.exitValue() != 0) {
                throw new AssertionError("The key was not pressed.");
            }
            return nanos(System.currentTimeMillis());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Nobody waits for the key.");
        }
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    @Override
    public void close() {
        screen.destroy();
    }
}
