// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/// What the journal says, and whether one thing may follow from the other: the rules of the grid, stated a
/// second time and as plainly as can be.
final class Books {

    /// Only of a stage of which a task was done in this time may others be sent ahead to a full node.
    private static final Duration QUICK = Duration.ofMillis(100);

    /// What a node is sent ahead at most: 32 for each task that fits, and no simulated node holds more than 64.
    private static final int AHEAD_MOST = 32 * 64;

    private final Checker checker;
    private final Map<JobId, BookedJob> jobs = new TreeMap<>();
    private final Set<String> keys = new HashSet<>();
    private final BookedNodes nodes;
    private long attempts;
    private long lost;

    Books(Checker checker) {
        this.checker = checker;
        this.nodes = new BookedNodes(checker);
    }

    void read(List<GridEvent> events) {
        for (GridEvent event : events) {
            switch (event) {
                case GridEvent.JobSubmitted submitted -> submitted(submitted);
                case GridEvent.JobCancelled cancelled -> {
                    job(cancelled.job()).cancelled = true;
                    job(cancelled.job()).paused = false;
                }
                case GridEvent.TasksCancelled cancelled ->
                    job(cancelled.target().job()).cancel(cancelled.target());
                case GridEvent.JobPaused paused -> job(paused.job()).paused = true;
                case GridEvent.JobUnpaused unpaused -> job(unpaused.job()).paused = false;
                case GridEvent.Retried retried -> retried(retried);
                case GridEvent.JobEnded ended -> ended(ended);
                case GridEvent.JobDeleted deleted -> {
                    BookedJob job = job(deleted.job());
                    expect(job.end.isPresent() && !job.deleted, "P1", deleted, "is not over, or was deleted before");
                    job.deleted = true;
                }
                case GridEvent.StageJudged _, GridEvent.TaskReused _ -> {} // no simulated job has conditions or resumes
                case GridEvent.AttemptPlaced placed -> placed(placed);
                case GridEvent.CheckpointTaken taken -> taken(taken);
                case GridEvent.AttemptEnded ended -> attemptEnded(ended);
                case GridEvent.NodeArrived arrived -> nodes.arrived(arrived);
                case GridEvent.DataPut _,
                        GridEvent.DataForgotten _,
                        GridEvent.DataCollected _,
                        GridEvent.InviteMade _,
                        GridEvent.InvitesEnded _,
                        GridEvent.NodeAdmitted _ -> {} // nobody asks for it
                case GridEvent.NodeForgotten forgotten -> nodes.forgotten(forgotten.node());
                case GridEvent.FailuresExcused excused -> excused(excused);
                case GridEvent.NodeRested rested -> rested(rested);
                case GridEvent.NodeRenamed _,
                        GridEvent.NodeSurveyed _,
                        GridEvent.NodeTagged _,
                        GridEvent.NodeChanged _ -> {} // nothing that is counted
                case GridEvent.NodeOffers offers ->
                    nodes.node(offers.node()).lent = offers.offer().rest().isEmpty();
                case GridEvent.NodeDeparted departed -> nodes.departed(departed);
                case GridEvent.NodeLost gone -> nodes.lost(gone);
                case GridEvent.NodePaused paused -> nodes.node(paused.node()).is(true, false);
                case GridEvent.NodeUnpaused on -> nodes.node(on.node()).is(false, false);
                case GridEvent.NodeDraining on -> nodes.node(on.node()).is(false, true);
                case GridEvent.UserAdded _,
                        GridEvent.RoleChanged _,
                        GridEvent.UserRemoved _,
                        GridEvent.TokenIssued _,
                        GridEvent.TokenRevoked _ -> {} // only the owner uses it
            }
        }
        nodes.endTurn(this::stillKnown);
    }

    private void submitted(GridEvent.JobSubmitted submitted) {
        expect(
                jobs.putIfAbsent(submitted.job(), new BookedJob(submitted.spec())) == null,
                "P2",
                submitted,
                "is taken twice");
        expect(keys.add(submitted.submission().key()), "P2", submitted, "has a key that was used");
    }

