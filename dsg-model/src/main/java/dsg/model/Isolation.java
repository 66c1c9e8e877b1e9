// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Locale;

/// The rung of isolation a node really has for what it runs, from the weakest.
public enum Isolation {
    /// The task runs as the node's own user and sees what that user sees. Only by the owner's word.
    BARE,
    /// Own namespaces, own folder, no network, nothing of the machine's files but its programs.
    SANDBOX;

    /// The word people read and write: `sandbox`, `bare`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
