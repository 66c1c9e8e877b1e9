// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;

/// What an attempt used: wall-clock time, CPU time of the whole process tree (user and system), and the
/// largest resident set of one of its processes in KiB, 0 where it could not be measured.
public record Usage(Duration wall, Duration cpu, long peakMemoryKib) {

    /// Nothing, or not known.
    public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);
}
