// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;

/// What is done again after a while, and at once the first time.
final class Every {

    private final long nanos;
    private long last;
    private boolean done;

    Every(Duration wait) {
        this.nanos = wait.toNanos();
    }

    /// Whether it is time; if so, it counts as done.
    boolean due() {
        long now = System.nanoTime();
        if (done && now - last < nanos) {
            return false;
        }
        done = true;
        last = now;
        return true;
    }

    /// It is to be done at the next opportunity.
    void soon() {
        done = false;
    }
}
