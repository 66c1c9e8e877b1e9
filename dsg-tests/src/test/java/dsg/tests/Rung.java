// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rungs of isolation, each with one grid that is up and shared by all tests of this run. The bare one belongs to
/// somebody who has set no language, and file names are UTF-8 all the same. The short form has one of them: the best
/// that
/// this machine has, which is what its tasks get.
enum Rung {
    /// Under DSG's own supervisor.
    SANDBOX,
    /// The sandbox where that cannot be built or run.
    BUBBLEWRAP,
    BARE;

    private @Nullable TestGrid shared;

    /// Says the same of every rung that this machine has, of all at once.
    static void each(Consumer<Rung> sentence) {
        List<Rung> rungs = Stream.of(values())
                .filter(Rung::isHere)
                .limit(Machine.ALL ? values().length : 1)
                .toList();
        rungs.forEach(Rung::grid); // one after the other
        List<AssertionError> failures = rungs.parallelStream()
                .flatMap(rung -> rung.failure(sentence).stream())
                .toList();
        if (!failures.isEmpty()) {
            AssertionError first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private Optional<AssertionError> failure(Consumer<Rung> sentence) {
        try {
            sentence.accept(this);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(new AssertionError("In " + this + ": " + e.getMessage(), e));
        }
    }

    private boolean isHere() {
        return switch (this) {
            case SANDBOX -> Machine.hasSupervisor();
            case BUBBLEWRAP -> Machine.hasBubblewrap();
            case BARE -> true;
        };
    }

    /// A grid of a test's own on this rung, but for the word of its owner that a bare one needs.
    TestGrid create() {
        return switch (this) {
            case SANDBOX -> TestGrid.create();
            case BUBBLEWRAP -> TestGrid.create().with("DSG_SUPERVISOR", "/none");
            case BARE -> TestGrid.create().without("LANG");
        };
    }

    /// The word that listings show.
    String word() {
        return this == BARE ? "bare" : "sandbox";
    }

    /// The grid of this rung; started first if need be. Skips the test where the machine does not have the rung.
    synchronized TestGrid grid() {
        Machine.needsLinux();
        if (this == SANDBOX) {
            Machine.needsSupervisor();
        } else if (this == BUBBLEWRAP) {
            Machine.needsBubblewrap();
        }
        if (Stream.of(values()).filter(Rung::isHere).findFirst().orElse(this) != this) {
            Machine.onlyInTheLongForm();
        }
        TestGrid grid = shared;
        if (grid == null) {
            grid = create();
            shared = grid;
            Runtime.getRuntime().addShutdownHook(new Thread(grid::close));
            if (this == BARE) {
                grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            }
        }
        if (grid.pid(TestGrid.COORDINATOR).isEmpty() || grid.pid(TestGrid.NODE).isEmpty()) {
            grid.up();
        }
        return grid;
    }
}