    private void retried(GridEvent.Retried retried) {
        JobId id = retried.target().job();
        BookedJob job = job(id);
        job.cancelled = false;
        job.end = Optional.empty();
        job.retries++;
        job.stages.forEach((name, stage) -> stage.tasks.forEach((number, task) -> {
            if (!task.end.equals("done") && retried.target().covers(new TaskId(id, name, number))) {
                stage.failed -= task.end.equals("failed") ? 1 : 0;
                stage.cancelled -= task.end.equals("cancelled") ? 1 : 0;
                task.failures = task.end.isEmpty() ? task.failures : 0;
                if (!task.end.isEmpty()) {
                    nodes.losses().retried(new TaskId(id, name, number));
                }
                task.end = "";
            }
        }));
    }

    private void placed(GridEvent.AttemptPlaced placed) {
        AttemptId attempt = placed.attempt();
        BookedJob job = job(attempt.task().job());
        BookedJob.Stage stage = stage(attempt.task());
        BookedJob.Task task = stage.tasks.computeIfAbsent(attempt.task().number(), _ -> new BookedJob.Task());
        BookedNode node = nodes.node(placed.node());
        attempts++;
        expect(task.end.isEmpty(), "P2", placed, "is tried again though it is " + task.end);
        expect(task.on.isEmpty(), "P2", placed, "is placed while another attempt runs");
        expect(attempt.number() == task.attempts + 1, "P2", placed, "skips a number");
        expect(!job.cancelled && job.end.isEmpty(), "P1", placed, "starts for a job that is to end");
        expect(!job.paused, "P1", placed, "starts though its job is paused");
        Optional<String> followed = stage.spec.follows();
        expect(
                stage.spec.upstream().stream()
                        .filter(up -> followed.filter(up::equals).isEmpty())
                        .allMatch(job::isSatisfied),
                "P2",
                placed,
                "starts before what it waits for is done");
        expect(
                followed.map(job.stages::get)
                        .filter(up -> !up.isDone(attempt.task().number()))
                        .isEmpty(),
                "P2",
                placed,
                "starts before the task that it follows is done");
        expect(node.connected, "P1", placed, "goes to a node that is away");
        expect(!node.paused && !node.draining, "P5", placed, "goes to a node that takes nothing new");
        expect(node.lent, "P5", placed, "goes to a node whose owner needs it");
        expect(node.mayBeTried(placed.at()), "P5", placed, "goes to a node that rests");
        node.gets(attempt, stage.spec.request().resources());
        boolean mayWait =
                stage.quick && node.capacity.covers(stage.spec.request().resources());
        expect(mayWait || !node.ahead.containsKey(attempt), "P5", placed, "gives its node more than it has");
        expect(node.ahead.size() <= AHEAD_MOST, "P5", placed, "sends its node too much ahead");
        task.attempts = attempt.number();
        task.on = Optional.of(placed.node());
        task.begunFrom = task.kept;
        stage.running++;
    }

    private void attemptEnded(GridEvent.AttemptEnded ended) {
        TaskId id = ended.attempt().task();
        BookedJob.Stage stage = stage(id);
        BookedJob.Task task = taskOf(id);
        expect(task.end.isEmpty(), "P2", ended, "has another end: it is " + task.end);
        boolean current = task.on.equals(Optional.of(ended.node()))
                && task.attempts == ended.attempt().number();
        expect(current, "P2", ended, "is not its task's current attempt");
        if (checker.isBroken()) {
            return;
        }
        checker.hands().accepted(ended);
        task.on = Optional.empty();
        stage.running--;
        nodes.node(ended.node()).loses(ended.attempt(), stage.spec.request().resources());
        BookedBlame.note(ended, nodes.node(ended.node()), stage, task);
        stage.quick |= ended.report().end() instanceof AttemptEnd.Done
                && ended.report().usage().wall().compareTo(QUICK) <= 0;
        boolean poison = nodes.losses().isPoison(ended.attempt(), ended.node());
        boolean right = BookedEnd.isRight(ended, isToEnd(id, task), poison, stage, task);
        expect(right, "P2", ended, "does not lead to " + ended.next());
        count(ended, stage, task);
    }

