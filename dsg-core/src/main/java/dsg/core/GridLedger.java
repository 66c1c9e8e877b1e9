// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.Request;
import dsg.model.StageId;
import dsg.model.TaskId;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// All that is true of the grid. Only [#apply(GridEvent)] changes it, live and when the journal is replayed
/// alike; one thread owns it.
public final class GridLedger implements GridView {

    private final TreeMap<JobId, JobLedger> jobs = new TreeMap<>();
    private final TreeMap<JobId, JobLedger> active = new TreeMap<>();
    private final TreeMap<JobId, JobLedger> resuming = new TreeMap<>();
    private final TreeMap<JobId, JobLedger> retrying = new TreeMap<>();
    private final Map<Handed, JobId> keys = new HashMap<>();
    private final TreeMap<NodeId, NodeLedger> nodes = new TreeMap<>();
    private final TreeSet<JobId> touched = new TreeSet<>();
    private final DataLedger data = new DataLedger();
    private final Members members = new Members();
    private final UserLedger users = new UserLedger();
    private final Departures departures = new Departures();
    private final Snapshots snapshots = new Snapshots();
    private long newest;

    /// Keys are each submitter's own: nobody gets a job for his key that another has handed in.
    private record Handed(String by, String key) {}

    /// Makes this event true.
    ///
    /// @throws IllegalStateException if it cannot follow from what is true already: the journal or a rule is
    /// broken
    public void apply(GridEvent event) {
        switch (event) {
            case GridEvent.JobSubmitted submitted -> applySubmitted(submitted);
            case GridEvent.JobCancelled cancelled -> touch(cancelled.job()).applyCancelled();
            case GridEvent.TasksCancelled cancelled ->
                touch(cancelled.target().job()).applyCancelled(cancelled.target());
            case GridEvent.JobPaused paused -> touch(paused.job()).applyPaused(true);
            case GridEvent.JobUnpaused unpaused -> touch(unpaused.job()).applyPaused(false);
            case GridEvent.Retried retried -> {
                JobLedger job = touch(retried.target().job());
                job.applyRetried(retried.target(), retried.at());
                activate(job);
            }
            case GridEvent.JobEnded ended -> {
                touch(ended.job()).applyEnded(ended.state(), ended.at());
                active.remove(ended.job());
                resuming.remove(ended.job());
            }
            case GridEvent.JobDeleted deleted -> applyDeleted(deleted.job());
            case GridEvent.StageJudged judged ->
                touch(judged.stage().job()).applyJudged(judged.stage().stage(), judged.verdict());
            case GridEvent.TaskReused reused -> applyReused(reused);
            case GridEvent.AttemptPlaced placed -> applyPlaced(placed);
            case GridEvent.CheckpointTaken taken -> applyTaken(taken);
            case GridEvent.AttemptEnded ended -> applyEnded(ended);
            case GridEvent.DataPut put -> data.applyPut(put);
            case GridEvent.DataForgotten forgotten -> data.applyForgotten(forgotten.name());
            case GridEvent.DataCollected gone -> data.applyCollected(gone);
            case GridEvent.InviteMade made -> members.applyMade(made);
            case GridEvent.InvitesEnded _ -> members.applyEnded();
            case GridEvent.NodeAdmitted admitted -> members.applyAdmitted(admitted);
            case GridEvent.NodeForgotten forgotten -> applyForgotten(forgotten.node());
            case GridEvent.NodeRenamed renamed -> {
                members.applyRenamed(renamed.node(), renamed.name());
                nodeNamed(renamed.node()).applyRenamed(renamed.name());
            }
            case GridEvent.FailuresExcused excused -> applyExcused(excused);
            case GridEvent.NodeRested rested ->
                nodeNamed(rested.node()).quickFailures().applyRested(rested.until());
            case GridEvent.NodeArrived arrived -> applyArrived(arrived);
            case GridEvent.NodeSurveyed surveyed -> nodeNamed(surveyed.node()).applySurveyed(surveyed.software());
            case GridEvent.NodeChanged changed -> nodeNamed(changed.node()).applyChanged(changed.facts());
            case GridEvent.NodeOffers offers -> nodeNamed(offers.node()).applyOffers(offers.offer());
            case GridEvent.NodeTagged tagged -> nodeNamed(tagged.node()).applyTagged(tagged.added(), tagged.removed());
            case GridEvent.NodeDeparted departed -> applyDeparted(departed);
            case GridEvent.NodeLost lost -> applyLost(lost);
            case GridEvent.NodePaused paused -> nodeNamed(paused.node()).applyPaused(true);
            case GridEvent.NodeUnpaused unpaused -> nodeNamed(unpaused.node()).applyPaused(false);
            case GridEvent.NodeDraining draining -> nodeNamed(draining.node()).applyDraining();
            case GridEvent.UserAdded added -> users.applyAdded(added);
            case GridEvent.RoleChanged changed -> users.applyRole(changed);
            case GridEvent.UserRemoved removed -> users.applyRemoved(removed.user());
            case GridEvent.TokenIssued issued -> users.applyIssued(issued);
            case GridEvent.TokenRevoked revoked -> users.applyRevoked(revoked);
        }
    }

