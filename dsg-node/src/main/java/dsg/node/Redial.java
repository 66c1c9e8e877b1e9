// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;

/// How long a node waits before it dials again. After a link that was open it dials almost at once. While nobody is
/// there the wait doubles, up to a limit that is short enough for all to be back within ten seconds. Each wait is
/// shortened or lengthened at random, so that the nodes of a large grid do not dial in step.
final class Redial {

    private static final Duration FIRST = Duration.ofMillis(300);
    private static final Duration MOST = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private Duration next = FIRST;

    /// How a link has ended.
    enum Ending {
        /// Nobody knows where the coordinator is, so nobody was dialled.
        UNKNOWN,
        /// Nobody was there, or nobody who let this node in.
        NOT_THERE,
        GONE,
        /// The node has another certificate, and shows it on the next link.
        RENEWED
    }

    /// How long to wait after a link has ended so.
    ///
    /// @param chance evenly from 0 to 1
    Duration after(Ending ending, double chance) {
        return switch (ending) {
            case NOT_THERE -> afterNobody(chance);
            case GONE -> afterLink(chance);
            case UNKNOWN -> LOOK_AGAIN;
            case RENEWED -> Duration.ZERO;
        };
    }

    /// The link was open: somebody is there, or was a moment ago.
    ///
    /// @param chance evenly from 0 to 1
    Duration afterLink(double chance) {
        next = FIRST;
        return times(FIRST, chance);
    }

    /// Nobody was there.
    ///
    /// @param chance evenly from 0 to 1
    Duration afterNobody(double chance) {
        Duration wait = next;
        next = wait.multipliedBy(2).compareTo(MOST) < 0 ? wait.multipliedBy(2) : MOST;
        return times(wait, 0.5 + chance);
    }

    /// It is announced at another address: there is somebody new to dial.
    void elsewhere() {
        next = FIRST;
    }

    private static Duration times(Duration wait, double factor) {
        return Duration.ofNanos(Math.round(wait.toNanos() * factor));
    }
}
