// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptId;
import dsg.model.Resources;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a node has been given, as the books know it.
final class BookedNode {
    Resources capacity = Resources.NONE;
    Resources used = Resources.NONE;
    boolean connected;
    boolean paused;
    boolean draining;
    Optional<Instant> restsUntil = Optional.empty();
    final Map<AttemptId, Resources> ahead = new LinkedHashMap<>();

    void gets(AttemptId attempt, Resources request) {
        ahead.put(attempt, request);
        if (capacity.covers(used.plus(request))) {
            ahead.remove(attempt);
            used = used.plus(request);
        }
    }

    void loses(AttemptId attempt, Resources request) {
        if (ahead.remove(attempt) == null) {
            used = used.minus(request);
        }
        startsInOrder();
    }

    /// Whether a node that rests may be given an attempt at this moment: one, once its time has come.
    boolean mayBeTried(Instant at) {
        return restsUntil.isEmpty() || (!restsUntil.get().isAfter(at) && isIdle());
    }

    boolean isIdle() {
        return used.equals(Resources.NONE) && ahead.isEmpty();
    }

    void startsInOrder() {
        Iterator<Resources> next = ahead.values().iterator();
        while (next.hasNext()) {
            Resources sum = used.plus(next.next());
            if (!capacity.covers(sum)) {
                return;
            }
            used = sum;
            next.remove();
        }
    }

    /// What the owner wants of it.
    void is(boolean nowPaused, boolean nowDraining) {
        paused = nowPaused;
        draining = nowDraining;
        if (!nowPaused && !nowDraining) {
            restsUntil = Optional.empty();
        }
    }
}
