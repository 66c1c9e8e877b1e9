// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The attempts that ended on a node last, for people: so many and no more.
final class Lately {

    static final int MOST = 50;

    private final Deque<AttemptId> ended = new ArrayDeque<>();

    void add(AttemptId attempt) {
        ended.addFirst(attempt);
        if (ended.size() > MOST) {
            ended.removeLast();
        }
    }

    List<AttemptId> newestFirst() {
        return List.copyOf(ended);
    }
}
