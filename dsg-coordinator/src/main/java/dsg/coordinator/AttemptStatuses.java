// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How running attempts fare, as their nodes last said it. For people; a restart forgets it, and nodes say it again.
final class AttemptStatuses {

    private final Map<AttemptId, AttemptStatus> byAttempt = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    void say(List<AttemptStatus> statuses) {
        statuses.forEach(status -> byAttempt.put(status.attempt(), status));
        changes.incrementAndGet();
    }

    void forget(AttemptId attempt) {
        byAttempt.remove(attempt);
    }

    Optional<AttemptStatus> of(AttemptId attempt) {
        return Optional.ofNullable(byAttempt.get(attempt));
    }

    /// Grows with everything that is said.
    long changes() {
        return changes.get();
    }
}
