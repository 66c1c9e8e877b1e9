// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.time.Duration;

/// How long nothing may be heard on a link before it is taken for gone. It is estimated from the gaps between what was
/// heard, as TCP estimates its retransmission timeout (RFC 6298): a smoothed mean plus four times the smoothed mean
/// deviation; and two beats more. So it always outlasts the longest gap just heard by two beats, up to a limit.
///
/// Of each beat only the longest gap counts: what comes in a burst, such as beats that a lossy network has held up,
/// says
/// nothing about how long the next silence may last. And as gaps on a lossy network come seldom, what was learnt from
/// one
/// is given up slowly, a twentieth of a second a beat.
///
/// It has no clock: moments are nanoseconds, as `System.nanoTime` counts them. Several threads may use it.
public final class Patience {

    private static final long BEAT = Duration.ofSeconds(1).toNanos();
    private static final long MOST = Duration.ofSeconds(15).toNanos();
    private static final long GIVEN_UP_A_BEAT = Duration.ofMillis(50).toNanos();
    private static final double MEAN_GAIN = 1 / 8.0;
    private static final double DEVIATION_GAIN = 1 / 4.0;

    private final long least;
    private double mean = BEAT;
    private double deviation;
    private long length;
    private boolean begun;
    private long heardAt;
    private long countedAt;
    private long longest;

    /// @param least how much it begins with and never falls below
    /// @param now when the link was opened, or dialled
    public Patience(Duration least, long now) {
        this.least = least.toNanos();
        this.length = this.least;
        this.heardAt = now;
    }

    /// Something was heard. The first time no gap is counted: how long it took to open a link is another matter.
    public synchronized void heard(long now) {
        if (!begun) {
            begun = true;
            countedAt = now;
        } else {
            longest = Math.max(longest, now - heardAt);
            if (now - countedAt >= BEAT) {
                count(Math.max(BEAT, longest));
                countedAt = now;
                longest = 0;
            }
        }
        heardAt = now;
    }

    private void count(long gap) {
        deviation += DEVIATION_GAIN * (Math.abs(gap - mean) - deviation);
        mean += MEAN_GAIN * (gap - mean);
        long estimate = Math.round(mean + 4 * deviation) + 2 * BEAT;
        length = Math.clamp(Math.max(estimate, length - GIVEN_UP_A_BEAT), least, MOST);
    }

    /// How long nothing has been heard.
    public synchronized Duration silence(long now) {
        return Duration.ofNanos(now - heardAt);
    }

    /// How long nothing may be heard.
    public synchronized Duration length() {
        return Duration.ofNanos(length);
    }

    /// Whether nothing has been heard for longer than that.
    public synchronized boolean isOver(long now) {
        return now - heardAt > length;
    }
}
