// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.CaFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dsg ui`: the page in a browser, logged in as whoever types it.
@Command(
        name = "ui",
        mixinStandardHelpOptions = true,
        header = "Open the grid's page in your browser.",
        description = {
            "The browser is logged in by a link that is good once, within 10 minutes.",
            "It stays so for 12 hours at most, or until you log out there or close its tab.",
            "On a machine that is a node of another's grid, the page comes through the node, for as long as this runs."
        })
final class UiCommand implements Callable<Integer> {

    @Option(names = "--print", description = "Print the link, and open nothing.")
    private boolean print;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "On a machine that is a node only: where the page is then; default: 7300, or a free one.")
    private int port = Reach.DEFAULT_PORT;

    private final Terminal terminal = new Terminal();
    private final GridHome home = GridHome.ofEnvironment();

    @Override
    public Integer call() {
        GridClient client = GridClient.of(home);
        Optional<Joined> joined = home.joined();
        if (joined.isPresent() && home.running(ProcessKind.COORDINATOR).isEmpty()) {
            return throughNode(client, joined.get());
        }
        return show(client.address() + loginPath(client));
    }

    private static String loginPath(GridClient client) {
        return client.post("/api/v1/login-links", Map.of()).path("path").asString();
    }

    /// The coordinator's page is open to its own machine only: this one's node carries it here, until Ctrl-C.
    private int throughNode(GridClient client, Joined joined) {
        try (PageProxy proxy = new PageProxy(home::joined, port)) {
            proxy.check();
            boolean known = GridClient.elsewhere(home)
                    .flatMap(Reach::ca)
                    .filter(CaFingerprint.of(joined.identity())::equals)
                    .isPresent();
            int status = show(proxy.address() + (known ? loginPath(client) : "/"));
            if (!known) {
                terminal.note("It asks for a token; whoever keeps the grid can give you one: dsg user add NAME");
            }
            terminal.note("\"" + Terminal.harmless(joined.grid()) + "\" is there until you press Ctrl-C.");
            proxy.serve();
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int show(String link) {
        if (print) {
            terminal.print(link);
            return ExitStatus.OK;
        }
        terminal.note(
                open(home, link)
                        ? "The page opens in your browser. If it does not, open this there:"
                        : "No browser was found here. Open this in one on this machine:");
        terminal.print(link);
        return ExitStatus.OK;
    }

    /// Whether a browser was asked to open it. It is told of a file that only the owner can read and that leads on:
    /// what stands in a process list can be read by every user of the machine.
    private static boolean open(GridHome home, String link) {
        Optional<String> opener = opener();
        if (opener.isEmpty()) {
            return false;
        }
        try {
            home.prepareFolder();
            Path file = home.folder().resolve("page.html");
            GridHome.writePrivately(file, leadingTo(link));
            new ProcessBuilder(List.of(opener.get(), file.toUri().toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String leadingTo(String link) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%1$s">
                <title>Distributed Science Grid</title>
                <a href="%1$s">Open the grid's page</a>
                </html>
                """.formatted(link);
    }

    /// The program that opens files as the desktop does, where there is a desktop.
    private static Optional<String> opener() {
        if (System.getProperty("os.name").startsWith("Mac")) {
            return Optional.of("open");
        }
        boolean desktop = Stream.of("DISPLAY", "WAYLAND_DISPLAY")
                .anyMatch(name -> Reach.variable(name).isPresent());
        return Optional.of("xdg-open").filter(program -> desktop && isThere(program));
    }

    private static boolean isThere(String program) {
        return Stream.of(Reach.variable("PATH").orElse("").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
