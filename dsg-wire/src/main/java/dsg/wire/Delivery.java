// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import java.util.Map;
import java.util.Optional;

/// A report of an attempt with the contents of its small files. What is not in `contents` was handed over
/// before.
///
/// @param checkpoint what the attempt had kept of its work in the end, if its task is to go on elsewhere
public record Delivery(
        AttemptId attempt, AttemptReport report, Map<Digest, byte[]> contents, Optional<Checkpoint> checkpoint) {

    /// The largest file that travels inside its report, in bytes.
    public static final int INLINE_MAX = 16 * 1024;

    /// The most that all files inside one report may be, in bytes: far below what one message may be.
    public static final int INLINE_TOTAL_MAX = 512 * 1024;

    public Delivery {
        contents = Map.copyOf(contents);
    }

    /// A report of an attempt that has kept nothing.
    public Delivery(AttemptId attempt, AttemptReport report, Map<Digest, byte[]> contents) {
        this(attempt, report, contents, Optional.empty());
    }

    /// How much its contents add to a message, in bytes.
    public int contentBytes() {
        return contents.values().stream().mapToInt(content -> content.length).sum();
    }
}
