// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Digest;
import java.util.Map;

/// A report of an attempt with the contents of its small files. What is not in `contents` was handed over
/// before.
public record Delivery(AttemptId attempt, AttemptReport report, Map<Digest, byte[]> contents) {

    /// The largest file that travels inside its report, in bytes.
    public static final int INLINE_MAX = 16 * 1024;

    public Delivery {
        contents = Map.copyOf(contents);
    }
}
