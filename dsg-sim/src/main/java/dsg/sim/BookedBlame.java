// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.StageId;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// When a failure may be called its node's fault, as the books have it.
final class BookedBlame {

    /// What ends sooner has hardly begun.
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /// So many failures in a row are a black hole's.
    private static final int ROW = 5;

    private BookedBlame() {}

    /// An attempt has ended so.
    static void note(GridEvent.AttemptEnded ended, BookedNode node, BookedJob.Stage stage, BookedJob.Task task) {
        AttemptEnd end = ended.report().end();
        boolean good = end instanceof AttemptEnd.Done;
        boolean quick = ended.report().usage().wall().compareTo(AT_ONCE) <= 0;
        boolean atOnce = end.isItsOwn() && !good && quick;
        task.failedAtOnceOn = atOnce ? Optional.of(ended.node()) : Optional.empty();
        if (good) {
            stage.doneOn.add(ended.node());
        }
        if (end.isItsOwn() && !good) {
            stage.badOn.add(ended.node());
        }
        if (atOnce) {
            node.atOnce.add(ended.attempt().task().stageId());
        } else if (end.isItsOwn()) {
            node.provesWell();
        }
    }

    /// What speaks against it that the node rests from now on, for so long.
    static Optional<String> whyNoRest(
            GridEvent.NodeRested rested, BookedNode node, Function<StageId, BookedJob.Stage> of) {
        long shown = node.atOnce.stream()
                .filter(id -> node.restsUntil.isPresent() || isDoneElsewhere(rested.node(), of.apply(id)))
                .count();
        if (shown < ROW) {
            return Optional.of(shown + " of its failures were seen to be its own");
        }
        Duration length = Duration.between(rested.at(), rested.until());
        Duration due = Duration.ofSeconds(Math.min(30L << Math.min(node.rests, 5), 600));
        return length.equals(due) ? Optional.empty() : Optional.of("is due to rest for " + due);
    }

    private static boolean isDoneElsewhere(NodeId node, BookedJob.Stage stage) {
        return stage.doneOn.stream().anyMatch(other -> !other.equals(node));
    }

    /// Whether there can be no doubt that the node is a black hole: five tasks of one stage failed there at
    /// once, none ever ended well there, and nowhere else has one failed.
    static boolean isBlackHole(NodeId id, BookedNode node, Function<StageId, BookedJob.Stage> of) {
        return node.atOnce.stream().distinct().anyMatch(stage -> {
            BookedJob.Stage known = of.apply(stage);
            return Collections.frequency(node.atOnce, stage) >= ROW
                    && isDoneElsewhere(id, known)
                    && !known.doneOn.contains(id)
                    && known.badOn.equals(Set.of(id));
        });
    }

    /// What speaks against it that the task's failure was this node's fault.
    static Optional<String> whyNot(
            NodeId id, BookedNode node, BookedJob job, BookedJob.Stage stage, BookedJob.Task task) {
        if (!task.failedAtOnceOn.equals(Optional.of(id))) {
            return Optional.of("did not fail there at once");
        }
        if (!isDoneElsewhere(id, stage) && node.restsUntil.isEmpty()) {
            return Optional.of("was not seen to end well elsewhere");
        }
        boolean decided = job.cancelled || job.end.isPresent() || task.on.isPresent();
        return decided || !(task.end.isEmpty() || task.end.equals("failed"))
                ? Optional.of("is decided on: " + task.end)
                : Optional.empty();
    }

    /// The task is as if it had not been tried there; whether it had failed for good.
    static boolean excuse(BookedJob.Stage stage, BookedJob.Task task) {
        boolean failed = task.end.equals("failed");
        task.failures = failed ? 0 : Math.max(0, task.failures - 1);
        if (failed) {
            stage.failed--;
            task.end = "";
        }
        return failed;
    }
}
