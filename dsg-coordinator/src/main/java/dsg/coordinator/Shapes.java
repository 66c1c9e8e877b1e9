// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataLedger;
import dsg.core.GridQueries;
import dsg.core.GridQueries.AttemptView;
import dsg.core.GridQueries.ResultFile;
import dsg.core.GridQueries.TaskView;
import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridSnapshot.StageView;
import dsg.jobfile.AskedInputFiles;
import dsg.jobfile.DeclaredParam;
import dsg.jobfile.Problem;
import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Condition;
import dsg.model.Input;
import dsg.model.NodeFacts;
import dsg.model.Reason;
import dsg.model.Resources;
import dsg.model.StageId;
import dsg.model.Usage;
import dsg.model.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The shapes of what REST answers, version 1: maps and lists in a fixed order, ready to become JSON. Times
/// are RFC 3339 in UTC, durations seconds, memory MiB.
final class Shapes {

    private Shapes() {}

    static Map<String, Object> versioned() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("v", 1);
        return shape;
    }

    /// @param statuses how running attempts fare
    static Map<String, Object> job(GridSnapshot snapshot, JobView job, AttemptStatuses statuses) {
        return job(snapshot, job, statuses, _ -> List.of());
    }

    /// @param differs what sets the failed tasks of a stage apart; asked only of stages that have some
    static Map<String, Object> job(
            GridSnapshot snapshot, JobView job, AttemptStatuses statuses, Function<String, List<String>> differs) {
        Map<String, Object> shape = versioned();
        shape.put("id", job.id().number());
        shape.put("nickname", job.nickname());
        shape.put("name", job.name());
        shape.put("by", job.by());
        shape.put("state", job.state().word());
        shape.put("submitted_at", job.submittedAt().toString());
        if (job.endedAt().isBefore(Instant.MAX)) {
            shape.put("ended_at", job.endedAt().toString());
        }
        shape.put("tasks", counts(job.stages()));
        shape.put(
                "stages",
                job.stages().stream()
                        .map(stage -> stage(snapshot, job, stage, statuses, differs))
                        .toList());
        return shape;
    }

    static Map<String, Object> counts(List<StageView> stages) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("total", sum(stages, StageView::tasks));
        counts.putAll(tasksByState(stages));
        counts.put("retried", sum(stages, StageView::retried));
        return counts;
    }

    /// How many of the stages' tasks are in each state.
    static Map<String, Long> tasksByState(List<StageView> stages) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("waiting", sum(stages, StageView::waiting));
        counts.put("running", sum(stages, StageView::running));
        counts.put("done", sum(stages, StageView::done));
        counts.put("cached", sum(stages, StageView::cached));
        counts.put("failed", sum(stages, StageView::failed));
        counts.put("cancelled", sum(stages, StageView::cancelled));
        return counts;
    }

    private static long sum(List<StageView> stages, ToLongFunction<StageView> count) {
        return stages.stream().mapToLong(count).sum();
    }

    private static Map<String, Object> stage(
            GridSnapshot snapshot,
            JobView job,
            StageView stage,
            AttemptStatuses statuses,
            Function<String, List<String>> differs) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", stage.name());
        shape.put("final", stage.isFinal());
        shape.put("after", stage.after());
        shape.put("tasks", counts(List.of(stage)));
        snapshot.reason(job, stage).map(Reason::text).ifPresent(reason -> shape.put("reason", reason));
        statuses.of(new StageId(job.id(), stage.name()))
                .filter(_ -> stage.running() > 0)
                .ifPresent(together -> addStatus(shape, stage, together));
        if (stage.when() instanceof Condition.When(String expression)) {
            shape.put("when", expression);
            stage.verdict().ifPresent(verdict -> shape.put("verdict", verdict(verdict)));
        }
        shape.put(
                "failures",
                stage.failures().stream()
                        .map(failure -> Map.of(
                                "task", job.id() + "." + stage.name() + "." + failure.task(), "why", failure.why()))
                        .toList());
        if (stage.failed() > 0) {
            addDiffers(shape, differs.apply(stage.name()));
        }
        return shape;
    }

    /// How far the stage is: tasks that are over, and of those that run what they say.
    private static void addStatus(Map<String, Object> shape, StageView stage, AttemptStatuses.Together together) {
        double over = stage.done() + stage.cached() + stage.failed() + stage.cancelled();
        shape.put("progress", Math.min(1.0, (over + together.progress()) / stage.tasks()));
        if (!together.note().isEmpty()) {
            shape.put("note", together.note());
        }
        shape.put("looks_stuck", together.looksStuck());
        if (together.frozen() > 0) {
            shape.put("frozen", together.frozen());
            shape.put("why_frozen", together.whyFrozen());
        }
    }

    static void addDiffers(Map<String, Object> shape, List<String> differs) {
        if (!differs.isEmpty()) {
            shape.put("differs", differs);
        }
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Run() -> "runs";
            case Verdict.Skip() -> "skipped";
            case Verdict.Unclear(String why) -> why;
        };
    }

    /// @param statuses how running attempts fare
    static Map<String, Object> task(TaskView task, AttemptStatuses statuses) {
        Map<String, Object> shape = versioned();
        shape.put("id", task.id().toString());
        Optional<String> frozen = whyFrozen(task, statuses);
        shape.put("state", frozen.isPresent() ? "paused" : task.state().word());
        task.reason()
                .map(Reason::text)
                .or(() -> frozen.map(why -> "frozen on its machine: " + why))
                .ifPresent(reason -> shape.put("reason", reason));
        shape.put("values", task.values());
        task.checkpoint().ifPresent(checkpoint -> shape.put("checkpoint", checkpoint(checkpoint)));
        shape.put(
                "attempts",
                task.attempts().stream()
                        .map(attempt -> attempt(attempt, statuses.of(task.id().attempt(attempt.number()))))
                        .toList());
        return shape;
    }

    /// Of a task whose attempt runs, but not at present.
    private static Optional<String> whyFrozen(TaskView task, AttemptStatuses statuses) {
        return task.attempts().stream()
                .filter(attempt -> attempt.report().isEmpty())
                .flatMap(attempt -> statuses.of(task.id().attempt(attempt.number())).stream())
                .flatMap(status -> status.frozen().stream())
                .map(AttemptStatus.Frozen::why)
                .findFirst();
    }

    private static Map<String, Object> attempt(AttemptView attempt, Optional<AttemptStatus> status) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("number", attempt.number());
        shape.put("node", attempt.nodeName());
        shape.put("started_at", attempt.placedAt().toString());
        attempt.endedAt().ifPresent(at -> shape.put("ended_at", at.toString()));
        attempt.begunFrom().ifPresent(checkpoint -> shape.put("continues_from", checkpoint(checkpoint)));
        if (attempt.report().isEmpty()) {
            status.ifPresent(known -> addStatus(shape, known));
        }
        attempt.report().ifPresent(report -> addReport(shape, report));
        return shape;
    }

    private static Map<String, Object> checkpoint(GridQueries.CheckpointView checkpoint) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("attempt", checkpoint.attempt());
        shape.put("at", checkpoint.at().toString());
        shape.put("bytes", checkpoint.bytes());
        return shape;
    }

    private static void addStatus(Map<String, Object> shape, AttemptStatus status) {
        status.progress().ifPresent(progress -> shape.put("progress", progress));
        if (!status.note().isEmpty()) {
            shape.put("note", status.note());
        }
        if (!status.metrics().isEmpty()) {
            shape.put("metrics", status.metrics());
        }
        shape.put("looks_stuck", status.looksStuck());
    }

    static void addReport(Map<String, Object> shape, AttemptReport report) {
        shape.put("end", report.end().word());
        shape.put("why", report.end().why());
        switch (report.end()) {
            case AttemptEnd.Done() -> shape.put("exit_code", 0);
            case AttemptEnd.ExitCode(int code) -> shape.put("exit_code", code);
            case AttemptEnd.Signalled(int signal) -> shape.put("signal", signal);
            case AttemptEnd.Broken _,
                    AttemptEnd.Unhealthy _,
                    AttemptEnd.TimedOut _,
                    AttemptEnd.OutOfMemory _,
                    AttemptEnd.Lost _,
                    AttemptEnd.Cancelled _ -> {} // its command came to no end of its own
        }
        addUsage(shape, report.usage());
        if (report.leftOutBytes() > 0) {
            shape.put("left_out_bytes", report.leftOutBytes());
        }
        shape.put(
                "outputs",
                report.outputs().stream()
                        .map(output -> named(output.output(), artefact(output.artefact())))
                        .toList());
        shape.put("out", artefact(report.out()));
        shape.put("err", artefact(report.err()));
    }

    static void addUsage(Map<String, Object> shape, Usage usage) {
        shape.put("wall_s", usage.wall().toNanos() / 1e9);
        shape.put("cpu_s", usage.cpu().toNanos() / 1e9);
        if (usage.peakMemoryKib() > 0) {
            shape.put("peak_memory_mib", Math.ceilDiv(usage.peakMemoryKib(), 1024));
        }
    }

    /// @param gone what is not kept any more
    static Map<String, Object> result(ResultFile file, DataLedger.Gone gone) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("task", file.task().toString());
        shape.put("folder", file.folder());
        shape.put("output", file.output().name());
        shape.put("path", file.output().path());
        shape.put("show", file.output().show());
        shape.put("caption", file.output().caption());
        shape.put("sha256", file.artefact().digest().hex());
        shape.put("bytes", file.artefact().bytes());
        gone.since(file.artefact().digest()).ifPresent(at -> shape.put("collected_at", at.toString()));
        return shape;
    }

    static Map<String, Object> node(NodeView node) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", node.facts().name());
        shape.put("id", node.id().value());
        shape.put("state", node.state().word());
        node.why().ifPresent(why -> shape.put("why", why));
        shape.put("isolation", node.facts().isolation().word());
        shape.put("types", node.facts().abilities().types().stream().sorted().toList());
        shape.put("limits", node.facts().abilities().limits());
        shape.put("tags", node.facts().tags().stream().sorted().toList());
        addResources(shape, "", node.facts().capacity());
        addResources(shape, "free_", node.free());
        shape.put("running", node.running());
        addFacts(shape, node.facts());
        return shape;
    }

    /// The same, and how its machine fares if that is known.
    static Map<String, Object> node(NodeView node, LiveFigures figures) {
        Map<String, Object> shape = node(node);
        figures.of(node.id()).map(MachineShapes::live).ifPresent(live -> shape.put("live", live));
        return shape;
    }

    /// What a machine is and what tasks find on it.
    static void addFacts(Map<String, Object> shape, NodeFacts facts) {
        shape.put("os", facts.os());
        shape.put("arch", facts.arch());
        shape.put("cpu", facts.cpu());
        shape.put("version", facts.version());
        facts.software().ifPresent(software -> {
            shape.put("kernel", software.kernel());
            shape.put("jvm", software.jvm());
            shape.put("programs", software.programs());
        });
        facts.hardware().map(MachineShapes::hardware).ifPresent(hardware -> shape.put("hardware", hardware));
    }

    /// Where it lies in the task's folder, and its files or the stage that makes it.
    static Map<String, Object> input(Input input) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", input.name());
        shape.put("path", input.path());
        switch (input) {
            case Input.Local local ->
                shape.put(
                        "files",
                        local.files().stream()
                                .map(file -> {
                                    Map<String, Object> one = new LinkedHashMap<>(Map.of("path", file.path()));
                                    one.putAll(artefact(file.artefact()));
                                    return one;
                                })
                                .toList());
            case Input.From from -> {
                shape.put("from", from.stage() + "." + from.output());
                shape.put("as", from.as().name().toLowerCase(Locale.ROOT));
            }
        }
        return shape;
    }

    private static Map<String, Object> named(String name, Map<String, Object> more) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", name);
        shape.putAll(more);
        return shape;
    }

    static Map<String, Object> artefact(Artefact artefact) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("sha256", artefact.digest().hex());
        shape.put("bytes", artefact.bytes());
        return shape;
    }

    static void addResources(Map<String, Object> shape, String prefix, Resources resources) {
        shape.put(prefix + "cores", resources.cpuMilli() / 1000.0);
        shape.put(prefix + "memory_mib", resources.memoryMib());
        shape.put(prefix + "disk_mib", resources.diskMib());
        shape.put(prefix + "gpus", resources.gpus());
    }

    /// What a job file names and nobody gave.
    static List<Map<String, String>> wanted(Collection<AskedInputFiles.Wanted> wanted) {
        return wanted.stream()
                .map(one -> Map.of(
                        "path", one.path(),
                        "lands", one.lands(),
                        "kind", one.kind().word()))
                .toList();
    }

    static Map<String, Object> param(DeclaredParam param) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", param.name());
        shape.put("type", param.type());
        shape.put("help", param.help());
        param.byDefault().ifPresent(value -> shape.put("default", value));
        param.min().ifPresent(min -> shape.put("min", min));
        param.max().ifPresent(max -> shape.put("max", max));
        if (!param.choices().isEmpty()) {
            shape.put("choices", param.choices());
        }
        return shape;
    }

    static Map<String, Object> problem(Problem problem) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("code", problem.code());
        shape.put("file", problem.file());
        shape.put("line", problem.line());
        shape.put("column", problem.column());
        shape.put("what", problem.what());
        shape.put("help", problem.help());
        shape.put("text", problem.render());
        return shape;
    }
}