    private void taken(GridEvent.CheckpointTaken taken) {
        BookedWork.take(taken, taskOf(taken.attempt().task())).ifPresent(why -> expect(false, "kept work", taken, why));
        checker.hands().taken(taken);
    }

    private void excused(GridEvent.FailuresExcused excused) {
        for (TaskId id : excused.tasks()) {
            BookedJob job = job(id.job());
            BookedJob.Stage stage = stage(id);
            BookedJob.Task task = stage.tasks.getOrDefault(id.number(), new BookedJob.Task());
            BookedBlame.whyNot(excused.node(), nodes.node(excused.node()), job, stage, task)
                    .ifPresent(why -> expect(false, "P2", excused, why));
            if (BookedBlame.excuse(stage, task)) {
                job.retries++;
                nodes.losses().retried(id);
            }
        }
    }

    private void rested(GridEvent.NodeRested rested) {
        BookedNode node = nodes.node(rested.node());
        BookedBlame.whyNoRest(rested, node, this::stage).ifPresent(why -> expect(false, "P5", rested, why));
        node.rests(rested.until());
    }

    private boolean isToEnd(TaskId id, BookedJob.Task task) {
        return job(id.job()).cancelled || task.toEnd;
    }

    private void count(GridEvent.AttemptEnded ended, BookedJob.Stage stage, BookedJob.Task task) {
        lost += ended.report().end() instanceof AttemptEnd.Lost ? 1 : 0;
        task.toEnd = false;
        task.kept = ended.next() instanceof GridEvent.Next.Again ? task.kept : List.of();
        switch (ended.next()) {
            case GridEvent.Next.Done() -> {
                stage.done++;
                task.end = "done";
            }
            case GridEvent.Next.Failed() -> {
                stage.failed++;
                task.end = "failed";
            }
            case GridEvent.Next.Cancelled() -> {
                stage.cancelled++;
                task.end = "cancelled";
            }
            case GridEvent.Next.Again _ -> {}
        }
    }

    private void ended(GridEvent.JobEnded ended) {
        BookedJob job = job(ended.job());
        expect(job.end.isEmpty(), "P2", ended, "ends twice");
        expect(job.stages.values().stream().allMatch(stage -> stage.running == 0), "P2", ended, "ends while it runs");
        boolean allDone = job.stages.keySet().stream().allMatch(job::isSatisfied);
        boolean right = switch (ended.state()) {
            case DONE -> allDone && !job.cancelled;
            case FAILED -> job.lacksTooMuch() && !job.cancelled && !job.isNothingButCancelled();
            case CANCELLED -> job.cancelled || (job.lacksTooMuch() && job.isNothingButCancelled());
            case WAITING, RUNNING, PAUSED -> false;
        };
        expect(right, "P2", ended, "ends in a way that does not follow");
        job.end = Optional.of(ended.state());
        job.paused = false;
        BookedWork.forget(job);
    }

    private void expect(boolean holds, String promise, GridEvent event, String otherwise) {
        if (!holds) {
            checker.found(promise, "The journal says: " + Story.line(event) + "; but it " + otherwise + ".");
        }
    }

    boolean holds(JobId job) {
        return jobs.containsKey(job);
    }

    boolean isOver(JobId job) {
        return jobs.containsKey(job) && job(job).end.isPresent();
    }

    boolean isSatisfied(JobId job, String stage) {
        return job(job).isSatisfied(stage);
    }

    /// Whether the whole job was cancelled or has ended: then what waits of it is cancelled without a word.
    boolean isToEnd(JobId job) {
        return job(job).cancelled || isOver(job);
    }

