// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `dsg user token`: give a user one more token, list those he has, revoke one.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        header = "Give a user one more token, list those there are, or revoke one.",
        description = "The token goes to standard output, all else to standard error.")
final class UserToken implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "A user.")
    private String name = "";

    @Option(names = "--for", paramLabel = "TIME", description = "How long it is good, as 30d; default: 90d.")
    private Optional<String> life = Optional.empty();

    @Option(names = "--list", description = "List the tokens instead.")
    private boolean list;

    @Option(names = "--revoke", paramLabel = "ID", description = "Revoke the token with this id instead.")
    private Optional<Integer> revoke = Optional.empty();

    private final Terminal terminal = new Terminal();
    private final GridClient client = GridClient.of(GridHome.ofEnvironment());

    @Override
    public Integer call() {
        if ((list ? 1 : 0) + (revoke.isPresent() ? 1 : 0) + (life.isPresent() ? 1 : 0) > 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "One thing at a time: --for, --list or --revoke.");
        }
        if (list) {
            terminal.printTable(rows(user().path("tokens")));
            return ExitStatus.OK;
        }
        return revoke.map(this::revoke).orElseGet(this::issue);
    }

    /// The list of all users tells of each.
    private JsonNode user() {
        String wanted = dsg.model.UserName.same(name);
        return client.get(UserCommands.USERS)
                .path("users")
                .valueStream()
                .filter(user ->
                        dsg.model.UserName.same(user.path("name").asString()).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no user `" + name + "`.",
                        "Nobody of that name was added, or he was removed.",
                        "See who there is: dsg user list"));
    }

    private static List<List<String>> rows(JsonNode tokens) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "ISSUED", "UNTIL", "STATE"));
        for (JsonNode token : tokens) {
            rows.add(List.of(
                    token.path("id").asString(),
                    Terminal.time(token.path("issued_at").asString()),
                    Terminal.time(token.path("until").asString()),
                    token.path("good").asBoolean() ? "good" : "expired"));
        }
        return rows;
    }

    private int revoke(int id) {
        JsonNode user = client.delete(UserCommands.path(name) + "/tokens/" + id);
        long left = user.path("tokens")
                .valueStream()
                .filter(token -> token.path("good").asBoolean())
                .count();
        terminal.print("Token " + id + " of " + user.path("name").asString() + " is revoked; "
                + (left == 0 ? "no other is good." : ProgressView.count(left, "other") + " good."));
        return ExitStatus.OK;
    }

    private int issue() {
        ObjectNode body = GridClient.JSON.createObjectNode();
        UserCommands.putLife(body, life);
        JsonNode issued = client.post(UserCommands.path(name) + "/tokens", body);
        terminal.note("Token %d of %s, shown this once, is good until %s:"
                .formatted(issued.path("id").asInt(), issued.path("name").asString(), UserCommands.until(issued)));
        terminal.print(issued.path("token").asString());
        terminal.note("Pass it on where nobody else reads it, with what to type (the token is then asked for):");
        terminal.note("  " + UserCommands.login(client));
        return ExitStatus.OK;
    }
}
