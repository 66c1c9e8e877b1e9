// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has failed quickly on a node since anything last ran there, and the rest that came of it. A node that fails
/// everything at once is always free, so it would get, and fail, one task after the other: a black hole.
final class QuickFailures {

    /// What ends sooner has hardly begun.
    static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration REST_FIRST = Duration.ofSeconds(30);
    private static final Duration REST_MOST = Duration.ofMinutes(10);
    /// More than enough to judge by.
    private static final int REMEMBERED = 1_000;

    private final Map<StageId, List<AttemptId>> failures = new LinkedHashMap<>();
    private Optional<Instant> restsUntil = Optional.empty();
    private int rests;
    private boolean news;

    /// The attempts that failed, by their stages; none from before something last ran well or long.
    Map<StageId, List<AttemptId>> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /// Until when the node is given nothing; in the past if it has to prove itself since.
    Optional<Instant> restsUntil() {
        return restsUntil;
    }

    boolean isResting(Instant now) {
        return restsUntil.filter(now::isBefore).isPresent();
    }

    /// Whether anything has failed since it rested last: what it still ran meanwhile does not count.
    boolean isNews() {
        return news;
    }

    /// How long it rests next: longer each time that it has not got better.
    Duration nextRest() {
        Duration rest = REST_FIRST.multipliedBy(1L << Math.min(rests, 16));
        return rest.compareTo(REST_MOST) < 0 ? rest : REST_MOST;
    }

    void applyEnded(GridEvent.AttemptEnded ended) {
        AttemptEnd end = ended.report().end();
        if (!end.isItsOwn()) {
            return; // it says nothing of the node
        }
        boolean quick = ended.report().usage().wall().compareTo(QUICK) <= 0;
        if (end instanceof AttemptEnd.Done || !quick) {
            clear();
            return;
        }
        news |= !isResting(ended.at());
        List<AttemptId> ofStage =
                failures.computeIfAbsent(ended.attempt().task().stageId(), _ -> new ArrayList<>());
        if (ofStage.size() < REMEMBERED) {
            ofStage.add(ended.attempt());
        }
    }

    void applyRested(Instant until) {
        restsUntil = Optional.of(until);
        rests++;
        news = false;
    }

    /// It runs something, or somebody says that it is well.
    void clear() {
        failures.clear();
        restsUntil = Optional.empty();
        rests = 0;
        news = false;
    }
}
