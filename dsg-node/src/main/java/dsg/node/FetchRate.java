// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.OptionalLong;

/// How fast this machine brings large contents: each that has come counts for half of what is expected of the next.
final class FetchRate {

    private double rate;

    /// So many bytes have come in so many nanoseconds.
    synchronized void brought(long bytes, long nanos) {
        double now = 1e9 * bytes / Math.max(1, nanos);
        rate = rate == 0 ? now : (rate + now) / 2;
    }

    /// In bytes a second; none if nothing large has come yet.
    synchronized OptionalLong bytesPerSecond() {
        return rate == 0 ? OptionalLong.empty() : OptionalLong.of((long) rate);
    }
}
