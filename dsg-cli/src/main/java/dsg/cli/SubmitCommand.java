// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Option(names = "--yes-large", description = "Allow more than 100,000 tasks.")
    private boolean large;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        JsonNode job = Submission.of(file, large, terminal).submit(client);
        if (json) {
            terminal.print(GridClient.pretty(job));
        } else if (quiet) {
            terminal.print(Long.toString(job.path("id").asLong()));
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
        if (!watch) {
            return ExitStatus.OK;
        }
        JsonNode ended = new FollowJob(client, Optional.of(new ProgressView(terminal, quiet)))
                .toTheEnd(job.path("id").asLong(), Optional.empty());
        terminal.note(JobReport.headline(ended));
        new JobReport(client, terminal).failures(ended);
        return FollowJob.status(ended);
    }
}
