// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the time without ever jumping: the wall clock is read once, and from then on only the monotonic one
/// counts. Leases and waits therefore keep their length when somebody sets the clock.
final class SteadyClock implements InstantSource {

    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    private final long startNanos = System.nanoTime();
    private volatile Instant start;

    SteadyClock(InstantSource wall) {
        start = wall.instant();
    }

    /// It is not earlier than this, whatever the wall clock said: what is in the journal has been.
    void notBefore(Instant moment) {
        Duration behind = Duration.between(instant(), moment);
        if (behind.isPositive()) {
            LOG.warn(
                    "This machine's clock is {} s behind the newest entry of the journal; the grid counts on from there.",
                    behind.toSeconds());
            start = start.plus(behind);
        }
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
