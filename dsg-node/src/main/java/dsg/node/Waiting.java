// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/// An attempt that hands over its results waits until they are taken, or its end is asked for; whoever looks is told
/// for what it waits.
final class Waiting implements Courier.Patience {

    private final AttemptId attempt;
    private final BooleanSupplier isAskedToEnd;
    private volatile String why = "";
    private String told = "";

    Waiting(AttemptId attempt, BooleanSupplier isAskedToEnd) {
        this.attempt = attempt;
        this.isAskedToEnd = isAskedToEnd;
    }

    @Override
    public boolean isOver() {
        return isAskedToEnd.getAsBoolean();
    }

    @Override
    public void waiting(String what) {
        why = what;
    }

    /// For what it waits, if that has changed since the last look.
    Optional<AttemptStatus> look() {
        String now = why;
        if (now.equals(told)) {
            return Optional.empty();
        }
        told = now;
        return Optional.of(new AttemptStatus(attempt, OptionalDouble.empty(), now, Map.of(), Duration.ZERO, false));
    }
}
