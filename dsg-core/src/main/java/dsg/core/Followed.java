// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The stage that another one follows task by task, if it follows any, and how many tasks the other lacks for that.
final class Followed {

    private final Optional<StageLedger> stage;
    private boolean over;
    private int absent;

    Followed(Optional<StageLedger> stage) {
        this.stage = stage;
    }

    boolean isPresent() {
        return stage.isPresent();
    }

    String name() {
        return stage.orElseThrow().spec().name();
    }

    /// Whether nothing more of it will be done.
    boolean isOver() {
        return over;
    }

    /// How many tasks of the stage that follows wait for tasks that will never be done.
    int absent() {
        return absent;
    }

    /// Whether the task with this number waits for the one that it follows.
    boolean holdsUp(int number) {
        return stage.filter(followed -> !followed.stateOf(number).isDone()).isPresent();
    }

    /// It is satisfied: the job goes on without what is not done of it.
    ///
    /// @param waits which tasks of the stage that follows still wait
    void applyOver(IntPredicate waits) {
        over = true;
        StageLedger followed = stage.orElseThrow();
        boolean whole = followed.isSkipped() || followed.done() + followed.cached() == followed.tasks();
        absent = whole
                ? 0
                : (int) IntStream.rangeClosed(1, followed.tasks())
                        .filter(number -> waits.test(number) && holdsUp(number))
                        .count();
    }

    /// It goes on after all.
    void applyGrows() {
        over = false;
        absent = 0;
    }
}
