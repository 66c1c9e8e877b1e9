// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.GridEvent;
import dsg.model.JobSpec;
import dsg.model.Submission;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a job would run and what it would reuse, and why, without handing it in.
public final class ResumePlan {

    /// A stage of the plan.
    ///
    /// @param reused how many of its tasks need not run
    /// @param reasons why the others do, each with the number of tasks that it is true of
    public record StagePlan(String name, int tasks, int reused, Map<String, Integer> reasons) {}

    private final Optional<JobLedger> earlier;
    private final DataLedger data;
    private final Contents contents;
    private final Map<String, Map<Map<String, String>, Integer>> numbers = new HashMap<>();

    private ResumePlan(JobLedger job, Optional<JobLedger> earlier, DataLedger data) {
        this.data = data;
        this.earlier = earlier;
        this.contents = new Contents(job);
    }

    /// The plan for a job that would be handed in so.
    public static List<StagePlan> of(GridView view, JobSpec spec, Submission submission, Instant now) {
        JobLedger job = new JobLedger(new GridEvent.JobSubmitted(view.nextJob(), spec, submission, now));
        Optional<JobLedger> earlier = submission.resumes().flatMap(view::job);
        earlier.ifPresent(from -> reuse(job, from, view.data(), now));
        ResumePlan plan = new ResumePlan(job, earlier, view.data());
        return job.stages().stream().map(plan::stage).toList();
    }

    private static void reuse(JobLedger job, JobLedger earlier, DataLedger data, Instant now) {
        Reuse reuse = new Reuse();
        int looked = 1;
        while (looked > 0) {
            List<GridEvent.TaskReused> reused = new ArrayList<>();
            looked = reuse.look(job, earlier, data, Reuse.SLICE, now, reused);
            for (GridEvent.TaskReused event : reused) {
                TaskLedger made = earlier.stageNamed(event.from().stage())
                        .task(event.from().number())
                        .orElseThrow();
                job.stageNamed(event.task().stage())
                        .applyReused(
                                event.task().number(), event.from(), made.past().getLast());
                job.applyTaskOver(event.task().stage(), event.task().number());
            }
        }
    }

    private StagePlan stage(StageLedger stage) {
        Map<String, Integer> reasons = new LinkedHashMap<>();
        for (int number = 1; number <= stage.tasks() && earlier.isPresent(); number++) {
            if (!stage.stateOf(number).isDone()) {
                reasons.merge(why(earlier.get(), stage, number), 1, Integer::sum);
            }
        }
        return new StagePlan(stage.spec().name(), stage.tasks(), stage.cached(), reasons);
    }

    /// Why this task of a resumed job runs though the earlier job is there; none if it does not resume, or reuses.
    public static Optional<String> whyRun(GridView view, TaskId id) {
        Optional<JobLedger> job = view.job(id.job());
        Optional<JobLedger> earlier =
                job.flatMap(known -> known.submission().resumes()).flatMap(view::job);
        return earlier.flatMap(from -> job.flatMap(known -> known.stage(id.stage()))
                .filter(stage -> !(stage.stateOf(id.number()) instanceof TaskState.Cached))
                .map(stage -> new ResumePlan(job.get(), earlier, view.data()).why(from, stage, id.number())));
    }

    private String why(JobLedger before, StageLedger stage, int number) {
        if (!stage.spec().cache()) {
            return "its stage says cache: off";
        }
        if (!stage.upstreamDone() || stage.isHeldUp(number)) {
            return "what it takes is made anew";
        }
        Optional<StageLedger> same = before.stage(stage.spec().name());
        if (same.isEmpty()) {
            return "its stage is new";
        }
        Optional<Integer> known = numberIn(same.get(), stage.spec().sweep().values(number));
        if (known.isEmpty()) {
            return "its point is new";
        }
        TaskState state = same.get().stateOf(known.get());
        if (!state.isDone()) {
            return "it was not done in job " + before.id() + " (" + state.word() + ")";
        }
        return contents.of(stage, number)
                .since(new Contents(before).of(same.get(), known.get()))
                .or(() -> collected(same.get(), known.get()))
                .orElse("it is not in the journal any more");
    }

    /// What of it was given up, by now or when it was looked for.
    private Optional<String> collected(StageLedger stage, int number) {
        return stage.task(number)
                .flatMap(task -> task.outputs().stream()
                        .flatMap(output -> data
                                .collectedAt(output.artefact().digest())
                                .map(at -> "its " + output.output() + " was collected on "
                                        + DataRules.day(Optional.of(at)))
                                .stream())
                        .findFirst());
    }

    /// The task of an earlier stage that had these values.
    private Optional<Integer> numberIn(StageLedger stage, Map<String, String> values) {
        Map<Map<String, String>, Integer> known =
                numbers.computeIfAbsent(stage.spec().name(), _ -> {
                    Map<Map<String, String>, Integer> byValues = new HashMap<>();
                    for (int number = 1; number <= stage.tasks(); number++) {
                        byValues.put(stage.spec().sweep().values(number), number);
                    }
                    return byValues;
                });
        return Optional.ofNullable(known.get(values));
    }
}
