// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Locale;

/// The state of a job, in the words of the contract.
public enum JobState {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /// Whether nothing more will happen.
    public boolean isOver() {
        return switch (this) {
            case DONE, FAILED, CANCELLED -> true;
            case WAITING, RUNNING -> false;
        };
    }

    /// The word people read: `waiting`, `running`, `done`, `failed`, `cancelled`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
