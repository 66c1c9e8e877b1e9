// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Tells the time without ever jumping: the wall clock is read once, and from then on only the monotonic one
/// counts. Leases and waits therefore keep their length when somebody sets the clock.
final class SteadyClock implements InstantSource {

    private final Instant start;
    private final long startNanos = System.nanoTime();

    SteadyClock(InstantSource wall) {
        start = wall.instant();
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