    private void applySubmitted(GridEvent.JobSubmitted submitted) {
        JobLedger job = new JobLedger(submitted);
        if (submitted.job().number() <= newest) {
            throw new IllegalStateException("Job " + submitted.job() + " is submitted twice.");
        }
        newest = submitted.job().number();
        jobs.put(submitted.job(), job);
        activate(job);
        keys.put(new Handed(submitted.submission().by(), submitted.submission().key()), submitted.job());
        data.applySubmitted(submitted.spec());
        touch(submitted.job());
    }

    /// Its key stays: what was handed in under it is not taken a second time.
    private void applyDeleted(JobId id) {
        if (!touch(id).state().isOver()) {
            throw new IllegalStateException("Job " + id + " is deleted, but it is not over.");
        }
        jobs.remove(id);
    }

    private void applyForgotten(NodeId id) {
        if (!attemptsOn(id).isEmpty()) {
            throw new IllegalStateException("Node " + id + " is forgotten, but it holds attempts.");
        }
        nodes.remove(id);
        members.applyForgotten(id);
    }

    private void activate(JobLedger job) {
        active.put(job.id(), job);
        if (job.submission().resumes().isPresent()) {
            resuming.put(job.id(), job);
        }
    }

    private void applyPlaced(GridEvent.AttemptPlaced placed) {
        TaskId task = placed.attempt().task();
        JobLedger job = touch(task.job());
        StageLedger stage = job.stageNamed(task.stage());
        Request request = stage.requestOf(task.number());
        NodeLedger node = nodeNamed(placed.node());
        stage.applyPlaced(placed.attempt(), node.known(), placed.at());
        node.applyPlaced(placed.attempt(), request.resources());
        job.checkpoints().applyPlaced(placed.attempt());
    }

    private void applyEnded(GridEvent.AttemptEnded ended) {
        TaskId task = ended.attempt().task();
        JobLedger job = touch(task.job());
        job.stageNamed(task.stage()).applyEnded(ended);
        job.checkpoints().applyEnded(ended);
        nodeNamed(ended.node()).applyEnded(ended);
        data.applyReported(ended.report());
        job.applyTaskOver(task.stage(), task.number());
    }

    private void applyTaken(GridEvent.CheckpointTaken taken) {
        boolean runs = task(taken.attempt().task())
                .filter(task -> task.isRunning(taken.attempt(), taken.node()))
                .isPresent();
        if (!runs) {
            throw new IllegalStateException("What " + taken.attempt() + " has kept is taken, but it does not run.");
        }
        touch(taken.attempt().task().job()).checkpoints().applyTaken(taken);
        data.applyKept(taken.checkpoint());
    }

    private void applyExcused(GridEvent.FailuresExcused excused) {
        Map<StageId, BitSet> byStage = new LinkedHashMap<>();
        for (TaskId task : excused.tasks()) {
            byStage.computeIfAbsent(task.stageId(), _ -> new BitSet()).set(task.number());
        }
        byStage.forEach(
                (stage, tasks) -> touch(stage.job()).applyExcused(stage.stage(), tasks, excused.node(), excused.at()));
        nodeNamed(excused.node()).quickFailures().applyExcused(Set.copyOf(excused.tasks()));
    }

