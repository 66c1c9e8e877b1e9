// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;

/// What an attempt had kept of its work at one moment.
///
/// @param number counts those of its attempt from 1: a later one is worth more
public record Checkpoint(int number, List<Saved> files) {

    public Checkpoint {
        files = List.copyOf(files);
        if (number < 1) {
            throw new IllegalArgumentException("Checkpoints number from 1, not " + number + ".");
        }
    }

    /// One file and where it lies, relative to the task's folder.
    public record Saved(String path, Artefact artefact) {}

    /// How much it is.
    public long bytes() {
        return files.stream().mapToLong(file -> file.artefact().bytes()).sum();
    }
}
