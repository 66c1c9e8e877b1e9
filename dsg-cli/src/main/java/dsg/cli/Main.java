// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// `dsg`: the one `main`.
@Command(
        name = "dsg",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "A lab, a classroom, a club or a household computes science together on the machines it already has.",
        footer = {
            "",
            "Colour: --color auto, always or never; NO_COLOR=1 switches it off.",
            "First steps:  dsg run -- echo hello    dsg example list"
        })
public final class Main {

    private Main() {}

    /// In the order in which help lists them.
    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand.class);
        commands.put("submit", SubmitCommand.class);
        commands.put("check", CheckCommand.class);
        commands.put("schema", SchemaCommand.class);
        commands.put("ls", JobCommands.ListJobs.class);
        commands.put("watch", JobCommands.Watch.class);
        commands.put("wait", JobActions.Wait.class);
        commands.put("logs", LogsCommand.class);
        commands.put("get", JobCommands.Get.class);
        commands.put("report", ReportCommand.class);
        commands.put("explain", ExplainCommand.class);
        commands.put("cancel", JobActions.Cancel.class);
        commands.put("retry", JobActions.Retry.class);
        commands.put("resume", ResumeCommand.class);
        commands.put("up", GridCommands.Up.class);
        commands.put("down", GridCommands.Down.class);
        commands.put("status", GridCommands.Status.class);
        commands.put("ui", UiCommand.class);
        commands.put("join", JoinCommand.class);
        commands.put("leave", LeaveCommand.class);
        commands.put("invite", InviteCommand.class);
        commands.put("backup", BackupCommands.Write.class);
        commands.put("restore", BackupCommands.Restore.class);
        commands.put("service", ServiceCommands.class);
        commands.put("upgrade", UpgradeCommand.class);
        commands.put("grid", GridCommands.class);
        commands.put("job", JobCommands.class);
        commands.put("task", TaskCommands.class);
        commands.put("data", DataCommands.class);
        commands.put("node", NodeCommands.class);
        commands.put("type", TypeCommands.class);
        commands.put("user", UserCommands.class);
        commands.put("login", LoginCommands.In.class);
        commands.put("logout", LoginCommands.Out.class);
        commands.put("example", ExampleCommands.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("completion", CompletionCommand.class);
        commands.put("help", HelpCommands.Help.class);
        commands.put("reference", HelpCommands.Reference.class);
        return commands;
    }

    /// Runs what the arguments say and ends with its exit status.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 1 && arguments[0].equals("process")) {
            System.exit(GridProcess.run(List.of(arguments)));
        }
        System.exit(run(arguments));
    }

    /// Runs what the arguments say; the exit status. `--color` may stand anywhere before `--`.
    static int run(String... typed) {
        List<String> arguments = new ArrayList<>(List.of(typed));
        int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
        for (int i = 0; i < end; i++) {
            String colour = arguments.get(i);
            if (colour.equals("--color") && i + 1 < end) {
                colour = "--color=" + arguments.remove(i + 1);
            }
            if (colour.matches("--color=(auto|always|never)")) {
                arguments.remove(i);
                Terminal.colour(colour.substring(colour.indexOf('=') + 1));
                break;
            }
        }
        return runPlain(NodeTag.typed(arguments).toArray(String[]::new));
    }

    private static int runPlain(String... arguments) {
        Optional<IntSupplier> alone = arguments.length == 1 ? alone(arguments[0]) : Optional.empty();
        if (alone.isPresent()) {
            try {
                return alone.get().getAsInt();
            } catch (CommandFailure failure) {
                return explain(failure);
            }
        }
        return commandLine(arguments)
                .setExecutionExceptionHandler((fault, _, _) -> explain(fault))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    /// What is typed most, where nothing is typed with it: half of what a quick command costs is to read its options.
    private static Optional<IntSupplier> alone(String command) {
        return switch (command) {
            case "--version" -> Optional.of(Main::version);
            case "ls" -> Optional.of(new JobCommands.ListJobs()::call);
            case "status" -> Optional.of(new GridCommands.Status()::call);
            default -> Optional.empty();
        };
    }

    private static int version() {
        System.out.println("dsg " + Version.text());
        return ExitStatus.OK;
    }

    /// Only the command that is typed is looked at in full: that is most of what a quick command costs.
    private static CommandLine commandLine(String... arguments) {
        Class<?> typed = arguments.length > 0 ? commands().get(arguments[0]) : null;
        if (typed == null) {
            return whole();
        }
        return new CommandLine(new Main()).addSubcommand(arguments[0], typed);
    }

    /// `dsg` with every command that it has.
    static CommandLine whole() {
        CommandLine dsg = new CommandLine(new Main());
        commands().forEach(dsg::addSubcommand);
        return dsg;
    }

    private static int explain(CommandFailure failure) {
        System.err.println(failure.text());
        return failure.status();
    }

    private static int explain(Exception fault) throws Exception {
        return switch (fault) {
            case CommandFailure failure -> explain(failure);
            case Submission.InvalidJobFile _ -> ExitStatus.INVALID_JOB_FILE;
            default -> throw fault;
        };
    }

    /// `dsg --version`.
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return List.of("dsg " + Version.text()).toArray(String[]::new);
        }
    }
}
