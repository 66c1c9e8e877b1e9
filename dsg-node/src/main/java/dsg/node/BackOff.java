// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;

/// When to try something again that fails: soon at first, then ever later, up to half a minute.
final class BackOff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    private Duration wait = FIRST;
    private long next;
    private boolean waits;

    /// Whether it is time for a try.
    synchronized boolean due() {
        return !waits || System.nanoTime() - next >= 0;
    }

    synchronized void failed() {
        wait(wait);
        wait = wait.multipliedBy(2).compareTo(MOST) < 0 ? wait.multipliedBy(2) : MOST;
    }

    /// It makes no sense for now.
    synchronized void hopeless() {
        wait(MOST);
    }

    synchronized void worked() {
        wait = FIRST;
        waits = false;
    }

    private void wait(Duration time) {
        next = System.nanoTime() + time.toNanos();
        waits = true;
    }
}