    /// How many tasks of the stage are cancelled, or can never run, while its job goes on.
    int cancelled(JobId job, String stage) {
        BookedJob.Stage known = stages(job).get(stage);
        return known == null ? 0 : known.cancelled + job(job).absent(known);
    }

    boolean isPaused(JobId job) {
        return job(job).paused;
    }

    BookedNodes nodes() {
        return nodes;
    }

    /// How often what failed of the job was to be tried again: since people asked for it, or it was its node's fault.
    int retries(JobId job) {
        return jobs.containsKey(job) ? job(job).retries : 0;
    }

    /// How many jobs were ever taken.
    int size() {
        return jobs.size();
    }

    /// How many of them were not deleted.
    long kept() {
        return jobs.values().stream().filter(job -> !job.deleted).count();
    }

    boolean isDeleted(JobId job) {
        return jobs.containsKey(job) && job(job).deleted;
    }

    Map<String, BookedJob.Stage> stages(JobId job) {
        return jobs.containsKey(job) ? job(job).stages : Map.of();
    }

    /// Whether the journal says that this attempt runs on this node, and that nobody wants it to end.
    boolean isWanted(AttemptId attempt, NodeId node) {
        return isGiven(attempt, node)
                && task(attempt.task())
                        .filter(task -> !isToEnd(attempt.task(), task))
                        .isPresent();
    }

    boolean isGiven(AttemptId attempt, NodeId node) {
        return task(attempt.task())
                .filter(task -> task.attempts == attempt.number() && task.on.equals(Optional.of(node)))
                .isPresent();
    }

    /// Whether the journal says that this attempt was made and is over.
    boolean isOver(AttemptId attempt) {
        return task(attempt.task())
                .filter(task ->
                        task.attempts > attempt.number() || (task.attempts == attempt.number() && task.on.isEmpty()))
                .isPresent();
    }

    /// What the task's last attempt went on from.
    List<Checkpoint.Saved> begunFrom(TaskId task) {
        return taskOf(task).begunFrom;
    }

    private BookedJob.Task taskOf(TaskId id) {
        return stage(id).tasks.getOrDefault(id.number(), new BookedJob.Task());
    }

    private Optional<BookedJob.Task> task(TaskId id) {
        return Optional.ofNullable(stages(id.job()).get(id.stage())).map(stage -> stage.tasks.get(id.number()));
    }

    /// Where the journal says that the job's attempts are, for a message.
    List<String> whatRuns(JobId job) {
        return jobs.containsKey(job) ? job(job).whatRuns(job) : List.of();
    }

    /// Asks of every task with an end of its own whether it is shown with it.
    void compare(BiPredicate<TaskId, String> isShown) {
        jobs.forEach((id, job) -> job.stages.forEach((name, stage) -> stage.tasks.forEach((number, task) -> {
            TaskId taskId = new TaskId(id, name, number);
            if (!job.deleted && !task.end.isEmpty() && !isShown.test(taskId, task.end)) {
                checker.found("P2", "Task " + taskId + " is " + task.end + ", but it is not shown so.");
            }
        })));
    }

    long attempts() {
        return attempts;
    }

    long lost() {
        return lost;
    }

    private BookedJob job(JobId id) {
        return jobs.computeIfAbsent(id, _ -> {
            checker.found("P1", "The journal speaks of job " + id + ", which was never taken.");
            return new BookedJob(new JobSpec("unknown", "", List.of()));
        });
    }

    private BookedJob.Stage stage(TaskId task) {
        return stage(task.stageId());
    }

    /// How it has gone with the stage; nothing of it is known once its job is deleted.
    private BookedJob.Stage stillKnown(StageId id) {
        return job(id.job()).deleted ? new BookedJob.Stage(stage(id).spec) : stage(id);
    }

    private BookedJob.Stage stage(StageId id) {
        return Optional.ofNullable(job(id.job()).stages.get(id.stage()))
                .orElseThrow(() -> new IllegalStateException("There is no stage " + id + "."));
    }
}
