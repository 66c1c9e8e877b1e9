// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import dsg.model.Role;
import dsg.model.ShellQuote;
import dsg.model.UserName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The noun `user`: who may come in beside the owner.
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The people who use the grid: viewers, submitters and admins.",
        subcommands = {
            UserAdd.class,
            UserCommands.ListUsers.class,
            UserCommands.ChangeRole.class,
            UserToken.class,
            UserCommands.Remove.class
        })
final class UserCommands {

    static final String USERS = "/api/v1/users";

    private UserCommands() {}

    /// The path of this user in REST.
    static String path(String name) {
        return USERS + "/" + GridClient.encoded(name);
    }

    /// A role as somebody has typed it.
    static Role role(String word) {
        return Role.parse(word)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "There is no role `" + word + "`.",
                        "A viewer sees everything, a submitter also hands in jobs, an admin may do all.",
                        "Give one of them: viewer, submitter, admin"));
    }

    /// For how long a token is to be good.
    static Duration life(String text) {
        return Durations.parse(text)
                .filter(life -> life.toSeconds() > 0)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "A token cannot be good for `" + text + "`.",
                        "It is good for a number of hours or days, 366 days at most.",
                        "Write it so: --for 30d"));
    }

    /// What somebody types to log in, without the token, which he is asked for.
    static String login(GridClient client) {
        JsonNode lan = client.get("/api/v1/grid").path("lan");
        return lan.isMissingNode()
                ? "dsg login " + client.address()
                : "dsg login " + lan.path("addresses").path(0).asString() + " --ca "
                        + lan.path("ca").asString();
    }

    /// Tells the owner of a grid that only this machine reaches.
    static void sayIfOnlyHere(GridClient client, Terminal terminal) {
        if (client.get("/api/v1/grid").path("lan").isMissingNode()) {
            terminal.note("This grid is reached from this machine only. To let others in, start it so:"
                    + " dsg down && dsg up --lan");
        }
    }

    /// `dsg user list`.
    @Command(name = "list", mixinStandardHelpOptions = true, header = "List the users and their tokens.")
    static final class ListUsers implements Callable<Integer> {

        @Mixin
        private Listing listing = new Listing();

        @Override
        public Integer call() {
            JsonNode shape = GridClient.of(GridHome.ofEnvironment()).get(USERS);
            listing.print(new Terminal(), shape, () -> rows(shape.path("users")));
            return ExitStatus.OK;
        }

        private static List<List<String>> rows(JsonNode users) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("USER", "ROLE", "SINCE", "TOKENS"));
            for (JsonNode user : users) {
                boolean owner = user.path("name").asString().equals(UserName.OWNER);
                rows.add(List.of(
                        user.path("name").asString(),
                        user.path("role").asString(),
                        owner ? "-" : Terminal.time(user.path("added_at").asString()),
                        owner ? "the file token in DSG_HOME" : tokens(user.path("tokens"))));
            }
            return rows;
        }

        private static String tokens(JsonNode tokens) {
            long good = tokens.valueStream()
                    .filter(token -> token.path("good").asBoolean())
                    .count();
            if (good == 0) {
                return tokens.isEmpty() ? "none" : "expired";
            }
            String last = tokens.valueStream()
                    .map(token -> token.path("until").asString())
                    .max(String::compareTo)
                    .orElseThrow();
            return good + " good, until " + Terminal.time(last);
        }
    }

    /// `dsg user role`.
    @Command(name = "role", mixinStandardHelpOptions = true, header = "Give a user another role; it counts at once.")
    static final class ChangeRole implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "NAME", description = "A user.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "ROLE", description = "viewer, submitter or admin.")
        private String role = "";

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            ObjectNode body = GridClient.JSON.createObjectNode();
            body.put("role", role(role).word());
            JsonNode user = client.put(path(name) + "/role", body);
            new Terminal()
                    .print(user.path("name").asString() + " has the role "
                            + user.path("role").asString() + " now.");
            return ExitStatus.OK;
        }
    }

    /// `dsg user remove`.
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header = "Let a user in no more; his jobs go on and stay.")
    static final class Remove implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "A user.")
        private String name = "";

        @Option(
                names = {"-y", "--yes"},
                description = "Do not ask.")
        private boolean yes;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            if (!yes
                    && !terminal.asks(
                            "Remove " + Terminal.harmless(name) + "? None of his tokens is good any more then.",
                            "Type the same with -y: dsg user remove -y " + ShellQuote.quote(name))) {
                terminal.note("Nothing was done.");
                return ExitStatus.OK;
            }
            JsonNode user = client.delete(path(name));
            terminal.print(user.path("name").asString() + " is removed.");
            return ExitStatus.OK;
        }
    }

    /// Until when, from an answer that issues a token.
    static String until(JsonNode issued) {
        return Terminal.time(issued.path("until").asString());
    }

    /// The life of a token in a request, if somebody has said it.
    static void putLife(ObjectNode body, Optional<String> life) {
        life.map(UserCommands::life).ifPresent(time -> body.put("life_s", time.toSeconds()));
    }
}
