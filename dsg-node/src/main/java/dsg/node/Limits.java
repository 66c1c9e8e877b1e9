// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import java.util.Optional;

/// What is told of an attempt that has reached one of its limits, and failed.
final class Limits {

    private Limits() {}

    /// The end that says which limit it was, if it was one.
    static Optional<AttemptEnd> reason(Group group, AttemptEnd otherwise) {
        if (group.ranOutOfMemory()) {
            return Optional.of(new AttemptEnd.OutOfMemory());
        }
        return group.wantedTooManyProcesses()
                ? Optional.of(new AttemptEnd.Broken(otherwise.why() + ": it wanted more than " + Group.PROCESSES_MOST
                        + " processes and threads at once, which is the most that a task may have"))
                : Optional.empty();
    }

    /// The same for what a place has told.
    static Optional<AttemptEnd> reason(Group group, Place.Ended how) {
        return reason(
                group,
                how.signal() != 0 ? new AttemptEnd.Signalled(how.signal()) : new AttemptEnd.ExitCode(how.exitCode()));
    }
}
