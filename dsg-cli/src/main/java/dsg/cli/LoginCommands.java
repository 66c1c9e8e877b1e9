// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.CaFingerprint;
import dsg.wire.PeopleTls;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg login` and `dsg logout`: which grid commands go to while none is up here, and who we are there.
final class LoginCommands {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LoginCommands() {}

    /// `dsg login`.
    @Command(
            name = "login",
            mixinStandardHelpOptions = true,
            header = "Let commands go to a grid on another machine, as the user whose token you have.",
            description = {
                "The token is asked for at the terminal, without showing it; scripts give it in a file, on standard input,"
                        + " or in DSG_TOKEN. It is kept in DSG_HOME, where only you can read it.",
                "While a grid is up here (dsg up), commands go to that one."
            })
    static final class In implements Callable<Integer> {

        @Parameters(
                arity = "0..1",
                paramLabel = "ADDRESS",
                description = "As dsg up --lan shows it: https://den-pc:7300. Default: that of the last login.")
        private Optional<String> address = Optional.empty();

        @Option(
                names = "--ca",
                paramLabel = "FINGERPRINT",
                description = "The grid's CA, as dsg up --lan shows it; without it you are asked to compare.")
        private Optional<String> ca = Optional.empty();

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "Read the token from this file instead of asking for it.")
        private Optional<Path> tokenFile = Optional.empty();

        private final Terminal terminal = new Terminal();
        private final GridHome home = GridHome.ofEnvironment();

        @Override
        public Integer call() {
            Optional<Login> before = Login.read(home);
            URI asked = Reach.address(address.or(() -> Reach.variable("DSG_GRID"))
                    .or(() -> before.map(login -> login.reach().address()))
                    .orElseThrow(In::noAddress));
            Optional<CaFingerprint> pinned = asked.getScheme().equals("https")
                    ? Optional.of(proved(asked, before.map(Login::reach)))
                    : Optional.empty();
            Reach reach = new Reach(asked.toString(), pinned, token());
            GridClient client = GridClient.to(reach, home);
            JsonNode me = client.get("/api/v1/me");
            String name = me.path("name").asString();
            new Login(reach, name).write(home);
            terminal.print("You are %s (%s) at %s, %s.%s"
                    .formatted(
                            name,
                            me.path("role").asString(),
                            client.get("/api/v1/grid").path("name").asString(),
                            reach.address(),
                            me.has("until")
                                    ? "  Your token is good until "
                                            + Terminal.time(me.path("until").asString()) + "."
                                    : ""));
            if (home.running(ProcessKind.COORDINATOR).isPresent()) {
                terminal.note("A grid is up here, and commands go to that one while it is. Stop it: dsg down");
            } else {
                terminal.note("Commands go there from now on: dsg ls    Until you say otherwise: dsg logout");
            }
            return ExitStatus.OK;
        }

        private static CommandFailure noAddress() {
            return new CommandFailure(
                    ExitStatus.USAGE,
                    "Which grid?",
                    "You have not logged in before, so its address is not known.",
                    "Write it as dsg up --lan shows it on the grid's machine: dsg login https://den-pc:7300");
        }

        /// The CA that the grid must show: the one that was named, or the one of before, or one that a person has
        /// compared.
        private CaFingerprint proved(URI asked, Optional<Reach> before) {
            Optional<CaFingerprint> named = ca.or(() -> Reach.variable("DSG_CA"))
                    .map(Reach::ca)
                    .or(() -> before.filter(login -> login.address().equals(asked.toString()))
                            .flatMap(Reach::ca));
            return named.orElseGet(() -> compared(asked));
        }

        private CaFingerprint compared(URI asked) {
            CaFingerprint shown = shown(asked);
            terminal.note("The grid at " + asked + " shows this CA:");
            terminal.note("  " + shown);
            boolean same = terminal.asks(
                    "Is it, to the last letter, what dsg up --lan shows on the grid's own machine?",
                    "Say which CA it must be, as dsg up --lan shows it there: dsg login " + asked
                            + " --ca FINGERPRINT");
            if (!same) {
                throw new CommandFailure(
                        ExitStatus.NOT_ALLOWED,
                        "You are not logged in.",
                        "Whoever answers at " + asked + " may be another machine that only says it is your grid.",
                        "Look at the grid's own machine what it is: dsg up --lan");
            }
            return shown;
        }

        private static CaFingerprint shown(URI asked) {
            try {
                return PeopleTls.shownAt(asked.getHost().replaceAll("[\\[\\]]", ""), asked.getPort(), PATIENCE)
                        .orElseThrow(() -> noGrid(asked, "It shows no CA: it is another kind of server."));
            } catch (UnknownHostException _) {
                throw noGrid(asked, "No machine is known here by the name of " + asked.getHost() + ".");
            } catch (IOException e) {
                throw noGrid(asked, String.valueOf(e.getMessage()));
            }
        }

        private static CommandFailure noGrid(URI asked, String why) {
            return new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "No grid answers at " + asked + ".",
                    why,
                    "On the grid's machine, see whether it serves the network, and where: dsg up --lan");
        }

        private String token() {
            String token = tokenFile
                    .map(In::read)
                    .or(() -> Reach.variable("DSG_TOKEN"))
                    .orElseGet(() -> terminal.secret("Token (it is not shown): "))
                    .strip();
            if (!token.matches("[A-Za-z0-9_.~+/=-]{8,200}")) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "That is no token.",
                        token.isEmpty() ? "Nothing was given." : "It has other characters than a token has.",
                        "Copy it whole, as dsg user add has printed it: dsg_ and 43 letters and digits.");
            }
            return token;
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "The token cannot be read.",
                        "From " + file + ": " + e.getClass().getSimpleName() + ".",
                        "Name a file that holds the token and nothing else.");
            }
        }
    }

    /// `dsg logout`.
    @Command(
            name = "logout",
            mixinStandardHelpOptions = true,
            header = "Forget the login; the token stays good until it expires or is revoked.")
    static final class Out implements Callable<Integer> {

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridHome home = GridHome.ofEnvironment();
            String name;
            try {
                name = Login.read(home).map(Login::name).orElse("");
            } catch (CommandFailure _) {
                name = ""; // it is damaged: the more it is to go
            }
            if (!Login.forget(home)) {
                terminal.print("You were not logged in.");
                return ExitStatus.OK;
            }
            terminal.print("Your login is forgotten.");
            if (!name.isEmpty()) {
                terminal.note("The token itself stays good. If somebody may have seen it, ask an admin to revoke it:"
                        + " dsg user token " + name + " --list");
            }
            return ExitStatus.OK;
        }
    }
}
