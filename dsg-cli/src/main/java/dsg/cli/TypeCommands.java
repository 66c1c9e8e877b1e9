// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.TypeKeys;
import dsg.type.TaskType;
import dsg.type.TaskTypes;
import dsg.type.TaskTypes.Known;
import dsg.type.TypeFolder;
import dsg.type.TypeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The noun `type`: the kinds of tasks that this machine knows.
@Command(
        name = "type",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The types of tasks: commands, containers, WebAssembly, Java, and those that you add.",
        subcommands = {
            TypeCommands.ListTypes.class,
            TypeCommands.Show.class,
            TypeCommands.Add.class,
            TypeCommands.Remove.class,
            TypeCommands.Api.class
        })
final class TypeCommands {

    private TypeCommands() {}

    private static TypeFolder folder() {
        return new TypeFolder(GridHome.ofEnvironment().types());
    }

    private static String origin(Known known) {
        return known.pin().isEmpty() ? "DSG" : "sha256 " + known.pin().substring(0, 12);
    }

    /// `dsg type list`.
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "List the types of tasks that this machine knows; those of other nodes: dsg node show NODE.")
    static final class ListTypes implements Callable<Integer> {

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            TaskTypes types = folder().current();
            if (json) {
                Map<String, Object> shape = new LinkedHashMap<>();
                shape.put("v", 1);
                shape.put("types", types.all().stream().map(ListTypes::shape).toList());
                shape.put("faults", types.faults());
                terminal.print(GridClient.JSON.writeValueAsString(shape));
                return ExitStatus.OK;
            }
            List<List<String>> rows = new ArrayList<>(List.of(List.of("TYPE", "FROM", "WHAT IT RUNS")));
            types.all()
                    .forEach(known -> rows.add(List.of(
                            known.type().name(),
                            origin(known),
                            Terminal.harmless(known.type().help()))));
            terminal.printTable(rows);
            types.faults().forEach(fault -> terminal.note("Left out: " + fault + "."));
            return ExitStatus.OK;
        }

        private static Map<String, Object> shape(Known known) {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("name", known.type().name());
            shape.put("help", known.type().help());
            shape.put("sha256", known.pin());
            return shape;
        }
    }

    /// `dsg type show`.
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Show the keys that a stage of a type has, and how each is written.")
    static final class Show implements Callable<Integer> {

        @Parameters(paramLabel = "TYPE", description = "As dsg type list names it.")
        private String name = "";

        @Override
        public Integer call() {
            Known known =
                    Optional.ofNullable(folder().current().known().get(name)).orElseThrow(() -> unknown(name));
            new Terminal().print(text(known));
            return ExitStatus.OK;
        }

        private static String text(Known known) {
            TaskType type = known.type();
            List<List<String>> rows = new ArrayList<>();
            for (TypeKey key : type.keys()) {
                rows.add(List.of(
                        "  " + key.name(),
                        (key.required() ? "must be there" : "may be left out"),
                        Terminal.harmless(key.help() + choices(key))));
            }
            StringBuilder text = new StringBuilder(
                    "%s: %s (from %s)%n%n".formatted(type.name(), Terminal.harmless(type.help()), origin(known)));
            text.append(String.join(System.lineSeparator(), Terminal.table(rows)))
                    .append("%n%nFor example:%n%n  dsg: 1%n".formatted());
            type.keys()
                    .forEach(key -> text.append("  %s%s%n"
                            .formatted(
                                    Terminal.harmless(key.example()), key.required() ? "" : "    # may be left out")));
            return text.toString().stripTrailing();
        }

        private static String choices(TypeKey key) {
            return key.choices().isEmpty() ? "" : ": " + String.join(" or ", key.choices());
        }
    }

    private static CommandFailure unknown(String name) {
        return new CommandFailure(
                ExitStatus.NOT_FOUND,
                "This machine knows no task type " + Terminal.harmless(name) + ".",
                "It is neither one of DSG's own nor in a jar that was added here.",
                "See which there are: dsg type list");
    }

    /// `dsg type add`.
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            header = "Let this machine's node and coordinator take the task types of a jar.",
            description =
                    "Its code then runs as a part of them, with all that they may do: add only what you trust. It is"
                            + " known by its SHA-256; a jar that changes later is not taken until you add it again. Holds at once.")
    static final class Add implements Callable<Integer> {

        @Parameters(paramLabel = "FILE.jar", description = "Names its types in META-INF/services/dsg.type.TaskType.")
        private Path jar = Path.of("");

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            GridHome.ofEnvironment().prepare();
            try {
                for (Known known : TaskTypes.inside(jar)) {
                    TypeKeys.whyNot(known.type()).ifPresent(why -> {
                        throw refused(why + ".");
                    });
                }
                List<Known> brought = folder().allow(jar);
                for (Known known : brought) {
                    terminal.print("%s: %s (sha256 %s)"
                            .formatted(
                                    known.type().name(),
                                    Terminal.harmless(known.type().help()),
                                    known.pin()));
                }
                terminal.note(
                        "This machine knows it now; other nodes that are to run it need the same file: dsg type add."
                                + "  Its keys: dsg type show "
                                + brought.getFirst().type().name());
                return ExitStatus.OK;
            } catch (IOException e) {
                throw refused(Files.exists(jar) ? "It cannot be read: " + e.getMessage() : "There is no such file.");
            } catch (IllegalArgumentException e) {
                throw refused(e.getMessage() + ".");
            }
        }

        private CommandFailure refused(String why) {
            return new CommandFailure(
                    ExitStatus.FAILED,
                    jar + " was not added.",
                    why,
                    "A page shows how one is written: docs/task-types.md");
        }
    }

    /// `dsg type remove`.
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header = "Let this machine know a type no longer, and any other of the same jar.",
            description = "Tasks of it that run here go on. Holds at once.")
    static final class Remove implements Callable<Integer> {

        @Parameters(paramLabel = "TYPE", description = "As dsg type list names it.")
        private String name = "";

        @Override
        public Integer call() {
            if (TaskTypes.builtIn().known().containsKey(name)) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        name + " was not removed.",
                        "It is one of DSG's own types.",
                        "What tasks may do on this machine its owner says: dsg node policy");
            }
            try {
                if (!folder().forbid(name)) {
                    throw unknown(name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            new Terminal().print(name + " is known here no longer.");
            return ExitStatus.OK;
        }
    }

    /// `dsg type api`.
    @Command(
            name = "api",
            mixinStandardHelpOptions = true,
            header = "Print where the jar lies that a task type is compiled against.")
    static final class Api implements Callable<Integer> {

        @Override
        public Integer call() throws URISyntaxException {
            new Terminal()
                    .print(Path.of(TaskType.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .toString());
            return ExitStatus.OK;
        }
    }
}
