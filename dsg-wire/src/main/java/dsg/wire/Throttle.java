// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Lets so many bytes a second pass, whoever sends or takes them: each waits until what passed before it has had its
/// time (a leaky bucket as a meter, ITU-T I.371). Threads take turns in the order in which they come.
public final class Throttle {

    /// Lets everything pass at once.
    public static final Throttle NONE = new Throttle(Long.MAX_VALUE);

    private final AtomicLong passed = new AtomicLong();
    private volatile long bytesPerSecond;
    private long freeAt = System.nanoTime();

    private Throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /// One for so many bytes a second.
    public static Throttle of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("At " + bytesPerSecond + " bytes a second nothing ever passes.");
        }
        return new Throttle(bytesPerSecond);
    }

    /// One that lets everything pass until it is told otherwise.
    public static Throttle open() {
        return new Throttle(Long.MAX_VALUE);
    }

    /// From now on so many bytes a second pass; as many as there are where it says nothing.
    ///
    /// @throws IllegalStateException if everybody shares it
    public void limit(OptionalLong most) {
        if (this == NONE) {
            throw new IllegalStateException("The one throttle that everybody shares stays open.");
        }
        bytesPerSecond = most.orElse(Long.MAX_VALUE);
    }

    /// How many bytes have passed so far.
    public long passed() {
        return passed.get();
    }

    private boolean isOpen() {
        return bytesPerSecond == Long.MAX_VALUE;
    }

    /// How long so many bytes take; no time where there is no limit.
    public Duration time(long bytes) {
        return isOpen() ? Duration.ZERO : Duration.ofMillis((long) (1000.0 * bytes / bytesPerSecond));
    }

    /// Waits until so many bytes may pass.
    ///
    /// @throws InterruptedException if the thread is interrupted meanwhile; they count as passed
    public void pass(int bytes) throws InterruptedException {
        passed.addAndGet(bytes);
        if (isOpen()) {
            return;
        }
        long wait = reserve(bytes, System.nanoTime());
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /// How long whoever comes now with so many bytes has to wait.
    synchronized long reserve(int bytes, long now) {
        freeAt = Math.max(freeAt, now) + (long) (1e9 * bytes / bytesPerSecond);
        return freeAt - now;
    }
}
