// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `dsg run`: submit, watch, fetch. Where no grid is up, one is started for it.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Run a job file, or a command after --, and fetch its results.",
        description = "Uses the grid that is up; where none is, starts one for this run and stops it at the end.")
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE or -- COMMAND", arity = "1..*", description = "A job file; or -- and a command.")
    private List<String> words = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Where results go; default: dsg-results/JOB")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--all", description = "Fetch every output of every stage.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only say what would run; where no grid is up, only check the file.")
    private boolean dryRun;

    @Option(names = "--progress", paramLabel = "plain", description = "plain: a line at each tenth instead of bars")
    private String progress = "auto";

    @Mixin
    private ReadArguments reading = new ReadArguments();

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        Submission submission = submission(terminal);
        // A mistake in the file is told before anything is started.
        submission.check();
        GridHome home = GridHome.ofEnvironment();
        if (dryRun) {
            return dryRun(submission, home, terminal);
        }
        try (EmbeddedGrid grid = new EmbeddedGrid(home, terminal)) {
            int status = run(submission, grid.client(), terminal);
            if (status == ExitStatus.JOB_FAILED && grid.isEmbedded()) {
                terminal.note("  The grid of this run stops now; for these commands, start it again: dsg up");
            }
            return status;
        }
    }

    private static int dryRun(Submission submission, GridHome home, Terminal terminal) {
        if (home.running(ProcessKind.COORDINATOR).isEmpty()
                && GridClient.elsewhere(home).isEmpty()) {
            terminal.print(CheckCommand.isOk(submission));
            terminal.note("No grid is up; where it fits, and what would be reused, says one: dsg up");
            return ExitStatus.OK;
        }
        return PlanCommand.show(submission, GridClient.of(home), terminal, false, false);
    }

    private Submission submission(Terminal terminal) {
        boolean command = spec.commandLine().getParseResult().originalArgs().contains("--");
        if (command) {
            return Submission.ofCommand(words, terminal);
        }
        if (words.size() > 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "One job file at a time. To run a command, put -- before it: dsg run -- "
                            + String.join(" ", words));
        }
        return Submission.of(Path.of(words.getFirst()), reading.options(), terminal);
    }

    private int run(Submission submission, GridClient client, Terminal terminal) {
        JsonNode submitted = submission.submit(client);
        long id = submitted.path("id").asLong();
        ProgressView view = new ProgressView(terminal, progress.equals("plain"));
        Thread leaving = new Thread(() -> {
            view.end();
            terminal.note("Left. Job " + id + " goes on; its results: dsg get " + id);
        });
        Runtime.getRuntime().addShutdownHook(leaving);
        JsonNode job = new FollowJob(client, Optional.of(view)).toTheEnd(id, Optional.empty());
        Runtime.getRuntime().removeShutdownHook(leaving);
        Path folder = out.orElse(Results.defaultFolder(id));
        JobReport report = new JobReport(client, terminal);
        report.printOutput(job);
        List<Results.Fetched> files = new Results(client).fetch(id, folder, all);
        terminal.note(JobReport.headline(job));
        report.results(folder, files);
        report.failures(job);
        return FollowJob.status(job);
    }
}
