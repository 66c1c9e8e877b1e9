// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Refusal;

/// A command cannot do what it was asked to: what, why, how to mend it, and the exit status.
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Refusal refusal;

    CommandFailure(int status, Refusal refusal) {
        super(refusal.what());
        this.status = status;
        this.refusal = refusal;
    }

    CommandFailure(int status, String what, String why, String mend) {
        this(status, new Refusal(what, why, mend));
    }

    int status() {
        return status;
    }

    Refusal refusal() {
        return refusal;
    }

    /// As people read it on standard error.
    String text() {
        return "%s%n  Why:   %s%n  Mend:  %s".formatted(refusal.what(), refusal.why(), refusal.mend());
    }
}
