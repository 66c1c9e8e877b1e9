// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptReport;
import dsg.model.Input;
import dsg.model.JobSpec;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What was computed, for a job's record: every task that was tried or reused, with all that it depended on. Asked page
/// by page on the thread that owns the ledger, so that a job of a million tasks holds nobody up.
public final class RecordQueries {

    /// The most tasks that one page looks at.
    private static final int LOOK_MAX = 20_000;

    private RecordQueries() {}

    /// A task as it ran.
    ///
    /// @param values the sweep's
    /// @param seed what the job names as its seed, if it does: see [#seed]
    /// @param argv its program and arguments, every placeholder filled in
    /// @param env the variables that the job file names
    /// @param inputs those of its own: not the stage's, which are the same for all of its tasks
    /// @param reused the task whose outputs and attempts it has taken over
    public record TaskRecord(
            TaskId id,
            TaskState state,
            Map<String, String> values,
            Optional<String> seed,
            List<String> argv,
            Map<String, String> env,
            List<Input> inputs,
            Optional<TaskId> reused,
            List<AttemptRecord> attempts) {
        public TaskRecord {
            argv = List.copyOf(argv);
            inputs = List.copyOf(inputs);
            attempts = List.copyOf(attempts);
        }
    }

    /// An attempt and its node as it was then; `endedAt` and `report` are there once it is over.
    public record AttemptRecord(
            int number,
            NodeId node,
            NodeFacts facts,
            Instant placedAt,
            Optional<Instant> endedAt,
            Optional<AttemptReport> report) {}

    /// Tasks in the order of their numbers; `next` is where to go on, and is absent when nothing is left.
    public record Page(List<TaskRecord> tasks, OptionalInt next) {
        public Page {
            tasks = List.copyOf(tasks);
        }
    }

    /// At most `limit` of the stage's tasks from number `from` on; none if there is no such stage.
    public static Optional<Page> page(GridView view, StageId id, int from, int limit) {
        return view.job(id.job()).flatMap(job -> job.stage(id.stage()).map(stage -> page(job, stage, from, limit)));
    }

    private static Page page(JobLedger job, StageLedger stage, int from, int limit) {
        List<TaskRecord> tasks = new ArrayList<>();
        int number = Math.max(1, from);
        int looked = 0;
        int tried = stage.hasBegun() ? stage.tasks() : 0;
        while (number <= tried && tasks.size() < limit && looked < LOOK_MAX) {
            int task = number;
            stage.task(number).ifPresent(ledger -> tasks.add(task(job, stage, task, ledger)));
            number++;
            looked++;
        }
        return new Page(tasks, number <= tried ? OptionalInt.of(number) : OptionalInt.empty());
    }

    private static TaskRecord task(JobLedger job, StageLedger stage, int number, TaskLedger ledger) {
        StageSpec spec = stage.spec();
        Map<String, String> values = Orders.values(job, spec, number);
        Map<String, String> sweep = spec.sweep().values(number);
        Map<String, String> env = Orders.env(spec, values);
        return new TaskRecord(
                stage.id().task(number),
                GridQueries.effectiveState(job, stage, number),
                sweep,
                seed(job.spec(), sweep, env),
                spec.command().argv(values),
                env,
                spec.sweep().inputs(number),
                ledger.state() instanceof TaskState.Cached(TaskId from) ? Optional.of(from) : Optional.empty(),
                attempts(ledger));
    }

    private static List<AttemptRecord> attempts(TaskLedger task) {
        List<AttemptRecord> attempts = new ArrayList<>();
        for (TaskLedger.Past past : task.past()) {
            attempts.add(new AttemptRecord(
                    past.number(),
                    past.where().node(),
                    past.where().facts(),
                    past.placedAt(),
                    Optional.of(past.endedAt()),
                    Optional.of(past.report())));
        }
        if (task.state() instanceof TaskState.Running(NodeId node, Instant since)) {
            attempts.add(new AttemptRecord(
                    task.attempts(), node, task.where().facts(), since, Optional.empty(), Optional.empty()));
        }
        return attempts;
    }

    /// The variable `DSG_SEED` if the job file sets it, else the sweep's value `seed`, else the parameter `seed`.
    static Optional<String> seed(JobSpec spec, Map<String, String> sweep, Map<String, String> env) {
        return Optional.ofNullable(env.get("DSG_SEED"))
                .or(() -> Optional.ofNullable(sweep.get("seed")))
                .or(() -> Optional.ofNullable(spec.params().get("seed")));
    }
}
