// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleConsumer;

/// How long commits have taken, counted as they happen: how many fell between each two bounds, and their sum.
final class CommitTimes implements DoubleConsumer {

    /// The upper bounds in seconds; what takes longer than any other falls below the last.
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Double.POSITIVE_INFINITY
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length);
    private final DoubleAdder sum = new DoubleAdder();

    @Override
    public void accept(double seconds) {
        int place = 0;
        while (seconds > BOUNDS[place]) {
            place++;
        }
        counts.incrementAndGet(place);
        sum.add(seconds);
    }

    double[] bounds() {
        return BOUNDS.clone();
    }

    /// How many fell below each bound and not below the one before.
    long[] counts() {
        long[] copy = new long[BOUNDS.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    double sum() {
        return sum.sum();
    }
}
