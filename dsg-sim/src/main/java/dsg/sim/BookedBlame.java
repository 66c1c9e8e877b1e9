// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import java.time.Duration;
import java.util.Optional;

/// When a failure may be called its node's fault, as the books have it.
final class BookedBlame {

    /// What ends sooner has hardly begun.
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

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
        if (end.isItsOwn() && !atOnce) {
            node.restsUntil = Optional.empty();
        }
    }

    /// What speaks against it that the task's failure was this node's fault.
    static Optional<String> whyNot(
            NodeId id, BookedNode node, BookedJob job, BookedJob.Stage stage, BookedJob.Task task) {
        if (!task.failedAtOnceOn.equals(Optional.of(id))) {
            return Optional.of("did not fail there at once");
        }
        boolean others = stage.doneOn.stream().anyMatch(other -> !other.equals(id));
        if (!others && node.restsUntil.isEmpty()) {
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
