// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/// How many cores other programs than the node and its tasks keep busy, as a mean over the last
/// seconds.
final class Others {

    private static final Duration COUNTED_EVERY = Duration.ofSeconds(2);
    private static final Duration MEAN_OF = Duration.ofSeconds(10);

    private final Ticks ticks;
    private final Deque<Ticks.Sum> sums = new ArrayDeque<>();
    private OptionalDouble cores = OptionalDouble.empty();

    Others(Ticks ticks) {
        this.ticks = ticks;
    }

    /// Counts, if it is time again; what it says is nothing for the first two seconds.
    ///
    /// @param nanos the time, by a clock that never jumps
    /// @param idle whether no task runs
    OptionalDouble look(long nanos, boolean idle) {
        if (sums.isEmpty() || nanos - sums.getLast().nanos() >= COUNTED_EVERY.toNanos()) {
            sums.add(ticks.count(nanos, idle));
            while (sums.size() > 2 && nanos - sums.getFirst().nanos() > MEAN_OF.toNanos()) {
                sums.remove();
            }
            cores = since(sums.getFirst(), sums.getLast());
        }
        return cores;
    }

    private static OptionalDouble since(Ticks.Sum from, Ticks.Sum to) {
        OptionalDouble all = to.coresSince(from);
        OptionalDouble own = to.ownCoresSince(from);
        return all.isPresent() && own.isPresent()
                ? OptionalDouble.of(Math.max(0, all.getAsDouble() - own.getAsDouble()))
                : OptionalDouble.empty();
    }
}
