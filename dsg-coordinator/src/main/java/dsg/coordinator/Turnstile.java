// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Lets so many through a minute: of one address, and of all together. A machine that asks without end keeps others
/// from nothing but its own address.
final class Turnstile {

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int ADDRESSES_MAX = 10_000;

    private final int mostOfOne;
    private final int mostOfAll;
    private final LongSupplier nanoTime;
    private final Map<InetAddress, Integer> ofOne = new HashMap<>();
    private int ofAll;
    private long minuteBegan;

    /// @param nanoTime a clock that never jumps
    Turnstile(int mostOfOne, int mostOfAll, LongSupplier nanoTime) {
        this.mostOfOne = mostOfOne;
        this.mostOfAll = mostOfAll;
        this.nanoTime = nanoTime;
        this.minuteBegan = nanoTime.getAsLong();
    }

    /// Whether one more from this address may pass.
    synchronized boolean pass(InetAddress from) {
        long now = nanoTime.getAsLong();
        if (now - minuteBegan > MINUTE_NS) {
            minuteBegan = now;
            ofOne.clear();
            ofAll = 0;
        }
        if (ofAll >= mostOfAll || ofOne.size() >= ADDRESSES_MAX || ofOne.getOrDefault(from, 0) >= mostOfOne) {
            return false;
        }
        ofOne.merge(from, 1, Integer::sum);
        ofAll++;
        return true;
    }
}
