// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg resume`: the job again, as a new job that reuses what has not changed.
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        header = "Run a job again and reuse by content what is unchanged.",
        description = "Makes a new job of the job file as it is now. A task is reused if its command, its variables, "
                + "the content of its inputs and its outputs' names are the same; the rest runs, and is told why.")
final class ResumeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "JOB", description = Selector.ONE)
    private String job = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The job file, if it is not where the job was handed in from.")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private ReadArguments reading = new ReadArguments();

    @Option(names = "--dry-run", description = "Only say what would run, and why.")
    private boolean dryRun;

    @Option(
            names = {"-w", "--watch"},
            description = "Watch it to its end.")
    private boolean watch;

    @Option(names = "--json", description = "Print the plan, or the new job, as JSON.")
    private boolean json;

    private final Terminal terminal = new Terminal();
    private final GridClient client = GridClient.of(GridHome.ofEnvironment());

    @Override
    public Integer call() {
        long earlier = Selector.job(client, job);
        JsonNode was = client.get("/api/v1/jobs/" + earlier + "/file");
        Map<String, String> params = new LinkedHashMap<>();
        was.path("params").forEachEntry((name, value) -> params.put(name, value.asString()));
        Submission submission = submission(earlier, was, params).resuming(earlier);
        JsonNode plan = submission.plan(client);
        if (dryRun && json) {
            terminal.print(GridClient.pretty(plan));
            return ExitStatus.OK;
        }
        if (!json) {
            List<String> lines = PlanView.lines(submission.name(), plan);
            changes(params, submission.check().valid().spec().params()).ifPresent(line -> lines.add(1, line));
            lines.forEach(dryRun ? terminal::print : terminal::note);
        }
        return dryRun ? ExitStatus.OK : SubmitCommand.finish(submission.submit(client), client, terminal, json, watch);
    }

    /// `params: reps 100 -> 200`, where some are others now.
    private static Optional<String> changes(Map<String, String> before, Map<String, String> now) {
        List<String> changes = new ArrayList<>();
        now.forEach((name, value) -> {
            String was = before.getOrDefault(name, value);
            if (!was.equals(value)) {
                changes.add(Terminal.harmless(name + " " + was + " -> " + value));
            }
        });
        return changes.isEmpty() ? Optional.empty() : Optional.of("  params: " + String.join(", ", changes));
    }

    /// A job of one command has no file; the grid has its text.
    private Submission submission(long earlier, JsonNode was, Map<String, String> params) {
        Path from = file.orElse(Path.of(was.path("file").asString()));
        if (file.isEmpty() && was.path("file").asString().equals(Submission.COMMAND)) {
            if (!reading.options().params().isEmpty()) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "Job " + earlier + " has no parameters.",
                        "It is a command that was typed after `dsg run --`, not a job file.",
                        "See which job you mean: dsg ls");
            }
            return Submission.ofText(was.path("text").asString(), terminal);
        }
        if (file.isEmpty() && !Files.exists(from)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    "The job file of job " + job + " is not here.",
                    "It was handed in from " + from + ".",
                    "Say where it is now: dsg resume " + job + " job.yaml");
        }
        return Submission.of(from, reading.over(params), terminal);
    }
}
