// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.GridEvent;
import dsg.model.StageId;
import dsg.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What has failed quickly on a node since anything last ran there, and the rest that came of it. A node that fails
/// everything at once is always free, so it would get, and fail, one task after the other: a black hole.
final class QuickFailures {

    /// What ends sooner has hardly begun.
    static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration REST_FIRST = Duration.ofSeconds(30);
    private static final Duration REST_MOST = Duration.ofMinutes(10);
    /// How many of a stage are remembered at most. What fails beyond it while the others are still at
    /// their first task counts.
    private static final int REMEMBERED = 10_000;

    /// What has failed quickly of one stage.
    static final class OfStage {
        private int number;
        private final List<AttemptId> counting = new ArrayList<>();

        /// How many attempts there were.
        int number() {
            return number;
        }

        /// Those of them that were not excused.
        List<AttemptId> counting() {
            return Collections.unmodifiableList(counting);
        }
    }

    private final Map<StageId, OfStage> failures = new LinkedHashMap<>();
    private Optional<Instant> restsUntil = Optional.empty();
    private int rests;
    private boolean news;

    /// The attempts that failed, by their stages; none from before something last ran well or long.
    Map<StageId, OfStage> failures() {
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
        OfStage ofStage = failures.computeIfAbsent(ended.attempt().task().stageId(), _ -> new OfStage());
        ofStage.number++;
        if (ofStage.counting.size() < REMEMBERED) {
            ofStage.counting.add(ended.attempt());
        }
    }

    /// The failures of these tasks count for nothing, and need not be looked at again.
    void applyExcused(Set<TaskId> tasks) {
        failures.values().forEach(ofStage -> ofStage.counting.removeIf(attempt -> tasks.contains(attempt.task())));
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
