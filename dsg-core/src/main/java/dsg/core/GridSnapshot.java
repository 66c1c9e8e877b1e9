// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Condition;
import dsg.model.JobId;
import dsg.model.JobState;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.Reason;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.StageId;
import dsg.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What readers see of one moment; immutable, published once a turn. Jobs stand in the order of their
/// numbers.
///
/// @param nextJob the number that the next job gets: those before it that are not among the jobs were deleted
/// @param forgotten the nodes that were removed from the grid
public record GridSnapshot(
        List<JobView> jobs, JobId nextJob, List<NodeView> nodes, Set<NodeId> forgotten, Waits waiting, Users users) {

    /// A grid in which nothing has happened.
    public static final GridSnapshot EMPTY =
            new GridSnapshot(List.of(), new JobId(1), List.of(), Set.of(), Waits.NONE, Users.NONE);

    public GridSnapshot {
        jobs = List.copyOf(jobs);
        nodes = List.copyOf(nodes);
        forgotten = Set.copyOf(forgotten);
    }

    /// A job and its stages. `endedAt` is [Instant#MAX] while it goes on.
    ///
    /// @param by the user who handed it in
    public record JobView(
            JobId id,
            String nickname,
            String name,
            String by,
            JobState state,
            Instant submittedAt,
            Instant endedAt,
            List<StageView> stages) {

        public JobView {
            stages = List.copyOf(stages);
        }

        /// How many tasks the job has.
        public long tasks() {
            return stages.stream().mapToLong(StageView::tasks).sum();
        }
    }

    /// A stage: its tasks counted by state, what it waits for, and the first few of its failures.
    ///
    /// @param cached how many are done by reuse
    /// @param cancelled how many were cancelled, or can never run because what they follow has failed
    /// @param verdict what became of its condition, once it was looked at
    /// @param isFinal whether no other stage takes its outputs, so that they are the job's results
    /// @param retried attempts that failed and were followed by another
    /// @param nextRetry when a task that failed is tried again, if none can start before
    public record StageView(
            String name,
            boolean isFinal,
            List<String> after,
            int tasks,
            int waiting,
            int running,
            int done,
            int cached,
            int failed,
            int cancelled,
            int retried,
            Request request,
            List<String> waitsFor,
            Condition when,
            Optional<Verdict> verdict,
            Optional<Instant> nextRetry,
            List<FailureView> failures) {

        public StageView {
            after = List.copyOf(after);
            waitsFor = List.copyOf(waitsFor);
            failures = List.copyOf(failures);
        }
    }

    /// A task that failed for good, and why.
    public record FailureView(int task, String why) {}

    /// A node: what it is, how it is, and what it has left.
    ///
    /// @param connected whether its link is open
    /// @param why why it is given nothing new although it may be there, as a sentence without a full stop
    public record NodeView(
            NodeId id,
            NodeFacts facts,
            boolean connected,
            NodeState state,
            Optional<String> why,
            Resources free,
            int running) {

        public NodeView {
            if (!facts.capacity().covers(free)) {
                throw new IllegalStateException("Node " + id + " would have " + free + " free of " + facts.capacity());
            }
        }
    }

    /// The job with this number.
    public Optional<JobView> job(JobId id) {
        int place = place(jobs, id);
        return place >= 0 ? Optional.of(jobs.get(place)) : Optional.empty();
    }

    /// How many jobs were deleted since the grid began.
    public long deleted() {
        return nextJob.number() - 1 - jobs.size();
    }

    /// Whether there was a job of this number, which was deleted.
    public boolean isDeleted(JobId id) {
        return id.number() < nextJob.number() && job(id).isEmpty();
    }

    /// Where the job stands among these, which are in the order of their numbers; less than 0 if it does not.
    /// While none was deleted, its number says it.
    static int place(List<JobView> jobs, JobId id) {
        long usual = id.number() - 1;
        if (usual < jobs.size() && jobs.get((int) usual).id().equals(id)) {
            return (int) usual;
        }
        int first = 0;
        int last = jobs.size() - 1;
        while (first <= last) {
            int middle = (first + last) >>> 1;
            int order = jobs.get(middle).id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            first = order < 0 ? middle + 1 : first;
            last = order < 0 ? last : middle - 1;
        }
        return -1;
    }

    /// Why the waiting tasks of this stage of this job wait; none if no task of it waits.
    public Optional<Reason> reason(JobView job, StageView stage) {
        if (stage.waiting() == 0) {
            return Optional.empty();
        }
        if (job.state() == JobState.PAUSED) {
            return Optional.of(new Reason.Paused());
        }
        if (!stage.waitsFor().isEmpty()) {
            return Optional.of(new Reason.WaitsFor(stage.waitsFor()));
        }
        if (stage.verdict().isEmpty() && stage.when() instanceof Condition.When(String expression)) {
            return Optional.of(new Reason.Judged(expression));
        }
        if (stage.nextRetry().isPresent()) {
            return Optional.of(new Reason.TriedAgain(stage.nextRetry().get(), "it failed"));
        }
        return Optional.of(waiting.of(new StageId(job.id(), stage.name()), stage.request()));
    }
}
