// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.Optional;

/// How a running task is watched: by a command that looks at it, by how long it has been quiet, both or neither.
public record Health(Optional<Probe> probe, Optional<Quiet> quiet) {

    /// Nobody looks.
    public static final Health UNWATCHED = new Health(Optional.empty(), Optional.empty());

    /// A command that is run beside the task, in its folder, every so often; once it has failed so many times in a
    /// row the task is ended as failed.
    public record Probe(Command command, Duration every, int failures) {
        public Probe {
            if (!every.isPositive() || failures < 1) {
                throw new IllegalArgumentException("A probe every " + every + " that may fail " + failures + " times?");
            }
        }
    }

    /// A task that has printed nothing and told no progress for so long looks stuck. It is shown so, and if `end` is
    /// set it is ended as failed, so that `retry` may start it again.
    public record Quiet(Duration after, boolean end) {
        public Quiet {
            if (!after.isPositive()) {
                throw new IllegalArgumentException("Quiet for " + after + "?");
            }
        }
    }
}
