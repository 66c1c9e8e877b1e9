// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.StageId;
import dsg.model.TaskId;
import dsg.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which failures are the node's fault, and which nodes are to rest. A failure is the node's if others
/// bring tasks of the same stage to a good end, as a rule, and this one has brought none since; what
/// fails everywhere is the job's own fault, and where there is no other node there is nobody to compare
/// with. See `docs/decisions/0014-black-holes.md`.
final class BlackHoles {

    /// So many failures in a row are a black hole's.
    static final int ROW = 5;
    /// A node that has brought tasks of the stage to a good end before is suspected later.
    static final int ROW_OF_A_GOOD_NODE = 3;
    /// Of so many ends elsewhere at most one may be bad.
    static final int GOOD_FOR_A_BAD = 4;

    private BlackHoles() {}

    /// What follows from what has failed so far.
    static List<GridEvent> judge(GridView view, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        for (NodeLedger node : view.nodes()) {
            if (!node.quickFailures().failures().isEmpty()) {
                judge(view, node, now, events);
            }
        }
        return events;
    }

    private static void judge(GridView view, NodeLedger node, Instant now, List<GridEvent> events) {
        boolean alone = view.nodes().stream()
                .noneMatch(other -> !other.id().equals(node.id())
                        && other.takesWork()
                        && other.quickFailures().restsUntil().isEmpty());
        if (alone) {
            return;
        }
        int proven = 0;
        List<TaskId> excused = new ArrayList<>();
        for (Map.Entry<StageId, QuickFailures.OfStage> failed :
                node.quickFailures().failures().entrySet()) {
            if (isNodesFault(view, node, failed.getKey(), failed.getValue().number())) {
                proven += failed.getValue().number();
                if (isOpen(view, failed.getKey())) {
                    failed.getValue().counting().stream()
                            .filter(attempt -> mayBeExcused(view, node, attempt))
                            .map(AttemptId::task)
                            .forEach(excused::add);
                }
            }
        }
        if (!excused.isEmpty()) {
            events.add(new GridEvent.FailuresExcused(node.id(), excused, now));
        }
        if (proven >= ROW && node.quickFailures().isNews()) {
            events.add(new GridEvent.NodeRested(
                    node.id(), now.plus(node.quickFailures().nextRest()), now));
        }
    }

    private static boolean isNodesFault(GridView view, NodeLedger node, StageId id, int failures) {
        if (node.quickFailures().restsUntil().isPresent()) {
            return true; // it has to prove itself
        }
        return view.job(id.job())
                .flatMap(job -> job.stage(id.stage()))
                .map(stage -> stage.record())
                .filter(record -> record.isGoodElsewhere(node.id(), GOOD_FOR_A_BAD))
                .filter(record -> failures >= ROW_OF_A_GOOD_NODE || !record.isGoodOn(node.id()))
                .isPresent();
    }

    /// Whether nobody has decided otherwise meanwhile, and nothing that goes on without what failed has begun.
    private static boolean isOpen(GridView view, StageId id) {
        return view.job(id.job())
                .filter(job -> !job.isOver() && !job.isCancelled())
                .filter(job -> job.outdatedBy(id.stage()).stream()
                        .noneMatch(after -> job.stageNamed(after).hasBegun()))
                .isPresent();
    }

    /// If it failed here last, and was not excused here before.
    private static boolean mayBeExcused(GridView view, NodeLedger node, AttemptId attempt) {
        return view.task(attempt.task())
                .filter(task -> task.attempts() == attempt.number())
                .filter(task -> task.state() instanceof TaskState.Failed || task.state() instanceof TaskState.Waiting)
                .filter(task -> !task.avoids().contains(node.id()))
                .isPresent();
    }
}
