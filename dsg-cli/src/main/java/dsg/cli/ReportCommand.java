// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `dsg report`: one page with all of a job, to keep and to give away.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        header = "Write one HTML file with a job's results, tables and pictures, and all that they depend on.",
        description = "It needs nothing beside it, asks nothing of any server, and prints well.")
final class ReportCommand extends JobCommands.OneJob {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where it goes; default: NAME-JOB-report.html. A file that is there is replaced.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        long id = id();
        JsonNode job = client.get("/api/v1/jobs/" + id);
        ReportRecord record;
        try (InputStream json = client.stream("/api/v1/jobs/" + id + "/record").body()) {
            record = ReportRecord.read(json);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The report was not written.",
                    "The job's record broke off: " + e.getMessage(),
                    "Type the command again.");
        }
        Path file = out.orElse(Path.of(job.path("name").asString() + "-" + id + "-report.html"));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String page = new ReportPage(client, job, record, now).text();
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The report " + file + " could not be written.",
                    e.toString(),
                    "Name another file: dsg report " + id + " -o FILE");
        }
        terminal.print(file.toString());
        if (!FollowJob.isOver(job)) {
            terminal.note("Job " + id + " is not over yet; the report tells how it stands now.  See its end: dsg watch "
                    + id);
        }
        return ExitStatus.OK;
    }
}
