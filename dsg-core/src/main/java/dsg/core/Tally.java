// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What came to an end in a turn, in numbers: for people, and kept in no ledger.
///
/// @param done tasks that are done
/// @param failed tasks that have failed for good
/// @param retried attempts that failed and are followed by another
/// @param cached tasks that need not run, for what they make is there
/// @param cpu what the attempts that ended had used of processors
/// @param saved what the attempts had used whose work was reused
/// @param nodes the nodes on which something ended
public record Tally(
        int done, int failed, int retried, int cached, Duration cpu, Duration saved, Map<NodeId, OfNode> nodes) {

    /// Nothing came to an end.
    public static final Tally NONE = new Tally(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Map.of());

    public Tally {
        nodes = Map.copyOf(nodes);
    }

    /// What ended on one node.
    ///
    /// @param done attempts that came to a good end
    /// @param failed attempts that did not
    /// @param givenBack attempts that had begun and that the node gave up, so that they are made again
    public record OfNode(int done, int failed, int givenBack) {

        private OfNode plus(OfNode other) {
            return new OfNode(done + other.done, failed + other.failed, givenBack + other.givenBack);
        }
    }

    /// What these events ended. What one of them says of another task is looked up in the ledger.
    public static Tally of(List<GridEvent> events, GridView view) {
        int done = 0;
        int failed = 0;
        int retried = 0;
        int cached = 0;
        Duration cpu = Duration.ZERO;
        Duration saved = Duration.ZERO;
        Map<NodeId, OfNode> nodes = new HashMap<>();
        for (GridEvent event : events) {
            if (event instanceof GridEvent.AttemptEnded ended) {
                AttemptReport report = ended.report();
                done += ended.next() instanceof GridEvent.Next.Done ? 1 : 0;
                failed += ended.next() instanceof GridEvent.Next.Failed ? 1 : 0;
                retried += isTriedAgain(ended) && report.end().isItsOwn() ? 1 : 0;
                cpu = cpu.plus(report.usage().cpu());
                nodes.merge(ended.node(), ofNode(ended), OfNode::plus);
            } else if (event instanceof GridEvent.TaskReused reused) {
                cached++;
                saved = saved.plus(cpuOf(reused.from(), view));
            }
        }
        return cached == 0 && nodes.isEmpty() ? NONE : new Tally(done, failed, retried, cached, cpu, saved, nodes);
    }

    private static boolean isTriedAgain(GridEvent.AttemptEnded ended) {
        return ended.next() instanceof GridEvent.Next.Again;
    }

    private static OfNode ofNode(GridEvent.AttemptEnded ended) {
        AttemptEnd end = ended.report().end();
        boolean well = end instanceof AttemptEnd.Done;
        // What was never begun, or was lost with its node, has used nothing.
        boolean begun = ended.report().usage().wall().isPositive();
        boolean givenBack = isTriedAgain(ended) && !end.isItsOwn() && begun;
        return new OfNode(well ? 1 : 0, !well && end.isItsOwn() ? 1 : 0, givenBack ? 1 : 0);
    }

    private static Duration cpuOf(TaskId task, GridView view) {
        return view.task(task)
                .flatMap(TaskLedger::lastReport)
                .map(report -> report.usage().cpu())
                .orElse(Duration.ZERO);
    }
}
