// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What is done to one or several jobs at once: cancel, pause, unpause, retry, wait.
final class JobActions {

    private JobActions() {}

    /// What every command on several jobs shares: each job has its turn, though another's was refused.
    abstract static class ManyJobs implements Callable<Integer> {

        @Parameters(paramLabel = "JOB", arity = "1..*", description = Selector.MANY)
        private List<String> jobs = List.of();

        final Terminal terminal = new Terminal();
        final GridClient client = GridClient.of(GridHome.ofEnvironment());

        @Override
        public Integer call() {
            int status = ExitStatus.OK;
            for (long job : Selector.jobs(client, jobs)) {
                try {
                    int ended = act(job);
                    status = status == ExitStatus.OK ? ended : status;
                } catch (CommandFailure failure) {
                    if (failure.status() == ExitStatus.NOT_REACHABLE) {
                        throw failure;
                    }
                    terminal.note(failure.text());
                    status = status == ExitStatus.OK ? failure.status() : status;
                }
            }
            return status;
        }

        /// The exit status of what became of this one.
        abstract int act(long job);

        /// Asks this of the job, and prints how it stands then.
        int ask(long job, String what) {
            terminal.print(JobReport.headline(client.post("/api/v1/jobs/" + job + "/" + what, Map.of())));
            return ExitStatus.OK;
        }
    }

    /// `dsg cancel`.
    @Command(name = "cancel", mixinStandardHelpOptions = true, header = "End jobs: nothing new starts, what runs ends.")
    static final class Cancel extends ManyJobs {

        @Override
        int act(long job) {
            return ask(job, "cancel");
        }
    }

    /// `dsg job pause`.
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            header = "Pause jobs: nothing new starts, what runs goes on to its end.",
            footer = {"", "They go on with: dsg job unpause JOB"})
    static final class Pause extends ManyJobs {

        @Override
        int act(long job) {
            return ask(job, "pause");
        }
    }

    /// `dsg job unpause`.
    @Command(name = "unpause", mixinStandardHelpOptions = true, header = "Let paused jobs go on.")
    static final class Unpause extends ManyJobs {

        @Override
        int act(long job) {
            return ask(job, "unpause");
        }
    }

    /// `dsg wait`.
    @Command(name = "wait", mixinStandardHelpOptions = true, header = "Wait silently until jobs have ended.")
    static final class Wait extends ManyJobs {

        @Option(names = "--timeout", paramLabel = "TIME", description = "At most this long for all, for example 10m.")
        private Optional<String> timeout = Optional.empty();

        private final long begun = System.nanoTime();

        @Override
        int act(long job) {
            Optional<Duration> limit = timeout.map(text -> Durations.parse(text)
                    .orElseThrow(() -> new CommandFailure(
                            ExitStatus.USAGE,
                            "`" + text + "` is no time.",
                            "A time is a whole number and a unit.",
                            "Write 20s, 10m or 2h.")));
            client.get("/api/v1/jobs/" + job);
            Optional<Duration> left = limit.map(all -> all.minusNanos(System.nanoTime() - begun))
                    .map(rest -> rest.isNegative() ? Duration.ZERO : rest);
            return FollowJob.status(new FollowJob(client, Optional.empty()).toTheEnd(job, left));
        }
    }

    /// `dsg retry`.
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            header = "Try again what has failed or was cancelled, of jobs, a stage or a task.")
    static final class Retry implements Callable<Integer> {

        @Parameters(
                paramLabel = "JOB, STAGE or TASK",
                arity = "1..*",
                description = "For example 2, last, 2-5, 2.simulate, 2.simulate.17.")
        private List<String> which = List.of();

        private final Terminal terminal = new Terminal();
        private final GridClient client = GridClient.of(GridHome.ofEnvironment());

        @Override
        public Integer call() {
            for (String text : which) {
                if (text.contains(".")) {
                    retry(Selector.path(client, text));
                } else {
                    Selector.jobs(client, List.of(text)).forEach(job -> retry("/api/v1/jobs/" + job));
                }
            }
            return ExitStatus.OK;
        }

        private void retry(String path) {
            JsonNode job = client.post(path + "/retry", Map.of());
            terminal.print(JobReport.headline(job));
            terminal.note("Follow it: dsg watch " + job.path("id").asLong());
        }
    }
}
