// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
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
        footer = {"", "First steps:  dsg run examples/gw150914/job.yaml    dsg run -- echo hello"},
        subcommands = {
            RunCommand.class,
            SubmitCommand.class,
            CheckCommand.class,
            JobCommands.ListJobs.class,
            JobCommands.Watch.class,
            JobCommands.Wait.class,
            JobCommands.Cancel.class,
            LogsCommand.class,
            JobCommands.Get.class,
            ExplainCommand.class,
            GridCommands.Up.class,
            GridCommands.Down.class,
            GridCommands.Status.class,
            JobCommands.class,
            NodeCommands.class,
            ProcessCommand.class
        })
public final class Main {

    private Main() {}

    /// Runs what the arguments say and ends with its exit status.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs what the arguments say; the exit status.
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((fault, command, _) -> explain(fault, command))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    private static int explain(Exception fault, CommandLine command) throws Exception {
        return switch (fault) {
            case CommandFailure failure -> {
                command.getErr().println(failure.text());
                yield failure.status();
            }
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
