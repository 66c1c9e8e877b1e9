// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.List;

/// What a task keeps of its work while it runs, so that another attempt can go on from there.
///
/// @param files paths in the task's folder; only all of them together are a checkpoint
/// @param every how often a checkpoint is taken of a task that runs
public record Checkpointing(List<String> files, Duration every) {

    /// How often a checkpoint is taken unless the job file says it.
    public static final Duration EVERY = Duration.ofMinutes(1);

    public Checkpointing {
        files = List.copyOf(files);
        if (files.isEmpty() || !every.isPositive()) {
            throw new IllegalArgumentException("A checkpoint of " + files + " every " + every + "?");
        }
    }
}
