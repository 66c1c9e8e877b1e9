// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Role;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `dsg user add`: one user, or a class.
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        header = "Let somebody use the grid, or a class from a CSV file; each gets a token, told this once.",
        description = {
            "A viewer sees everything, a submitter also hands in jobs and does with his own what he likes, an admin may do"
                    + " all.",
            "The token goes to standard output, all else to standard error: dsg user add ci > token-of-ci"
        })
final class UserAdd implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "What the user is called: anna, m-01, Jürgen.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer, submitter or admin; default: submitter.")
    private String role = Role.SUBMITTER.word();

    @Option(names = "--for", paramLabel = "TIME", description = "How long the token is good, as 30d; default: 90d.")
    private Optional<String> life = Optional.empty();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "A class: the column name, and role if not all have the same. All are added, or none.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the class's names and tokens go, for you alone to read; default: FILE-tokens.csv.")
    private Optional<Path> out = Optional.empty();

    private final Terminal terminal = new Terminal();
    private final GridClient client = GridClient.of(GridHome.ofEnvironment());

    @Override
    public Integer call() {
        if (name.isPresent() == csv.isPresent() || (out.isPresent() && csv.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Either one user, or a class: dsg user add NAME, or dsg user add --csv FILE");
        }
        Role usual = UserCommands.role(role);
        return name.map(one -> addOne(one, usual)).orElseGet(() -> addClass(csv.orElseThrow(), usual));
    }

    private JsonNode add(List<ClassList.Member> members) {
        ObjectNode body = GridClient.JSON.createObjectNode();
        ArrayNode users = body.putArray("users");
        members.forEach(member -> users.addObject()
                .put("name", member.name())
                .put("role", member.role().word()));
        UserCommands.putLife(body, life);
        return client.post(UserCommands.USERS, body).path("users");
    }

    private int addOne(String user, Role usual) {
        JsonNode issued = add(List.of(new ClassList.Member(user, usual))).path(0);
        terminal.note("%s is a user now, with the role %s.  The token, shown this once, is good until %s:"
                .formatted(issued.path("name").asString(), issued.path("role").asString(), UserCommands.until(issued)));
        terminal.print(issued.path("token").asString());
        terminal.note("Pass it on where nobody else reads it, with what to type (the token is then asked for):");
        terminal.note("  " + UserCommands.login(client));
        UserCommands.sayIfOnlyHere(client, terminal);
        return ExitStatus.OK;
    }

    private int addClass(Path file, Role usual) {
        Set<String> known = client.get(UserCommands.USERS)
                .path("users")
                .valueStream()
                .map(user -> dsg.model.UserName.same(user.path("name").asString()))
                .collect(Collectors.toSet());
        List<ClassList.Member> members =
                ClassList.read(file, usual, user -> known.contains(dsg.model.UserName.same(user)));
        Path tokens = out.orElseGet(() -> beside(file));
        // Made first, so that no token is given that cannot be written down.
        make(tokens);
        JsonNode issued;
        try {
            issued = add(members);
        } catch (CommandFailure failure) {
            remove(tokens);
            throw failure;
        }
        write(tokens, issued);
        terminal.print("%s added; their tokens are in %s, which only you can read.  Good until %s."
                .formatted(ProgressView.count(members.size(), "user"), tokens, UserCommands.until(issued.path(0))));
        terminal.note("Give each the own line of it, and what to type (the token is then asked for):");
        terminal.note("  " + UserCommands.login(client));
        terminal.note("Then delete the file: the grid itself does not keep tokens.");
        UserCommands.sayIfOnlyHere(client, terminal);
        return ExitStatus.OK;
    }

    private static Path beside(Path file) {
        String whole = file.getFileName().toString();
        return file.resolveSibling(whole.replaceFirst("\\.[^.]*$", "") + "-tokens.csv");
    }

    private static void make(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "Nobody was added.",
                    "Their tokens should go to " + file + ", which is there already.",
                    "Name another file: dsg user add --csv FILE --out FILE");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "Nobody was added.",
                    "Their tokens cannot be written to " + file + ": " + e.getMessage(),
                    "Name another file: dsg user add --csv FILE --out FILE");
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // An empty file stays.
        }
    }

    private static void write(Path file, JsonNode issued) {
        StringBuilder text = new StringBuilder("name,token\n");
        issued.forEach(one -> text.append(one.path("name").asString())
                .append(',')
                .append(one.path("token").asString())
                .append('\n'));
        try {
            Files.writeString(file, text, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The class was added, and its tokens could not be written down.",
                    file + ": " + e.getMessage(),
                    "Make room, and give each a new token: dsg user token NAME");
        }
    }
}
