// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.Refusal;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.TaskId;
import dsg.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people may ask of jobs, and when a job is over.
public final class JobRules {

    private JobRules() {}

    static Decision submit(GridView view, GridCommand.Submit submit, Instant now) {
        Optional<JobId> known = view.jobSubmittedAs(
                submit.submission().by(), submit.submission().key());
        if (known.isPresent()) {
            return view.job(known.get()).isPresent()
                    ? Decision.accepted(known.get(), List.of())
                    : Decision.refused(Decision.Cause.CONFLICT, keyOfDeleted(known.get()));
        }
        Optional<JobId> resumes = submit.submission().resumes();
        if (resumes.isPresent() && view.job(resumes.get()).isEmpty()) {
            return noSuchJob(view, resumes.get());
        }
        JobId id = view.nextJob();
        return Decision.accepted(id, List.of(new GridEvent.JobSubmitted(id, submit.spec(), submit.submission(), now)));
    }

    /// A verdict that nobody waits for any more changes nothing.
    static Decision judge(GridView view, StageId id, Verdict verdict, Instant now) {
        boolean asked = view.job(id.job())
                .filter(job -> !job.isOver())
                .flatMap(job -> job.stage(id.stage()))
                .filter(StageLedger::isToBeJudged)
                .isPresent();
        return asked
                ? Decision.of(List.of(new GridEvent.StageJudged(id, verdict, now)), List.of())
                : Decision.nothing();
    }

