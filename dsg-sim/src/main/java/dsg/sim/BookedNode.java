// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptId;
import dsg.model.Resources;
import dsg.model.StageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node has been given, as the books know it.
final class BookedNode {
    Resources capacity = Resources.NONE;
    Resources used = Resources.NONE;
    boolean connected;
    boolean paused;
    boolean draining;
    boolean lent = true;
    Optional<Instant> restsUntil = Optional.empty();
    int rests;
    /// The stages of what has failed at once since it last ran anything well or for long, in their order.
    final List<StageId> atOnce = new ArrayList<>();
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

    /// Whether it takes work, and has nothing to prove.
    boolean isWell() {
        return connected && !paused && !draining && lent && restsUntil.isEmpty();
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

    /// It was taken for a black hole.
    void rests(Instant until) {
        restsUntil = Optional.of(until);
        rests++;
    }

    /// It runs something, or somebody says that it is well.
    void provesWell() {
        restsUntil = Optional.empty();
        rests = 0;
        atOnce.clear();
    }

    /// What the owner wants of it.
    void is(boolean nowPaused, boolean nowDraining) {
        paused = nowPaused;
        draining = nowDraining;
        if (!nowPaused && !nowDraining) {
            provesWell();
        }
    }
}
