// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Locale;

/// The state of a job, in the words of the contract.
public enum JobState {
    WAITING,
    RUNNING,
    PAUSED,
    DONE,
    FAILED,
    CANCELLED;

    /// Whether nothing more will happen.
    public boolean isOver() {
        return switch (this) {
            case DONE, FAILED, CANCELLED -> true;
            case WAITING, RUNNING, PAUSED -> false;
        };
    }

    /// The word people read: `waiting`, `running`, `paused`, `done`, `failed`, `cancelled`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