    private void applyReused(GridEvent.TaskReused reused) {
        TaskId task = reused.task();
        TaskLedger.Past past = task(reused.from())
                .filter(made -> made.state().isDone())
                .map(made -> made.past().getLast())
                .orElseThrow(
                        () -> new IllegalStateException(task + " reuses " + reused.from() + ", which is not done."));
        JobLedger job = touch(task.job());
        job.stageNamed(task.stage()).applyReused(task.number(), reused.from(), past);
        job.applyTaskOver(task.stage(), task.number());
    }

    private void applyArrived(GridEvent.NodeArrived arrived) {
        NodeLedger node = nodes.computeIfAbsent(arrived.node(), id -> new NodeLedger(id, arrived.facts()));
        if (node.isConnected()) {
            node.applySuperseded(departures.add(arrived.node(), arrived.at(), true));
        }
        node.applyArrived(arrived.facts(), arrived.at());
    }

    /// Only after the coordinator itself was away do nodes have longer to come back.
    private void applyDeparted(GridEvent.NodeDeparted departed) {
        boolean nodesOwn = !departed.lostAt().isAfter(departed.at().plus(GridRules.AWAY_GRACE));
        nodeNamed(departed.node())
                .applyDeparted(departed.lostAt(), departures.add(departed.node(), departed.at(), nodesOwn));
    }

    private void applyLost(GridEvent.NodeLost lost) {
        NodeLedger node = nodeNamed(lost.node());
        node.departure()
                .map(departure -> new LossRules.Loss(lost.node(), node.facts().name(), departure))
                .ifPresent(loss -> lost.begun()
                        .forEach(attempt -> task(attempt.task()).orElseThrow().applyNodeLost(loss)));
    }

    private JobLedger touch(JobId id) {
        touched.add(id);
        return jobNamed(id);
    }

    private NodeLedger nodeNamed(NodeId id) {
        return node(id).orElseThrow(() -> new IllegalStateException("Node " + id + " is not in the ledger."));
    }

    /// The jobs that events have changed since they were last taken.
    List<JobLedger> touched() {
        return touched.stream().flatMap(id -> job(id).stream()).toList();
    }

    /// The jobs that events have changed since the last call, those that were deleted among them.
    public List<JobId> takeTouched() {
        List<JobId> taken = List.copyOf(touched);
        snapshots.markChanged(taken);
        for (JobId id : taken) {
            job(id).filter(job -> !job.isOver() && job.hasRetries())
                    .ifPresentOrElse(job -> retrying.put(id, job), () -> retrying.remove(id));
        }
        touched.clear();
        return taken;
    }

    /// What readers may see of this moment; costs as much as has changed since the last one.
    public GridSnapshot snapshot(Plan plan, Instant now) {
        takeTouched();
        return snapshots.take(this, plan, now);
    }

    @Override
    public Optional<JobLedger> job(JobId job) {
        return Optional.ofNullable(jobs.get(job));
    }

    @Override
    public Collection<JobLedger> jobs() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    @Override
    public Collection<JobLedger> active() {
        return Collections.unmodifiableCollection(active.values());
    }

    @Override
    public Collection<JobLedger> resuming() {
        return Collections.unmodifiableCollection(resuming.values());
    }

    @Override
    public Collection<JobLedger> retrying() {
        return Collections.unmodifiableCollection(retrying.values());
    }

    @Override
    public Optional<JobId> jobSubmittedAs(String by, String key) {
        return Optional.ofNullable(keys.get(new Handed(by, key)));
    }

    @Override
    public JobId nextJob() {
        return new JobId(newest + 1);
    }

    @Override
    public Optional<NodeLedger> node(NodeId node) {
        return Optional.ofNullable(nodes.get(node));
    }

    @Override
    public Collection<NodeLedger> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    @Override
    public Members members() {
        return members;
    }

    @Override
    public DataLedger data() {
        return data;
    }

    @Override
    public UserLedger users() {
        return users;
    }

    @Override
    public List<AttemptId> attemptsOn(NodeId node) {
        return node(node).map(NodeLedger::attempts).orElse(List.of());
    }

    @Override
    public Optional<TaskLedger> task(TaskId task) {
        return job(task.job()).flatMap(job -> job.stage(task.stage())).flatMap(stage -> stage.task(task.number()));
    }
}
