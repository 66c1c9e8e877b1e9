// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridSnapshot.NodeView;
import dsg.model.GridCommand;
import dsg.model.NodeId;
import dsg.model.NodeState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Whoever owns the nodes: pauses them, lets them drain and take tasks again, and asks until that is answered.
final class SimOwner {

    /// What the owner wants of one node.
    private static final class Wish {
        private Life asking = new Life();
        private boolean paused;
    }

    private final World world;
    private final SimCoordinator coordinator;
    private final SimClient client;
    private final Map<NodeId, Wish> wishes = new HashMap<>();

    SimOwner(World world, SimCoordinator coordinator, SimClient client) {
        this.world = world;
        this.coordinator = coordinator;
        this.client = client;
    }

    void pause(NodeId node) {
        world.note("the owner pauses " + node);
        stop(node, new GridCommand.PauseNode(node));
    }

    void drain(NodeId node) {
        world.note("the owner drains " + node);
        stop(node, new GridCommand.DrainNode(node));
    }

    /// A second later, for by then what was asked before has arrived.
    private void stop(NodeId node, GridCommand command) {
        Wish wish = wish(node);
        wish.asking.end();
        wish.asking = new Life();
        Life asking = wish.asking;
        world.agenda.after(Duration.ofSeconds(1), asking, () -> stopUntilAnswered(wish, command, asking));
    }

    private void stopUntilAnswered(Wish wish, GridCommand command, Life asking) {
        client.ask(command, _ -> {}, () -> {
            if (!asking.isOver()) {
                asking.end();
                wish.paused = true;
            }
        });
        world.within(
                Duration.ofSeconds(2), Duration.ofSeconds(4), asking, () -> stopUntilAnswered(wish, command, asking));
    }

    /// Lets the node take tasks again. Nobody else did: until now it took none, if the grid ever said so.
    void unpause(NodeId node) {
        Wish wish = wish(node);
        boolean ready = coordinator.shown().nodes().stream()
                .filter(view -> view.id().equals(node))
                .map(NodeView::state)
                .anyMatch(NodeState.READY::equals);
        if (wish.paused && coordinator.isUp() && ready) {
            world.checker.found("P5", node + " was paused, and nobody let it take tasks; it is ready.");
        }
        world.note("the owner lets " + node + " take tasks again");
        wish.asking.end();
        wish.asking = new Life();
        wish.paused = false;
        keepUnpaused(node, wish.asking);
    }

    /// More than once, for a pause that was asked for before may arrive later.
    private void keepUnpaused(NodeId node, Life asking) {
        client.ask(new GridCommand.UnpauseNode(node), _ -> {}, () -> {});
        world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), asking, () -> keepUnpaused(node, asking));
    }

    private Wish wish(NodeId node) {
        return wishes.computeIfAbsent(node, _ -> new Wish());
    }
}
