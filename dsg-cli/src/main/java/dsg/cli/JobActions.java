// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import dsg.model.Target;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What is done to one or several jobs at once: cancel, pause, unpause, retry, wait; some of it also to single
/// stages and tasks.
final class JobActions {

    private JobActions() {}

    /// What every command on several things shares: each has its turn, though another's was refused.
    abstract static class Many implements Callable<Integer> {

        final Terminal terminal = new Terminal();
        final GridClient client = GridClient.of(GridHome.ofEnvironment());

        /// The exit status: of what became of each, the first that is not a success.
        <T> int inTurn(Collection<T> things, ToIntFunction<T> act) {
            int status = ExitStatus.OK;
            for (T thing : things) {
                try {
                    int ended = act.applyAsInt(thing);
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
    }

    /// What every command on several jobs shares.
    abstract static class ManyJobs extends Many {

        @Parameters(paramLabel = "JOB", arity = "1..*", description = Selector.MANY)
        private List<String> jobs = List.of();

        @Override
        public Integer call() {
            return inTurn(Selector.jobs(client, jobs), this::act);
        }

        /// The exit status of what became of this one.
        abstract int act(long job);

        /// Asks this of the job, and prints how it stands then.
        int ask(long job, String what) {
            terminal.print(JobReport.headline(client.post("/api/v1/jobs/" + job + "/" + what, Map.of())));
            return ExitStatus.OK;
        }
    }

    /// What every command on several jobs, stages and tasks shares.
    abstract static class ManyTargets extends Many {

        @Parameters(
                paramLabel = "JOB, STAGE or TASK",
                arity = "1..*",
                description = "For example 2, last, 2-5, @me, 2.simulate, 2.simulate.17.")
        private List<String> which = List.of();

        @Override
        public Integer call() {
            return inTurn(Selector.targets(client, which), this::act);
        }

        /// The exit status of what became of this one.
        abstract int act(Target target);
    }

    /// `dsg cancel`.
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            header = "End jobs, stages or tasks: nothing new of them starts, what runs ends.",
            footer = {
                "",
                "What is done stays. The rest runs after all with: dsg retry",
                "A job goes on without a task that was cancelled if its stage's allow_failures covers that."
            })
    static final class Cancel extends ManyTargets {

        @Override
        int act(Target target) {
            JsonNode job = client.post(Selector.path(target) + "/cancel", Map.of());
            if (target instanceof TaskId) {
                terminal.print(ExplainCommand.headline(client.get(Selector.path(target))));
            } else {
                terminal.print(JobReport.headline(job));
            }
            return ExitStatus.OK;
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
    static final class Retry extends ManyTargets {

        @Override
        int act(Target target) {
            terminal.print(JobReport.headline(client.post(Selector.path(target) + "/retry", Map.of())));
            terminal.note("Follow it: dsg watch " + target.job());
            return ExitStatus.OK;
        }
    }
}
