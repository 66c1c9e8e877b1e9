// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.time.Duration;

/// How long the coordinator goes on: until somebody asks for its end, or, if it was started for one command
/// only, until nobody has needed it for a while.
final class Lifetime {

    private boolean embedded;
    private boolean asked;
    private long neededAt = System.nanoTime();

    Lifetime(boolean embedded) {
        this.embedded = embedded;
    }

    synchronized boolean isEmbedded() {
        return embedded;
    }

    /// From now on it stays until it is asked to stop.
    synchronized void stay() {
        embedded = false;
    }

    synchronized void ask() {
        asked = true;
        notifyAll();
    }

    synchronized boolean isAsked() {
        return asked;
    }

    /// Somebody has just used it.
    synchronized void used() {
        neededAt = System.nanoTime();
    }

    synchronized boolean isOver(boolean busy, Duration patience) {
        if (busy) {
            neededAt = System.nanoTime();
        }
        return embedded && System.nanoTime() - neededAt > patience.toNanos();
    }

    /// Waits until somebody asks for the end; if nobody may need the grid any more, at most this long.
    synchronized void awaitChange(Duration lookAround) throws InterruptedException {
        long until = System.nanoTime() + lookAround.toNanos();
        while (!asked && (!embedded || System.nanoTime() < until)) {
            wait(embedded ? 1 + (until - System.nanoTime()) / 1_000_000 : 0);
        }
    }
}