    /// What the condition of a stage may speak of, for whoever looks at it.
    static GridEffect.Judge question(JobLedger job, StageLedger stage, String expression) {
        Map<String, Map<String, Integer>> stages = new LinkedHashMap<>();
        Map<String, Artefact> outputs = new LinkedHashMap<>();
        for (StageLedger other : job.stages()) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            counts.put("tasks", other.tasks());
            counts.put("done", other.done() + other.cached());
            counts.put("failed", other.failed());
            stages.put(other.spec().name(), counts);
            if (other.tasks() == 1 && other.isSatisfied()) {
                other.task(1)
                        .ifPresent(task -> task.outputs()
                                .forEach(produced -> outputs.put(
                                        other.spec().name() + "." + produced.output(), produced.artefact())));
            }
        }
        return new GridEffect.Judge(stage.id(), expression, job.spec().params(), stages, outputs);
    }

    /// What is over already, or was cancelled before, stays as it is: then nothing follows.
    static Decision cancel(GridView view, Target target, Instant now) {
        JobId id = target.job();
        Optional<JobLedger> job = view.job(id);
        if (job.isEmpty()) {
            return noSuchJob(view, id);
        }
        if (!exists(job.get(), target)) {
            return Decision.refused(Decision.Cause.NOT_FOUND, noSuchTarget(target));
        }
        boolean whole = target instanceof JobId;
        if (job.get().isOver()
                || (!whole && job.get().stages(target).stream().noneMatch(stage -> stage.hasToCancel(target)))) {
            return Decision.accepted(id, List.of());
        }
        List<GridEffect> stops = new ArrayList<>();
        job.get().forEachRunning((attempt, node) -> {
            if (target.covers(attempt.task())) {
                stops.add(new GridEffect.Stop(node, attempt));
            }
        });
        GridEvent cancelled = whole ? new GridEvent.JobCancelled(id, now) : new GridEvent.TasksCancelled(target, now);
        return new Decision(List.of(cancelled), stops, new Decision.Answer.Accepted(id));
    }

    /// What was sent ahead and has not begun is given back; what has begun goes on to its end.
    static Decision pause(GridView view, JobId id, Instant now) {
        Optional<JobLedger> job = view.job(id);
        if (job.isEmpty()) {
            return noSuchJob(view, id);
        }
        if (job.get().isOver()) {
            return Decision.refused(Decision.Cause.CONFLICT, nothingToPause(job.get()));
        }
        if (job.get().isPaused()) {
            return Decision.accepted(id, List.of());
        }
        List<GridEffect> recalls = new ArrayList<>();
        for (NodeLedger node : view.nodes()) {
            node.ahead().stream()
                    .filter(attempt -> attempt.task().job().equals(id))
                    .forEach(attempt -> recalls.add(new GridEffect.Recall(node.id(), attempt)));
        }
        return new Decision(List.of(new GridEvent.JobPaused(id, now)), recalls, new Decision.Answer.Accepted(id));
    }

    private static Refusal nothingToPause(JobLedger job) {
        return new Refusal(
                "Job " + job.id() + " is not paused.",
                job.state().isOver()
                        ? "It is over (" + job.state().word() + ")."
                        : "It was cancelled, and its last tasks are about to end.",
                "See how it stands: dsg job show " + job.id());
    }

    static Decision unpause(GridView view, JobId id, Instant now) {
        Optional<JobLedger> job = view.job(id);
        if (job.isEmpty()) {
            return noSuchJob(view, id);
        }
        return Decision.accepted(id, job.get().isPaused() ? List.of(new GridEvent.JobUnpaused(id, now)) : List.of());
    }

    static Decision retry(GridView view, Target target, Instant now) {
        JobId id = target.job();
        Optional<JobLedger> job = view.job(id);
        if (job.isEmpty()) {
            return noSuchJob(view, id);
        }
        if (!exists(job.get(), target)) {
            return Decision.refused(Decision.Cause.NOT_FOUND, noSuchTarget(target));
        }
        return whyNotRetried(job.get(), target)
                .or(() -> DataRules.whyNotGoOn(view, job.get()))
                .map(why -> Decision.refused(Decision.Cause.CONFLICT, why))
                .orElseGet(() -> Decision.accepted(id, List.of(new GridEvent.Retried(target, now))));
    }

    /// A job that another one takes results from just now stays until that one is over.
    static Decision delete(GridView view, JobId id, Instant now) {
        Optional<JobLedger> job = view.job(id);
        if (job.isEmpty()) {
            return noSuchJob(view, id);
        }
        return whyNotDeleted(view, job.get())
                .map(why -> Decision.refused(Decision.Cause.CONFLICT, why))
                .orElseGet(() -> Decision.accepted(id, List.of(new GridEvent.JobDeleted(id, now))));
    }

    private static Optional<Refusal> whyNotDeleted(GridView view, JobLedger job) {
        String what = "Job " + job.id() + " is not deleted.";
        if (!job.state().isOver()) {
            return Optional.of(
                    job.isCancelled()
                            ? new Refusal(
                                    what,
                                    "It was cancelled, and its last tasks are about to end.",
                                    "Wait for its end: dsg wait " + job.id())
                            : new Refusal(
                                    what,
                                    "It is not over: it is " + job.state().word() + ".",
                                    "End it first: dsg cancel " + job.id()));
        }
        return view.resuming().stream()
                .filter(other ->
                        other.submission().resumes().filter(job.id()::equals).isPresent())
                .findFirst()
                .map(other -> new Refusal(
                        what,
                        "Job " + other.id() + " resumes it, and is not over.",
                        "Wait for its end: dsg wait " + other.id()));
    }

    private static Refusal keyOfDeleted(JobId id) {
        return new Refusal(
                "This job was not taken.",
                "It was taken once before, as job " + id + ", which was deleted: its idempotency key is used up.",
                "To run it again, send it under a key of its own.");
    }

    private static boolean exists(JobLedger job, Target target) {
        return switch (target) {
            case JobId _ -> true;
            case StageId stage -> job.stage(stage.stage()).isPresent();
            case TaskId task ->
                job.stage(task.stage())
                        .filter(stage -> task.number() <= stage.tasks())
                        .isPresent();
        };
    }

    private static Optional<Refusal> whyNotRetried(JobLedger job, Target target) {
        if (job.isCancelled() && !job.state().isOver()) {
            return Optional.of(new Refusal(
                    "Job " + job.id() + " is not retried.",
                    "It was cancelled, and some of its tasks have not ended yet.",
                    "Wait for its end: dsg wait " + job.id()));
        }
        if (job.isCancelled() && !(target instanceof JobId)) {
            return Optional.of(new Refusal(
                    target + " is not retried alone.",
                    "Its whole job was cancelled.",
                    "Go on with the job: dsg retry " + job.id()));
        }
        if (job.stages(target).stream().anyMatch(stage -> stage.hasEnding(target))) {
            return Optional.of(new Refusal(
                    target + " is not retried now.",
                    "It was cancelled, and has not quite ended yet.",
                    "See when it has: dsg job show " + job.id()));
        }
        Optional<StageLedger> building = job.stages().stream()
                .filter(stage -> stage.hasFailedOrCancelled(target))
                .flatMap(stage -> job.outdatedBy(stage.spec().name()).stream())
                .map(job::stageNamed)
                .filter(stage -> stage.running() > 0)
                .findFirst();
        if (building.isPresent()) {
            return Optional.of(new Refusal(
                    target + " is not retried now.",
                    "Stage " + building.get().spec().name() + " is at work with what there is.",
                    "Wait for the job's end: dsg wait " + job.id()));
        }
        boolean something =
                job.isCancelled() || job.stages().stream().anyMatch(stage -> stage.hasFailedOrCancelled(target));
        return something
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "There is nothing to retry in " + target + ".",
                        "No task of it has failed or was cancelled.",
                        "See how it stands: dsg job show " + job.id()));
    }

    /// The jobs among these of which nothing runs or can run any more.
    public static List<GridEvent> settle(GridView view, Iterable<JobId> touched, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        for (JobId id : touched) {
            view.job(id)
                    .flatMap(JobLedger::outcome)
                    .ifPresent(outcome -> events.add(new GridEvent.JobEnded(id, outcome, now)));
        }
        return events;
    }

    private static Decision noSuchJob(GridView view, JobId id) {
        return Decision.refused(Decision.Cause.NOT_FOUND, noSuchJob(id, view.nextJob()));
    }

    /// The refusal for a job that is not in this grid.
    ///
    /// @param nextJob the number that the next job gets: those before it were given
    public static Refusal noSuchJob(JobId id, JobId nextJob) {
        return id.compareTo(nextJob) < 0
                ? new Refusal(
                        "Job " + id + " is not there any more.",
                        "It was deleted; its number is given to no other.",
                        "See those that are there: dsg ls")
                : new Refusal(
                        "There is no job " + id + ".",
                        "This grid has never had a job of that number.",
                        "See them all: dsg ls");
    }

    /// The refusal for a stage or a task that its job does not have.
    public static Refusal noSuchTarget(Target target) {
        return new Refusal(
                "There is no " + (target instanceof StageId ? "stage " : "task ") + target + ".",
                "Its job has none of that name.",
                "See what it has: dsg job show " + target.job());
    }
}
