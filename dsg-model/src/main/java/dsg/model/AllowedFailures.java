// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// How many tasks of a stage may fail for good and the job go on without them: `allow_failures: 3` or `1%`.
public sealed interface AllowedFailures {

    /// None, if a job file says nothing.
    static AllowedFailures none() {
        return new Count(0);
    }

    /// So many tasks.
    record Count(int tasks) implements AllowedFailures {
        public Count {
            if (tasks < 0) {
                throw new IllegalArgumentException(tasks + " failures cannot be allowed.");
            }
        }
    }

    /// So many of a hundred, rounded down.
    record Percent(BigDecimal percent) implements AllowedFailures {
        public Percent {
            if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new IllegalArgumentException(percent + " % of failures cannot be allowed.");
            }
        }
    }

    /// How many of so many tasks.
    default int of(int tasks) {
        return switch (this) {
            case Count(int allowed) -> Math.min(allowed, tasks);
            case Percent(BigDecimal percent) ->
                percent.multiply(BigDecimal.valueOf(tasks))
                        .divide(BigDecimal.valueOf(100), 0, RoundingMode.FLOOR)
                        .intValueExact();
        };
    }
}
