// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How running attempts fare, as their nodes last said it. For people; a restart forgets it until a node
/// says the next change.
final class AttemptStatuses {

    private final Map<AttemptId, AttemptStatus> byAttempt = new ConcurrentHashMap<>();

    void say(List<AttemptStatus> statuses) {
        statuses.forEach(status -> byAttempt.put(status.attempt(), status));
    }

    void forget(AttemptId attempt) {
        byAttempt.remove(attempt);
    }

    Optional<AttemptStatus> of(AttemptId attempt) {
        return Optional.ofNullable(byAttempt.get(attempt));
    }
}
