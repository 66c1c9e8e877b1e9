// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.util.List;

/// How a storm went: what the checker found, and what had happened.
///
/// @param time how long it lasted in the made-up world
/// @param attempts how many attempts were made
/// @param lost how many of them were lost with their nodes
public record Verdict(long seed, List<Violation> violations, String history, Duration time, long attempts, long lost) {

    public Verdict {
        violations = List.copyOf(violations);
    }

    /// Whether every promise was kept.
    public boolean isClean() {
        return violations.isEmpty();
    }
}
