// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.sim.Pipe.Manner.Again;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// One stream between a node and the coordinator, dialled by the node. Each end closes when it no longer
/// hears the other; a new link takes the place of the old one.
final class SimLink {

    /// What a node says.
    sealed interface Said {

        /// The first thing on every link.
        record Hello(NodeFacts facts, Set<AttemptId> held, Offer offer, Instant at) implements Said {}

        /// What its owner lets tasks have of it.
        record Offers(Offer offer) implements Said {}

        /// An attempt has been frozen for too long.
        record WantsToMove(AttemptId attempt) implements Said {}

        /// An attempt has kept this of its work.
        record Saved(AttemptId attempt, Checkpoint checkpoint) implements Said {}

        /// The end of an attempt.
        record Reported(AttemptId attempt, AttemptReport report) implements Said {}
    }

    private final World world;
    private final SimNode node;
    private final Life nodeLife;
    private final SimCoordinator coordinator;
    private final Life coordinatorLife;
    private final boolean lateVoice;
    private final Pipe<Said> up;
    private final Pipe<GridEffect> down;
    private final Instant since;
    private boolean openAtNode = true;
    private boolean openAtCoordinator = true;

    SimLink(World world, SimNode node, SimCoordinator coordinator) {
        this.world = world;
        this.node = node;
        this.nodeLife = node.life();
        this.coordinator = coordinator;
        this.coordinatorLife = coordinator.life();
        this.since = world.now();
        this.lateVoice = world.dice.chance(world.net().lateVoices());
        this.up = new Pipe<>(world, coordinatorLife, node.cable()::isUpCut, this::hear);
        this.down = new Pipe<>(world, nodeLife, node.cable()::isDownCut, this::tell);
        node.cable().add(this);
        coordinator.opened(this);
    }

    NodeId node() {
        return node.id();
    }

    boolean isOpen() {
        return openAtNode && openAtCoordinator && !nodeLife.isOver() && !coordinatorLife.isOver();
    }

    /// When it was opened.
    Instant since() {
        return since;
    }

    /// Whether nothing can come of it any more.
    boolean isForgotten() {
        boolean goneAtNode = !openAtNode || nodeLife.isOver();
        boolean goneAtCoordinator = !openAtCoordinator || coordinatorLife.isOver();
        return goneAtNode && goneAtCoordinator && up.isEmpty() && down.isEmpty();
    }

    void say(Said said) {
        if (openAtNode) {
            up.send(said, manner(said));
        }
    }

    private static Pipe.Manner manner(Said said) {
        return switch (said) {
            case Said.Hello _, Said.Offers _, Said.WantsToMove _ -> new Pipe.Manner("", Again.NEVER);
            case Said.Saved(AttemptId attempt, var _) -> new Pipe.Manner(attempt.toString(), Again.LATER);
            case Said.Reported(AttemptId attempt, var _) -> new Pipe.Manner(attempt.toString(), Again.LATER);
        };
    }

    void push(GridEffect effect) {
        if (openAtCoordinator) {
            down.send(effect, manner(effect));
        }
    }

    private static Pipe.Manner manner(GridEffect effect) {
        return switch (effect) {
            case GridEffect.Start(var _, Order order) ->
                new Pipe.Manner(order.attempt().toString(), Again.AT_ONCE);
            case GridEffect.Stop(var _, AttemptId attempt) -> new Pipe.Manner(attempt.toString(), Again.LATER);
            case GridEffect.Move(var _, AttemptId attempt) -> new Pipe.Manner(attempt.toString(), Again.LATER);
            case GridEffect.Recall(var _, AttemptId attempt) -> new Pipe.Manner(attempt.toString(), Again.LATER);
            case GridEffect.Acknowledge(var _, AttemptId attempt) -> new Pipe.Manner(attempt.toString(), Again.LATER);
            case GridEffect.CutOff _, GridEffect.Judge _, GridEffect.Discard _, GridEffect.LetGo _ ->
                throw new IllegalStateException("This is no node's business: " + effect);
        };
    }

    private void hear(Said said) {
        switch (said) {
            case Said.Hello hello -> {
                if (openAtCoordinator) {
                    coordinator.greeted(this, hello);
                }
            }
            case Said.Offers(Offer offer) -> {
                if (openAtCoordinator) {
                    coordinator.tell(new GridCommand.ChangeOffer(node.id(), offer));
                }
            }
            case Said.WantsToMove(AttemptId attempt) -> {
                if (openAtCoordinator) {
                    coordinator.tell(new GridCommand.Move(node.id(), attempt));
                }
            }
            case Said.Saved(AttemptId attempt, Checkpoint checkpoint) -> {
                if (openAtCoordinator || lateVoice) {
                    coordinator.tell(new GridCommand.TakeCheckpoint(node.id(), attempt, checkpoint));
                }
            }
            case Said.Reported(AttemptId attempt, AttemptReport report) -> {
                if (openAtCoordinator || lateVoice) {
                    coordinator.tell(new GridCommand.Report(node.id(), attempt, report));
                }
            }
        }
    }

    private void tell(GridEffect effect) {
        if (openAtNode) {
            node.told(effect);
        }
    }

    /// After this while, whoever no longer hears the other closes its end.
    void listen(Duration least, Duration most) {
        world.within(least, most, coordinatorLife, () -> {
            if (openAtCoordinator && !hearsNode()) {
                closeAtCoordinator();
            }
        });
        world.within(least, most, nodeLife, () -> {
            if (openAtNode && !hearsCoordinator()) {
                closeAtNode();
            }
        });
    }

    private boolean hearsNode() {
        return openAtNode && !nodeLife.isOver() && !node.cable().isUpCut();
    }

    private boolean hearsCoordinator() {
        return openAtCoordinator && !coordinatorLife.isOver() && !node.cable().isDownCut();
    }

    private void closeAtCoordinator() {
        openAtCoordinator = false;
        coordinator.closed(this);
        listen(Duration.ZERO, Duration.ofSeconds(1));
    }

    /// The node is no part of the grid any more.
    void cutOff() {
        if (openAtCoordinator) {
            closeAtCoordinator();
        }
    }

    /// The node has opened another link.
    void supersede() {
        openAtCoordinator = false;
        listen(Duration.ZERO, Duration.ofSeconds(1));
    }

    private void closeAtNode() {
        openAtNode = false;
        node.closed(this);
        listen(Duration.ZERO, Duration.ofSeconds(1));
    }

    void carryOn() {
        up.carryOn();
        down.carryOn();
    }
}
