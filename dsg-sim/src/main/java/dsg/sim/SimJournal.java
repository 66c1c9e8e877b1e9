// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridSnapshot;
import dsg.model.GridEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A simulated journal: a commit takes time, and a crash of its writer loses what is not committed. Turns
/// that come while a commit is under way are committed together by the next one, all or nothing.
final class SimJournal {

    /// What the grid looked like at the end of a committed turn.
    record Page(GridSnapshot snapshot, Instant at) {}

    private record Pending(List<GridEvent> events, Instant decided, Page page, Runnable durable) {}

    private final World world;
    private final List<List<GridEvent>> turns = new ArrayList<>();
    private List<Pending> queue = new ArrayList<>();
    private List<Pending> writing = List.of();
    private Optional<Page> last = Optional.empty();

    private Instant lastAt = Agenda.START;

    SimJournal(World world) {
        this.world = world;
    }

    /// Makes a turn's events durable, then calls back.
    void append(Life writer, List<GridEvent> events, Page page, Runnable durable) {
        queue.add(new Pending(events, world.now(), page, durable));
        if (writing.isEmpty()) {
            write(writer);
        }
    }

    private void write(Life writer) {
        writing = queue;
        queue = new ArrayList<>();
        boolean nothing = writing.stream().allMatch(pending -> pending.events().isEmpty());
        Duration time = nothing ? Duration.ZERO : world.net().commit(world.dice);
        world.agenda.after(time, writer, () -> {
            List<Pending> written = writing;
            writing = List.of();
            for (Pending pending : written) {
                keep(pending);
                pending.durable().run();
            }
            if (!queue.isEmpty()) {
                write(writer);
            }
        });
    }

    /// When something became true last.
    Instant lastAt() {
        return lastAt;
    }

    private void keep(Pending pending) {
        if (!pending.events().isEmpty()) {
            lastAt = world.now();
        }
        turns.add(pending.events());
        last = Optional.of(pending.page());
        world.checker.books().read(pending.events());
        world.checker.times().read(pending.events(), pending.decided());
    }

    /// Its writer is gone in the middle of whatever it was doing. A commit that was under way has reached the
    /// disk or was torn, and what is torn does not count.
    void crash() {
        if (!writing.isEmpty() && world.dice.chance(0.5)) {
            world.note("  its last commit has reached the disk");
            writing.forEach(this::keep);
        } else if (!writing.isEmpty() && world.has(Plant.TORN_COMMIT_KEPT)) {
            List<GridEvent> torn = writing.getFirst().events();
            turns.add(torn.subList(0, torn.size() / 2));
        }
        writing = List.of();
        queue = new ArrayList<>();
        if (world.has(Plant.LAST_TURN_LOST)) {
            loseLastTurn();
        }
    }

    private void loseLastTurn() {
        while (!turns.isEmpty() && turns.removeLast().isEmpty()) {
            // Turns in which nothing became true are no loss.
        }
    }

    void replay(Consumer<GridEvent> events) {
        turns.forEach(turn -> turn.forEach(events));
    }

    /// What the grid looked like at the end of the last committed turn.
    Optional<Page> lastPage() {
        return last;
    }
}
