// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import java.time.Instant;

/// What follows from the end of an attempt, as the books have it.
final class BookedEnd {

    private BookedEnd() {}

    /// Whether what the journal says to come next is what must. A failure that counts is counted.
    static boolean isRight(
            GridEvent.AttemptEnded ended, boolean toEnd, boolean poison, BookedJob.Stage stage, BookedJob.Task task) {
        return switch (ended.report().end()) {
            case AttemptEnd.Done() -> ended.next() instanceof GridEvent.Next.Done;
            case AttemptEnd.Lost _ ->
                (!toEnd && poison) ? ended.next() instanceof GridEvent.Next.Failed : isAgain(ended.next(), toEnd);
            case AttemptEnd.Cancelled() -> isAgain(ended.next(), toEnd);
            case AttemptEnd.ExitCode _,
                    AttemptEnd.Signalled _,
                    AttemptEnd.Broken _,
                    AttemptEnd.Unhealthy _,
                    AttemptEnd.TimedOut _,
                    AttemptEnd.OutOfMemory() -> isCounted(ended, toEnd, stage, task);
        };
    }

    private static boolean isAgain(GridEvent.Next next, boolean toEnd) {
        return toEnd
                ? next instanceof GridEvent.Next.Cancelled
                : next instanceof GridEvent.Next.Again again && !again.counted();
    }

    private static boolean isCounted(
            GridEvent.AttemptEnded ended, boolean toEnd, BookedJob.Stage stage, BookedJob.Task task) {
        if (toEnd) {
            return ended.next() instanceof GridEvent.Next.Cancelled;
        }
        task.failures++;
        if (task.failures > stage.spec.retry().max()) {
            return ended.next() instanceof GridEvent.Next.Failed;
        }
        Instant due = ended.at().plus(stage.spec.retry().waitBefore(task.failures));
        return ended.next().equals(new GridEvent.Next.Again(due, true));
    }
}
