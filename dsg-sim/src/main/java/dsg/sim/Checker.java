// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridLedger;
import dsg.core.GridQueries;
import dsg.core.GridSnapshot;
import dsg.core.Plan;
import dsg.model.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads along whether every promise is kept: in the journal (books), in what clients see (views), and on the
/// nodes (hands). It asks the product for nothing but what it shows.
final class Checker {

    private final World world;
    private final List<Violation> violations = new ArrayList<>();
    private final Books books = new Books(this);
    private final Views views = new Views(this, books);
    private final Hands hands;
    private final Times times;
    private final Map<String, JobId> acknowledged = new HashMap<>();

    Checker(World world) {
        this.world = world;
        this.hands = new Hands(world, this);
        this.times = new Times(this);
    }

    Books books() {
        return books;
    }

    Times times() {
        return times;
    }

    Views views() {
        return views;
    }

    Hands hands() {
        return hands;
    }

    List<Violation> violations() {
        return violations;
    }

    boolean isBroken() {
        return !violations.isEmpty();
    }

    void found(String promise, String what) {
        Violation violation = new Violation(promise, what);
        world.note("VIOLATION " + violation);
        violations.add(violation);
    }

    /// A client was told that its submission is this job.
    void acknowledged(String key, JobId job) {
        JobId known = acknowledged.putIfAbsent(key, job);
        if (known != null && !known.equals(job)) {
            found("P2", "The submission " + key + " is job " + known + " and job " + job + ".");
        }
        if (!books.holds(job)) {
            found("durable before known", "Job " + job + " was acknowledged, and the journal does not hold it.");
        }
    }

    /// A coordinator has started: what it read from the journal is what its last committed turn left.
    void replayed(SimJournal journal) {
        journal.lastPage().ifPresent(page -> {
            GridLedger ledger = new GridLedger();
            journal.replay(ledger::apply);
            GridSnapshot again = ledger.snapshot(Plan.EMPTY, page.at());
            GridSnapshot before = page.snapshot();
            boolean same = again.jobs().equals(before.jobs())
                    && again.nextJob().equals(before.nextJob())
                    && again.nodes().equals(before.nodes());
            if (!same) {
                found("P7", "Replaying the journal does not rebuild the grid:\n" + before + "\n" + again);
            }
        });
    }

    /// All is over and quiet: whatever was handed in has its end, and nothing is left behind anywhere.
    void closeBooks(SimCoordinator coordinator, SimClient client, List<SimNode> nodes) {
        for (SimClient.Handed handed : client.handed()) {
            if (handed.job().isEmpty()) {
                found("P1", "Nobody ever acknowledged " + handed.spec.name() + ".");
            } else if (!books.isOver(handed.job().get())) {
                JobId job = handed.job().get();
                found("P1", "Job " + job + " never ends; the journal has it running as " + books.whatRuns(job) + ".");
            }
        }
        if (books.size() > client.handed().size()) {
            found("P2", client.handed().size() + " jobs were handed in, and " + books.size() + " were taken.");
        }
        if (isBroken()) {
            return;
        }
        books.compare((task, state) -> GridQueries.task(
                        coordinator.machine().view(),
                        task,
                        coordinator.machine().plan(),
                        coordinator.clock())
                .filter(view -> view.state().word().equals(state))
                .isPresent());
        replayed(coordinator.journal());
        hands.leftBehind(nodes, coordinator.shown());
    }
}
