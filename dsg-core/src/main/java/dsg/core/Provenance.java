// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.Order;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where a content comes from: the attempts that made it, what those took, who made that, and so on back to the files
/// that were handed in with the jobs. What a job has reused was made by the job that it resumes; once that one is
/// deleted, the job that keeps its record stands for it. Asked on the thread that owns the ledger.
public final class Provenance {

    /// The road back of one content.
    ///
    /// @param makers the attempts that made it, newest first; several where equal contents were made more than once
    /// @param steps every attempt on the road, by its id; makers come before those that they took from
    /// @param complete whether all steps are here; if not, there were more than asked for
    public record Trace(Digest digest, List<AttemptId> makers, Map<AttemptId, Step> steps, boolean complete) {}

    /// One attempt on the road.
    ///
    /// @param standsFor the task of a deleted job that was really run, if the attempt is one that was reused
    /// @param argv what it ran, placeholders filled in
    /// @param values the values of its task's sweep
    /// @param params its job's parameters
    /// @param inputs the first of the files that it took
    /// @param taken how many it took
    public record Step(
            AttemptId attempt,
            Optional<TaskId> standsFor,
            String job,
            String node,
            Instant startedAt,
            Instant endedAt,
            List<String> argv,
            Map<String, String> values,
            Map<String, String> params,
            List<Taken> inputs,
            int taken,
            List<AttemptReport.Produced> outputs) {}

    /// A file that an attempt took.
    ///
    /// @param input the input's name in the job file
    /// @param from the attempt that made it; none if it was handed in with the job
    public record Taken(String input, String path, Artefact artefact, Optional<AttemptId> from) {}

    private final GridView view;
    private final int limit;
    private final Map<AttemptId, Step> steps = new LinkedHashMap<>();
    private final Deque<AttemptId> look = new ArrayDeque<>();
    private boolean complete = true;

    private Provenance(GridView view, int limit) {
        this.view = view;
        this.limit = limit;
    }

    /// The road back of this content: at most so many steps, each with at most so many files.
    public static Trace of(GridView view, Digest digest, int limit) {
        Provenance road = new Provenance(view, limit);
        List<AttemptId> makers = road.makers(digest);
        road.look.addAll(makers);
        road.walk();
        return new Trace(digest, makers, road.steps, road.complete);
    }

    private List<AttemptId> makers(Digest digest) {
        record Made(AttemptId attempt, Instant at) {}
        Set<TaskId> stoodFor = new HashSet<>();
        List<Made> made = new ArrayList<>();
        for (JobLedger job : view.jobs()) {
            DataUse.forEach(job, use -> {
                boolean isOutput = use.kind() == DataUse.Kind.RESULT || use.kind() == DataUse.Kind.INTERMEDIATE;
                if (isOutput && use.artefact().digest().equals(digest)) {
                    AttemptId attempt = use.attempt().orElseThrow();
                    past(attempt)
                            .filter(_ ->
                                    standsFor(attempt.task()).map(stoodFor::add).orElse(true))
                            .ifPresent(past -> made.add(new Made(attempt, past.endedAt())));
                }
            });
        }
        return made.stream()
                .sorted(Comparator.comparing(Made::at).reversed())
                .map(Made::attempt)
                .distinct()
                .toList();
    }

    /// The task of a deleted job that this one, which is there, has reused.
    private Optional<TaskId> standsFor(TaskId id) {
        return view.task(id)
                .flatMap(task -> task.state() instanceof TaskState.Cached(TaskId from)
                        ? Optional.of(from)
                        : Optional.<TaskId>empty())
                .filter(from -> view.job(from.job()).isEmpty());
    }

    /// The attempt's own entry; none for the attempt that a reused task has only on paper.
    private Optional<TaskLedger.Past> past(AttemptId attempt) {
        return view.task(attempt.task())
                .filter(task -> !(task.state() instanceof TaskState.Cached)
                        || standsFor(attempt.task()).isPresent())
                .flatMap(task -> task.past().stream()
                        .filter(past -> past.number() == attempt.number())
                        .findFirst());
    }

    private void walk() {
        while (!look.isEmpty()) {
            AttemptId attempt = look.remove();
            if (steps.containsKey(attempt)) {
                continue;
            }
            if (steps.size() == limit) {
                complete = false;
                return;
            }
            past(attempt).ifPresent(past -> {
                Step step = step(attempt, past);
                steps.put(attempt, step);
                step.inputs().forEach(taken -> taken.from().ifPresent(look::add));
            });
        }
    }

    private Step step(AttemptId attempt, TaskLedger.Past past) {
        JobId id = attempt.task().job();
        JobLedger job = view.jobNamed(id);
        Order order = Orders.order(job, attempt);
        List<Taken> inputs = new ArrayList<>();
        for (Input input : order.inputs()) {
            switch (input) {
                case Input.Local local ->
                    local.files()
                            .forEach(file -> inputs.add(
                                    new Taken(local.name(), file.path(), file.artefact(), Optional.empty())));
                case Input.From from -> take(job, attempt.task().number(), from, inputs);
            }
        }
        return new Step(
                attempt,
                standsFor(attempt.task()),
                job.spec().name(),
                past.where().facts().name(),
                past.placedAt(),
                past.endedAt(),
                order.words(),
                job.stageNamed(attempt.task().stage())
                        .spec()
                        .sweep()
                        .values(attempt.task().number()),
                job.spec().params(),
                List.copyOf(inputs.subList(0, Math.min(limit, inputs.size()))),
                inputs.size(),
                past.report().outputs());
    }

    private void take(JobLedger job, int number, Input.From from, List<Taken> inputs) {
        StageLedger stage = job.stageNamed(from.stage());
        boolean one = from.as() == Input.Gather.EACH;
        String path = stage.spec().output(from.output()).orElseThrow().path();
        for (int task = one ? number : 1; task <= (one ? number : stage.tasks()); task++) {
            TaskId maker = stage.id().task(task);
            GridQueries.produced(stage, task, from.output())
                    .ifPresent(artefact -> inputs.add(new Taken(from.name(), path, artefact, madeBy(maker))));
        }
    }

    /// The attempt that a done task has its outputs of: its own, or the one of the task that it reuses.
    private Optional<AttemptId> madeBy(TaskId id) {
        return view.task(id).flatMap(task -> switch (task.state()) {
            case TaskState.Cached(TaskId from) -> standsFor(id).isPresent() ? newest(id, task) : madeBy(from);
            case TaskState.Done() -> newest(id, task);
            case TaskState.Waiting _, TaskState.Running _, TaskState.Failed(), TaskState.Cancelled() ->
                Optional.empty();
        });
    }

    private static Optional<AttemptId> newest(TaskId id, TaskLedger task) {
        return Optional.of(id.attempt(task.past().getLast().number()));
    }
}
