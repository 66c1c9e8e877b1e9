// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.UserName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The noun `job`; its daily verbs are also commands of their own.
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Jobs.",
        subcommands = {
            SubmitCommand.class,
            PlanCommand.class,
            JobCommands.ListJobs.class,
            JobCommands.Show.class,
            JobCommands.Watch.class,
            JobActions.Wait.class,
            JobActions.Cancel.class,
            JobActions.Pause.class,
            JobActions.Unpause.class,
            JobActions.Retry.class,
            DeleteCommand.class,
            ResumeCommand.class,
            LogsCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            JobCommands.Get.class,
            ReportCommand.class
        })
final class JobCommands {

    /// What every command on one job shares.
    abstract static class OneJob implements Callable<Integer> {

        @Parameters(paramLabel = "JOB", description = Selector.ONE)
        private String job = "";

        final Terminal terminal = new Terminal();
        final GridClient client = GridClient.of(GridHome.ofEnvironment());

        long id() {
            return Selector.job(client, job);
        }
    }

    /// `dsg ls`, `dsg job list`.
    @Command(name = "ls", aliases = "list", mixinStandardHelpOptions = true, header = "List the jobs, newest first.")
    static final class ListJobs implements Callable<Integer> {

        @Option(
                names = {"-n", "--limit"},
                paramLabel = "N",
                description = "At most N; default 20.")
        private int limit = 20;

        @Option(
                names = {"-q", "--quiet"},
                description = "Print their numbers only.")
        private boolean quiet;

        @Mixin
        private Listing listing = new Listing();

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            JsonNode shape = GridClient.of(GridHome.ofEnvironment()).get("/api/v1/jobs?limit=" + limit);
            if (quiet) {
                shape.path("jobs")
                        .forEach(job ->
                                terminal.print(Long.toString(job.path("id").asLong())));
            } else {
                listing.print(terminal, shape, () -> rows(shape.path("jobs"), listing.isForPeople()));
                if (shape.path("jobs").isEmpty()) {
                    terminal.note("No jobs yet.  The first one: dsg run -- echo hello");
                }
            }
            return ExitStatus.OK;
        }

        /// People are told who handed a job in where that is not one and the same; programs always are.
        private static List<List<String>> rows(JsonNode jobs, boolean forPeople) {
            boolean who =
                    !forPeople || Set.copyOf(jobs.findValuesAsString("by")).size() > 1;
            List<List<String>> rows = new ArrayList<>();
            rows.add(row(who, List.of("JOB", "NICKNAME", "NAME", "STATE", "DONE", "FAILED", "TIME", "WHO")));
            for (JsonNode job : jobs) {
                JsonNode tasks = job.path("tasks");
                rows.add(row(
                        who,
                        List.of(
                                Long.toString(job.path("id").asLong()),
                                job.path("nickname").asString(),
                                job.path("name").asString(),
                                job.path("state").asString(),
                                JobReport.done(tasks) + "/"
                                        + tasks.path("total").asLong(),
                                Long.toString(tasks.path("failed").asLong()),
                                ProgressView.elapsed(job),
                                job.path("by").asString())));
            }
            return rows;
        }

        private static List<String> row(boolean who, List<String> cells) {
            return who ? cells : cells.subList(0, cells.size() - 1);
        }
    }

    /// `dsg job show`.
    @Command(name = "show", mixinStandardHelpOptions = true, header = "Show one job.")
    static final class Show extends OneJob {

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode job = client.get("/api/v1/jobs/" + id());
            if (json) {
                terminal.print(GridClient.pretty(job));
                return ExitStatus.OK;
            }
            terminal.print(JobReport.headline(job));
            if (!job.path("by").asString().equals(UserName.OWNER)) {
                terminal.print("  handed in by " + job.path("by").asString());
            }
            JobReport.stages(job).forEach(terminal::print);
            JsonNode used = job.path("used");
            terminal.print("  used %.1f s of CPU, peak memory %s"
                    .formatted(
                            used.path("cpu_s").asDouble(),
                            used.has("peak_memory_mib")
                                    ? used.path("peak_memory_mib").asLong() + " MiB"
                                    : "not known"));
            JobReport report = new JobReport(client, terminal);
            report.resultsToFetch(job).ifPresent(terminal::print);
            report.failures(job);
            return ExitStatus.OK;
        }
    }

    /// `dsg watch`.
    @Command(name = "watch", mixinStandardHelpOptions = true, header = "Watch a job to its end.")
    static final class Watch extends OneJob {

        @Override
        public Integer call() {
            long id = id();
            // Where no grid is up, that is said at once: it is waited for only when it goes away meanwhile.
            client.get("/api/v1/jobs/" + id);
            JsonNode job = new FollowJob(client, Optional.of(new ProgressView(terminal, false)))
                    .toTheEnd(id, Optional.empty());
            new JobReport(client, terminal).ended(job);
            return FollowJob.status(job);
        }
    }

    /// `dsg get`.
    @Command(name = "get", aliases = "results", mixinStandardHelpOptions = true, header = "Fetch a job's results.")
    static final class Get extends OneJob {

        @Option(
                names = {"-o", "--out"},
                paramLabel = "DIR",
                description = "Where they go; default: dsg-results/JOB")
        private Optional<Path> out = Optional.empty();

        @Option(names = "--all", description = "Every output of every stage.")
        private boolean all;

        @Override
        public Integer call() {
            long id = id();
            Path folder = out.orElse(Results.defaultFolder(id));
            Results results = new Results(client);
            List<Results.Fetched> files = results.fetch(id, folder, all);
            files.forEach(file -> terminal.print(file.file().toString()));
            if (!results.collected().isEmpty()) {
                throw collected(id, results.collected());
            }
            if (files.isEmpty()) {
                boolean over = FollowJob.isOver(client.get("/api/v1/jobs/" + id));
                terminal.note(
                        over
                                ? "Job " + id + " is over and has no results: no `out` of its file was made."
                                        + "  What it printed: dsg logs " + id
                                : "Job " + id + " has no results yet.  See how it stands: dsg job show " + id);
            }
            return ExitStatus.OK;
        }

        private static CommandFailure collected(long id, List<JsonNode> files) {
            JsonNode first = files.getFirst();
            return new CommandFailure(
                    ExitStatus.FAILED,
                    "%s of job %d %s not kept any more, such as %s/%s."
                            .formatted(
                                    ProgressView.count(files.size(), "file"),
                                    id,
                                    files.size() == 1 ? "is" : "are",
                                    first.path("folder").asString(),
                                    first.path("path").asString()),
                    "Collected on "
                            + first.path("collected_at").asString().substring(0, 10)
                            + ", to free disk (dsg data gc).",
                    "Run it again, reusing what is there: dsg resume " + id);
        }
    }
}
