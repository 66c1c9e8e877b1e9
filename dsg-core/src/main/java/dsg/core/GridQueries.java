// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Condition;
import dsg.model.Input;
import dsg.model.NodeId;
import dsg.model.Output;
import dsg.model.Reason;
import dsg.model.TaskId;
import dsg.model.TaskState;
import dsg.model.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Questions about details that a snapshot does not carry. Asked on the thread that owns the ledger.
public final class GridQueries {

    private GridQueries() {}

    /// A task with its sweep values, its attempts, and why it waits or is cancelled, if it does or is.
    ///
    /// @param checkpoint what its next attempt would go on from
    public record TaskView(
            TaskId id,
            Map<String, String> values,
            TaskState state,
            Optional<Reason> reason,
            List<AttemptView> attempts,
            Optional<CheckpointView> checkpoint) {
        public TaskView {
            attempts = List.copyOf(attempts);
        }
    }

    /// What an attempt has kept of its work, and when.
    public record CheckpointView(int attempt, Instant at, long bytes) {
        static CheckpointView of(JobCheckpoints.Kept kept) {
            return new CheckpointView(
                    kept.attempt().number(), kept.at(), kept.checkpoint().bytes());
        }
    }

    /// An attempt; `report` is there once it is over.
    ///
    /// @param begunFrom what it went on from, if it did not begin from the start
    public record AttemptView(
            int number,
            NodeId node,
            String nodeName,
            Instant placedAt,
            Optional<Instant> endedAt,
            Optional<AttemptReport> report,
            Optional<CheckpointView> begunFrom) {}

    /// A file among a job's results: `folder` is `<stage>` or `<stage>/<task>`, `path` the output's own.
    public record ResultFile(TaskId task, String folder, Output output, Artefact artefact) {}

    /// One task's share of a gathered input.
    public record GatheredItem(TaskId task, Map<String, String> values, String path, Artefact artefact) {}

    /// Whether there is such a task, tried or not.
    public static boolean exists(GridView view, TaskId task) {
        return view.job(task.job())
                .flatMap(job -> job.stage(task.stage()))
                .filter(stage -> task.number() <= stage.tasks())
                .isPresent();
    }

    /// The task, or none if there is no such task.
    public static Optional<TaskView> task(GridView view, TaskId id, Plan plan, Instant now) {
        if (!exists(view, id)) {
            return Optional.empty();
        }
        JobLedger job = view.jobNamed(id.job());
        StageLedger stage = job.stageNamed(id.stage());
        TaskState state = effectiveState(job, stage, id.number());
        return Optional.of(new TaskView(
                id,
                stage.spec().sweep().values(id.number()),
                state,
                reason(job, stage, id.number(), state, plan, now),
                attempts(view, job, id),
                job.checkpoints().newest(id).map(CheckpointView::of)));
    }

    /// The task's state, its job's end counted in.
    static TaskState effectiveState(JobLedger job, StageLedger stage, int number) {
        TaskState state = stage.stateOf(number);
        boolean over = job.isOver() || stage.isSkipped() || stage.isAbsent(number);
        return over && state instanceof TaskState.Waiting ? new TaskState.Cancelled() : state;
    }

    private static Optional<Reason> reason(
            JobLedger job, StageLedger stage, int number, TaskState state, Plan plan, Instant now) {
        return switch (state) {
            case TaskState.Waiting(Instant notBefore) -> whyWaiting(job, stage, number, notBefore, plan, now);
            case TaskState.Cancelled() -> Optional.of(new Reason.Cancelled(whyCancelled(job, stage, number)));
            case TaskState.Running _ ->
                stage.isEnding(number)
                        ? Optional.of(new Reason.Cancelled("it was cancelled, and is about to end"))
                        : Optional.empty();
            case TaskState.Done(), TaskState.Cached _, TaskState.Failed() -> Optional.empty();
        };
    }

    private static String whyCancelled(JobLedger job, StageLedger stage, int number) {
        if (job.isCancelled()) {
            return "its job was cancelled";
        }
        if (stage.stateOf(number) instanceof TaskState.Cancelled) {
            return "somebody cancelled it; dsg retry " + stage.id().task(number) + " brings it back";
        }
        if (stage.isSkipped()) {
            return "its stage is skipped";
        }
        if (stage.isHeldUp(number)) {
            return "the task that it follows is not done";
        }
        return "its job ended before it could run";
    }

    private static Optional<Reason> whyWaiting(
            JobLedger job, StageLedger stage, int number, Instant notBefore, Plan plan, Instant now) {
        if (job.isPaused()) {
            return Optional.of(new Reason.Paused());
        }
        if (!stage.upstreamDone()) {
            return Optional.of(new Reason.WaitsFor(stage.spec().upstream().stream()
                    .filter(stage.upstreamLeft()::contains)
                    .toList()));
        }
        if (stage.verdict().isEmpty() && stage.spec().when() instanceof Condition.When(String expression)) {
            return Optional.of(new Reason.Judged(expression));
        }
        if (stage.isHeldUp(number)) {
            String followed = stage.spec().follows().orElseThrow();
            return Optional.of(new Reason.WaitsFor(List.of(new TaskId(stage.id().job(), followed, number).toString())));
        }
        if (notBefore.isAfter(now)) {
            String why = stage.task(number)
                    .flatMap(TaskLedger::lastReport)
                    .map(AttemptReport::end)
                    .map(AttemptEnd::why)
                    .orElse("");
            return Optional.of(new Reason.TriedAgain(notBefore, why));
        }
        return Optional.of(plan.waiting().of(stage.id(), stage.requestOf(number)));
    }

