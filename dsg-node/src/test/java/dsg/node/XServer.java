// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An X server without a screen (Xvfb), and a person at its keyboard (xdotool).
final class XServer implements AutoCloseable {

    private final TestProgram server;
    private final int number;
    private final Path socket;

    /// @param sockets a folder of the test's own, in which it is to be found
    XServer(Path sockets, String... more) throws IOException {
        TestProgram.needs("xvfb", "Xvfb");
        TestProgram.needs("xdotool", "xdotool");
        List<String> command = new ArrayList<>(List.of("Xvfb", "-displayfd", "1", "-noreset", "-nolisten", "tcp"));
        command.addAll(List.of(more));
        server = TestProgram.start(Map.of(), command);
        number = Integer.parseInt(server.line().strip());
        socket = sockets.resolve("X" + number);
        Files.deleteIfExists(socket);
        Files.createSymbolicLink(socket, Path.of("/tmp/.X11-unix/X" + number));
    }

    int number() {
        return number;
    }

    Path socket() {
        return socket;
    }

    void type(String key) throws InterruptedException {
        TestProgram.run(Map.of("DISPLAY", ":" + number), "xdotool", "key", key);
    }

    @Override
    public void close() {
        server.close();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
