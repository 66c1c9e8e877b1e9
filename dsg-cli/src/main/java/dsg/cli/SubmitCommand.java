// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg submit`: hand a job in and go on.
@Command(name = "submit", mixinStandardHelpOptions = true, header = "Hand a job in.")
final class SubmitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A job file.")
    private Path file = Path.of("");

    @Option(
            names = {"-w", "--watch"},
            description = "Watch it to its end.")
    private boolean watch;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the job's number only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the job as JSON.")
    private boolean json;

    @Mixin
    private ReadArguments reading = new ReadArguments();

    @Option(
            names = "--dry-run",
            description = "The same as dsg job plan: only say what would run, where it fits, what would be reused.")
    private boolean dryRun;

    @Option(names = "--require-fit", description = "Refuse if no machine of the grid can run some stage now.")
    private boolean requireFit;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        Submission submission = Submission.of(file, reading.options(), terminal);
        if (dryRun) {
            return PlanCommand.show(submission, client, terminal, json, requireFit);
        }
        if (requireFit) {
            JsonNode plan = submission.plan(client);
            if (!plan.path("fits").asBoolean()) {
                PlanView.lines(submission.name(), plan).forEach(terminal::note);
                return ExitStatus.DOES_NOT_FIT;
            }
        }
        JsonNode job = submission.submit(client);
        if (quiet) {
            terminal.print(Long.toString(job.path("id").asLong()));
            return watch ? follow(job, client, terminal, true) : ExitStatus.OK;
        }
        return finish(job, client, terminal, json, watch);
    }

    /// Says that a job was handed in, and watches it if that is wanted.
    static int finish(JsonNode job, GridClient client, Terminal terminal, boolean json, boolean watch) {
        if (json) {
            terminal.print(GridClient.pretty(job));
        } else if (!watch) {
            long id = job.path("id").asLong();
            terminal.print("job %d %s   %s   %s"
                    .formatted(
                            id,
                            job.path("nickname").asString(),
                            job.path("name").asString(),
                            ProgressView.count(job.path("tasks").path("total").asLong(), "task")));
            terminal.note("  watch it: dsg watch " + id + "    its results: dsg get " + id);
        }
        return watch ? follow(job, client, terminal, false) : ExitStatus.OK;
    }

    private static int follow(JsonNode job, GridClient client, Terminal terminal, boolean quiet) {
        JsonNode ended = new FollowJob(client, Optional.of(new ProgressView(terminal, quiet)))
                .toTheEnd(job.path("id").asLong(), Optional.empty());
        JobReport report = new JobReport(client, terminal);
        if (!quiet) {
            report.printOutput(ended);
        }
        report.ended(ended);
        return FollowJob.status(ended);
    }
}
