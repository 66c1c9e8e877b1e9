// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A running `dsg-supervisor` (`src/main/c/supervisor.c`): where the tasks of one job run, one after the other. It ends
/// with all that runs in it when the node does, for its standard input ends then.
final class Place implements AutoCloseable {

    private static final int READY = 1;
    private static final int FAULT = 3;

    private static final int RUN = 1;
    private static final int TERMINATE = 2;
    private static final int KILL = 3;

    /// `struct said`: four numbers of 32 bits, two of 64, and a text.
    private static final int SAID_BYTES = 128;

    private static final int TEXT_AT = 32;

    private final Process keeper;
    private final Optional<Group> group;
    private final InputStream said;
    private final OutputStream ask;

    /// How what it ran has ended.
    ///
    /// @param fault why it could not be started at all; empty if it was
    record Ended(int exitCode, int signal, Duration cpu, long peakKib, String fault, int error) {}

    /// The place itself has ended, and what ran in it.
    static final class GoneException extends IOException {
        private static final long serialVersionUID = 1;

        GoneException(String how) {
            super("the supervisor that it ran under has ended" + how);
        }
    }

    private Place(Process keeper, Optional<Group> group) {
        this.keeper = keeper;
        this.group = group;
        said = keeper.getInputStream();
        ask = keeper.getOutputStream();
    }

    /// Starts one; it is ready when this returns.
    ///
    /// @param command the program and its arguments, without those of the group
    /// @throws IOException if it cannot be; the message says which call failed
    static Place start(List<String> command, Optional<Group> group) throws IOException {
        List<String> argv = new java.util.ArrayList<>(command);
        group.ifPresent(its -> {
            its.folders().forEach(folder -> argv.addAll(List.of("--group", folder.toString())));
            its.last().forEach((file, text) -> argv.addAll(List.of("--last", file.toString(), text)));
        });
        ProcessBuilder builder = new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        Place place = new Place(builder.start(), group);
        // What is frozen neither dies with its keeper nor says so.
        group.ifPresent(its -> {
            var _ = place.keeper.onExit().thenRun(its::thaw);
        });
        ByteBuffer first;
        try {
            first = place.hear();
        } catch (IOException e) {
            place.close();
            throw e;
        }
        if (first.getInt(0) != READY) {
            place.close();
            throw new IOException(text(first) + " failed with error " + first.getInt(12));
        }
        return place;
    }

    /// Its control group, if it has one.
    Optional<Group> group() {
        return group;
    }

    /// The process id of its keeper.
    long pid() {
        return keeper.pid();
    }

    /// Whether it can run something.
    boolean isAlive() {
        return keeper.isAlive();
    }

    /// Starts something, of which it then tells how it ended. Nothing else may run.
    void run(String folder, String out, String err, List<String> argv, Map<String, String> env) throws IOException {
        ByteArrayOutputStream strings = new ByteArrayOutputStream(1024);
        for (String string : List.of(folder, out, err)) {
            put(strings, string);
        }
        for (String string : argv) {
            put(strings, string);
        }
        for (var variable : env.entrySet()) {
            put(strings, variable.getKey() + "=" + variable.getValue());
        }
        ask(RUN, argv.size(), env.size(), strings.toByteArray());
    }

    private static void put(ByteArrayOutputStream strings, String string) {
        strings.writeBytes(string.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
    }

    private synchronized void ask(int what, int argc, int envc, byte[] strings) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(16 + strings.length).order(ByteOrder.nativeOrder());
        message.putInt(strings.length).putInt(what).putInt(argc).putInt(envc).put(strings);
        ask.write(message.array());
        ask.flush();
    }

    private void askQuietly(int what) {
        try {
            ask(what, 0, 0, new byte[0]);
        } catch (IOException _) {
            // It has ended, and what ran in it.
        }
    }

    /// Asks what runs to end.
    void terminate() {
        askQuietly(TERMINATE);
    }

    /// Ends what runs, and all it has started.
    void kill() {
        askQuietly(KILL);
    }

    /// Waits for the end of what it runs: by then nothing of it is left.
    ///
    /// @throws GoneException if the place has ended itself, and all in it
    Ended await() throws GoneException {
        ByteBuffer ended = hear();
        return new Ended(
                ended.getInt(4),
                ended.getInt(8),
                Duration.of(ended.getLong(16), java.time.temporal.ChronoUnit.MICROS),
                ended.getLong(24),
                ended.getInt(0) == FAULT ? text(ended) : "",
                ended.getInt(12));
    }

    private ByteBuffer hear() throws GoneException {
        byte[] bytes = new byte[SAID_BYTES];
        try {
            if (said.readNBytes(bytes, 0, bytes.length) == bytes.length) {
                return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            }
        } catch (IOException _) {
            // as if it had said nothing
        }
        throw new GoneException(howItEnded());
    }

    private String howItEnded() {
        try {
            if (!keeper.waitFor(2, TimeUnit.SECONDS)) {
                keeper.destroyForcibly();
            }
            int code = keeper.exitValue();
            return code > 128 ? " by signal " + (code - 128) : " with exit code " + code;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IllegalThreadStateException _) {
            return ": it did not answer";
        }
    }

    private static String text(ByteBuffer said) {
        int end = TEXT_AT;
        while (end < SAID_BYTES && said.get(end) != 0) {
            end++;
        }
        return StandardCharsets.UTF_8.decode(said.slice(TEXT_AT, end - TEXT_AT)).toString();
    }

    /// Ends it.
    @Override
    public void close() {
        try {
            ask.close();
        } catch (IOException _) {
            // It has ended.
        }
    }
}
