// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that is true of one task that has been tried.
public final class TaskLedger {

    /// An attempt that is over.
    ///
    /// @param where its node, as it was then
    record Past(int number, KnownFacts where, Instant placedAt, Instant endedAt, AttemptReport report) {}

    private TaskState state = new TaskState.Waiting(Instant.MIN);
    private final List<Past> past = new ArrayList<>(1);
    private @Nullable KnownFacts newest;
    private int attempts;
    private int failures;
    private List<LossRules.Loss> losses = List.of();
    private Set<NodeId> avoids = Set.of();

    TaskState state() {
        return state;
    }

    /// How many attempts have been made, the running one included.
    int attempts() {
        return attempts;
    }

    /// How many of them count against the task's retries.
    int failures() {
        return failures;
    }

    /// The nodes that were lost while they ran it, since people last asked for it.
    List<LossRules.Loss> losses() {
        return losses;
    }

    /// The nodes that are to blame for a failure of it: it is tried elsewhere if it can be.
    Set<NodeId> avoids() {
        return avoids;
    }

    List<Past> past() {
        return past;
    }

    Optional<AttemptReport> lastReport() {
        return past.isEmpty() ? Optional.empty() : Optional.of(past.getLast().report());
    }

    boolean isRunning(AttemptId attempt, NodeId node) {
        return state instanceof TaskState.Running running
                && running.node().equals(node)
                && attempts == attempt.number();
    }

    /// The node it runs on.
    NodeId node() {
        return running().node();
    }

    AttemptId current(TaskId task) {
        return task.attempt(attempts);
    }

    private TaskState.Running running() {
        if (state instanceof TaskState.Running running) {
            return running;
        }
        throw new IllegalStateException("The task is on no node: it is " + state + ".");
    }

    /// The node of the newest attempt, as it was when the attempt was placed.
    KnownFacts where() {
        return Optional.ofNullable(newest).orElseThrow(() -> new IllegalStateException("The task was on no node yet."));
    }

    void applyPlaced(KnownFacts node, Instant at) {
        attempts++;
        newest = node;
        state = new TaskState.Running(node.node(), at);
    }

    /// It need not run: what another task made is its own.
    void applyReused(TaskId from, Past made) {
        past.add(made);
        state = new TaskState.Cached(from);
    }

    /// What its last attempt made, if it is done.
    List<AttemptReport.Produced> outputs() {
        return state.isDone() ? past.getLast().report().outputs() : List.of();
    }

    /// It waits no more.
    void applyCancelled() {
        state = new TaskState.Cancelled();
    }

    /// It waits again, and its failures so far count no more.
    void applyRetried(Instant at) {
        failures = 0;
        losses = List.of();
        state = new TaskState.Waiting(at);
    }

    /// A failure was the node's.
    void applyExcused(NodeId node) {
        failures = Math.max(0, failures - 1);
        Set<NodeId> all = new HashSet<>(avoids);
        all.add(node);
        avoids = Set.copyOf(all);
    }

    void applyNodeLost(LossRules.Loss loss) {
        List<LossRules.Loss> all = new ArrayList<>(losses);
        all.add(loss);
        losses = List.copyOf(all);
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        past.add(new Past(attempts, where(), running().since(), ended.at(), ended.report()));
        state = switch (ended.next()) {
            case GridEvent.Next.Done() -> new TaskState.Done();
            case GridEvent.Next.Again(Instant notBefore, boolean counted) -> {
                failures += counted ? 1 : 0;
                yield new TaskState.Waiting(notBefore);
            }
            case GridEvent.Next.Failed() -> new TaskState.Failed();
            case GridEvent.Next.Cancelled() -> new TaskState.Cancelled();
        };
    }
}
