// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.TaskId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What came to an end in a turn, in numbers: for people, and kept in no ledger.
///
/// @param retried attempts that failed and are followed by another
/// @param nodes the nodes on which something ended
/// @param users the users of whose jobs something ended; without a name, if the job is known no more
public record Tally(int retried, Map<NodeId, OfNode> nodes, Map<String, OfUser> users) {

    /// Nothing came to an end.
    public static final Tally NONE = new Tally(0, Map.of(), Map.of());

    public Tally {
        nodes = Map.copyOf(nodes);
        users = Map.copyOf(users);
    }

    /// What ended of everybody's jobs.
    public OfUser all() {
        return users.values().stream().reduce(OfUser.NONE, OfUser::plus);
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

    /// What ended of one user's jobs.
    ///
    /// @param done tasks that are done
    /// @param failed tasks that have failed for good
    /// @param cached tasks that need not run
    /// @param cpu what the attempts that ended had used of processors
    /// @param saved what the attempts had used whose work was reused
    public record OfUser(int done, int failed, int cached, Duration cpu, Duration saved) {

        private static final OfUser NONE = new OfUser(0, 0, 0, Duration.ZERO, Duration.ZERO);

        private OfUser plus(OfUser other) {
            return new OfUser(
                    done + other.done,
                    failed + other.failed,
                    cached + other.cached,
                    cpu.plus(other.cpu),
                    saved.plus(other.saved));
        }
    }

    /// What these events ended. What one of them says of another task is looked up in the ledger.
    public static Tally of(List<GridEvent> events, GridView view) {
        int retried = 0;
        Map<NodeId, OfNode> nodes = new HashMap<>();
        Map<String, OfUser> users = new HashMap<>();
        for (GridEvent event : events) {
            if (event instanceof GridEvent.AttemptEnded ended) {
                retried += isTriedAgain(ended) && ended.report().end().isItsOwn() ? 1 : 0;
                nodes.merge(ended.node(), ofNode(ended), OfNode::plus);
                users.merge(user(ended.attempt().task(), view), ofUser(ended), OfUser::plus);
            } else if (event instanceof GridEvent.TaskReused reused) {
                OfUser saved = new OfUser(0, 0, 1, Duration.ZERO, cpuOf(reused.from(), view));
                users.merge(user(reused.task(), view), saved, OfUser::plus);
            }
        }
        return users.isEmpty() ? NONE : new Tally(retried, nodes, users);
    }

    private static String user(TaskId task, GridView view) {
        return view.job(task.job()).map(job -> job.submission().by()).orElse("");
    }

    private static OfUser ofUser(GridEvent.AttemptEnded ended) {
        boolean done = ended.next() instanceof GridEvent.Next.Done;
        boolean failed = ended.next() instanceof GridEvent.Next.Failed;
        return new OfUser(
                done ? 1 : 0, failed ? 1 : 0, 0, ended.report().usage().cpu(), Duration.ZERO);
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
