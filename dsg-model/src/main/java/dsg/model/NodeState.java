// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Locale;

/// The state of a node, in the words of the contract.
public enum NodeState {
    /// It takes tasks.
    READY,
    /// Its owner lets it take nothing new; what runs on it goes on.
    PAUSED,
    /// It finishes what runs on it, and is paused then.
    DRAINING,
    /// Its owner needs it, or lets no tasks run at present; or too much has failed on it at once, and it is given one
    /// attempt after a while to see whether it is well.
    RESTING,
    /// There is no contact with it.
    AWAY;

    /// The word people read: `ready`, `paused`, `draining`, `resting`, `away`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