    /// The attempts of a task of this job, in their order; none if it was never tried.
    static List<AttemptView> attempts(GridView view, JobLedger job, TaskId id) {
        Optional<TaskLedger> task = job.stageNamed(id.stage()).task(id.number());
        if (task.isEmpty()) {
            return List.of();
        }
        List<AttemptView> attempts = new ArrayList<>();
        for (TaskLedger.Past past : task.get().past()) {
            attempts.add(new AttemptView(
                    past.number(),
                    past.where().node(),
                    past.where().facts().name(),
                    past.placedAt(),
                    Optional.of(past.endedAt()),
                    Optional.of(past.report()),
                    job.checkpoints().begunFrom(id.attempt(past.number()))));
        }
        if (task.get().state() instanceof TaskState.Running(NodeId node, Instant since)) {
            attempts.add(new AttemptView(
                    task.get().attempts(),
                    node,
                    nameOf(view, node),
                    since,
                    Optional.empty(),
                    Optional.empty(),
                    job.checkpoints().begunFrom(id.attempt(task.get().attempts()))));
        }
        return attempts;
    }

    private static String nameOf(GridView view, NodeId node) {
        return view.node(node).map(ledger -> ledger.facts().name()).orElse(node.value());
    }

    /// The files that the job's done tasks made: of final stages and what is shown, or all.
    public static List<ResultFile> results(JobLedger job, boolean all) {
        List<ResultFile> files = new ArrayList<>();
        for (StageLedger stage : job.stages()) {
            boolean whole = all || job.isFinal(stage);
            boolean some = whole || stage.spec().outputs().stream().anyMatch(Output::show);
            for (int number = 1; some && number <= stage.tasks(); number++) {
                addResults(files, stage, number, whole);
            }
        }
        return files;
    }

    private static void addResults(List<ResultFile> files, StageLedger stage, int number, boolean whole) {
        String name = stage.spec().name();
        String folder = stage.spec().sweep().isSweep() ? name + "/" + number : name;
        for (Output output : stage.spec().outputs()) {
            if (whole || output.show()) {
                produced(stage, number, output.name())
                        .ifPresent(artefact ->
                                files.add(new ResultFile(stage.id().task(number), folder, output, artefact)));
            }
        }
    }

    /// What this task has made under this name, if it is done.
    static Optional<Artefact> produced(StageLedger stage, int number, String output) {
        return stage.task(number)
                .flatMap(task -> task.outputs().stream()
                        .filter(produced -> produced.output().equals(output))
                        .map(AttemptReport.Produced::artefact)
                        .findFirst());
    }

    /// What this attempt's input gathers, from the upstream task with number `from` on, at most `limit`
    /// items; empty if this node does not run this attempt, or past the end.
    public static List<GatheredItem> gathered(
            GridView view, NodeId node, AttemptId attempt, String input, int from, int limit) {
        if (view.task(attempt.task())
                .filter(task -> task.isRunning(attempt, node))
                .isEmpty()) {
            return List.of();
        }
        JobLedger job = view.jobNamed(attempt.task().job());
        StageLedger stage = job.stageNamed(attempt.task().stage());
        List<Input> inputs = new ArrayList<>(stage.spec().inputs());
        inputs.addAll(stage.spec().sweep().inputs(attempt.task().number()));
        List<GatheredItem> items = new ArrayList<>();
        for (Input candidate : inputs) {
            if (candidate instanceof Input.From source && source.name().equals(input)) {
                StageLedger upstream = job.stageNamed(source.stage());
                boolean one = source.as() == Input.Gather.EACH;
                int first = one ? Math.max(from, attempt.task().number()) : from;
                int last = one ? attempt.task().number() : upstream.tasks();
                for (int number = first; number <= last && items.size() < limit; number++) {
                    gather(upstream, number, source.output()).ifPresent(items::add);
                }
            }
        }
        return items;
    }

    private static Optional<GatheredItem> gather(StageLedger upstream, int number, String name) {
        Output output = upstream.spec().output(name).orElseThrow();
        return produced(upstream, number, name)
                .map(artefact -> new GatheredItem(
                        upstream.id().task(number), upstream.spec().sweep().values(number), output.path(), artefact));
    }

    /// What all attempts of the job used together: wall-clock and CPU time, and the largest peak of memory. What was
    /// reused used nothing again.
    public static Usage usage(JobLedger job) {
        java.time.Duration wall = java.time.Duration.ZERO;
        java.time.Duration cpu = java.time.Duration.ZERO;
        long peakKib = 0;
        for (StageLedger stage : job.stages()) {
            for (int number = 1; number <= stage.tasks(); number++) {
                for (TaskLedger.Past past : stage.task(number)
                        .filter(task -> !(task.state() instanceof TaskState.Cached))
                        .map(TaskLedger::past)
                        .orElse(List.of())) {
                    Usage usage = past.report().usage();
                    wall = wall.plus(usage.wall());
                    cpu = cpu.plus(usage.cpu());
                    peakKib = Math.max(peakKib, usage.peakMemoryKib());
                }
            }
        }
        return new Usage(wall, cpu, peakKib);
    }
}
