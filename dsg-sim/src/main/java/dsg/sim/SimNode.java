// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.GridEffect;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A simulated node: keeps what it was ordered, starts it as its resources allow, and keeps every report
/// until it is acknowledged. A crash makes it forget everything.
final class SimNode {

    private static final Duration BROKEN_LEAST = Duration.ofMillis(5);
    private static final Duration BROKEN_MOST = Duration.ofMillis(200);
    private static final Duration MOVE_LEAST = Duration.ofSeconds(5);
    private static final Duration MOVE_MOST = Duration.ofSeconds(10);
    private static final Duration REDIAL_FIRST = Duration.ofMillis(300);
    private static final Duration REDIAL_MOST = Duration.ofSeconds(2);

    private final World world;
    private final SimCoordinator coordinator;
    private final Cable cable;
    private final SimSaving saving;
    private final Map<AttemptId, Held> held = new LinkedHashMap<>();
    private NodeFacts facts;
    private Life life = new Life();
    private int lives;
    private boolean broken;
    private Offer offer = Offer.ALL;
    private Life visit = new Life();
    private Optional<Instant> lentNoMoreSince = Optional.empty();
    private Optional<SimLink> link = Optional.empty();

    SimNode(World world, SimCoordinator coordinator, NodeFacts facts) {
        this.world = world;
        this.coordinator = coordinator;
        this.cable = new Cable(world);
        this.saving = new SimSaving(world, this);
        this.facts = facts;
        life.end();
    }

    NodeId id() {
        return new NodeId(facts.name());
    }

    NodeFacts facts() {
        return facts;
    }

    void facts(NodeFacts other) {
        facts = other;
    }

    Cable cable() {
        return cable;
    }

    Life life() {
        return life;
    }

    /// From now on everything fails on it at once, or nothing does any more.
    void broken(boolean now) {
        world.note(id() + (now ? " is broken" : " is mended"));
        broken = now;
    }

    boolean isUp() {
        return !life.isOver();
    }

    Optional<SimLink> link() {
        return link;
    }

    /// What it runs, is to run, or has not been acknowledged.
    List<AttemptId> held() {
        return List.copyOf(held.keySet());
    }

    boolean holds(AttemptId attempt) {
        return held.containsKey(attempt);
    }

    List<AttemptId> running() {
        List<AttemptId> running = new ArrayList<>();
        held.forEach((attempt, state) -> {
            if (state instanceof Held.Running) {
                running.add(attempt);
            }
        });
        return running;
    }

    void start() {
        life = new Life();
        lives++;
        world.note(id() + " starts");
        dialAtOnce();
    }

    /// It is gone, and all that it knew. With its kernel alive the coordinator is told at once, else it
    /// hears nothing.
    void crash(boolean silent) {
        world.note(id() + " crashes" + (silent ? " silently" : ""));
        life.end();
        held.values().forEach(SimNode::endRun);
        held.clear();
        saving.forgetAll();
        link.ifPresent(open -> open.listen(
                silent ? Cable.SILENCE_LEAST : Duration.ZERO, silent ? Cable.SILENCE_MOST : Duration.ofMillis(50)));
        link = Optional.empty();
    }

    private static void endRun(Held state) {
        switch (state) {
            case Held.Running running -> running.run().end();
            case Held.Queued _, Held.Frozen _, Held.Finished _ -> {}
        }
    }

    /// Its owner is back: what runs is frozen, what waits is given back, and after a while what is frozen had better be
    /// moved.
    void ownerReturns() {
        if (offer.rest().isEmpty()) {
            world.note(id() + " is needed by its owner");
            offer = new Offer(Optional.of(new Rest(Rest.Kind.IN_USE, "its owner is back")), Optional.empty(), Set.of());
            lentNoMoreSince = Optional.of(world.now());
            link.ifPresent(open -> open.say(new SimLink.Said.Offers(offer)));
            List.copyOf(held.keySet()).forEach(this::freeze);
            visit = new Life();
            askToMove(visit);
        }
    }

    void ownerLeaves() {
        if (offer.rest().isPresent()) {
            world.note(id() + " is left by its owner");
            offer = Offer.ALL;
            lentNoMoreSince = Optional.empty();
            visit.end();
            held.replaceAll((attempt, state) -> state instanceof Held.Frozen frozen ? thawed(frozen) : state);
            startWhatFits();
            link.ifPresent(open -> open.say(new SimLink.Said.Offers(offer)));
        }
    }

    /// What waits for its owner to leave.
    List<Order> frozen() {
        List<Order> frozen = new ArrayList<>();
        held.values().forEach(state -> {
            if (state instanceof Held.Frozen one) {
                frozen.add(one.order());
            }
        });
        return frozen;
    }

    /// Since when its owner has needed it.
    Optional<Instant> lentNoMoreSince() {
        return lentNoMoreSince;
    }

    private void freeze(AttemptId attempt) {
        switch (Objects.requireNonNull(held.get(attempt), "It is held.")) {
            case Held.Running(Order order, Life run, boolean stopping, AttemptEnd end, Instant at, Duration time)
            when !stopping && !Work.of(order.argv()).poison() -> {
                run.end();
                held.put(attempt, new Held.Frozen(order, end, Duration.between(world.now(), at), time));
            }
            case Held.Queued _ -> giveBack(attempt);
            case Held.Running _, Held.Frozen _, Held.Finished _ -> {}
        }
    }

    private Held thawed(Held.Frozen frozen) {
        return running(frozen.order(), frozen.end(), frozen.left(), frozen.time());
    }

    private void askToMove(Life asking) {
        world.within(MOVE_LEAST, MOVE_MOST, asking, () -> {
            held.forEach((attempt, state) -> {
                if (state instanceof Held.Frozen) {
                    link.ifPresent(open -> open.say(new SimLink.Said.WantsToMove(attempt)));
                }
            });
            askToMove(asking);
        });
    }

    private void move(AttemptId attempt) {
        if (held.get(attempt) instanceof Held.Frozen(Order order, var _, Duration left, Duration time)) {
            saving.keep(order, time.minus(left));
            finish(attempt, new AttemptEnd.Lost("moved"), Usage.NONE);
        }
    }

    private void dialAtOnce() {
        dial(Duration.ZERO, REDIAL_FIRST, REDIAL_FIRST);
    }

    /// As real nodes do: ever later while nobody is there, and half as soon or half as late again by chance.
    private void dial(Duration least, Duration most, Duration next) {
        world.within(least, most, life, () -> {
            if (cable.isGood() && coordinator.isUp()) {
                open();
            } else {
                Duration doubled = next.multipliedBy(2);
                dial(
                        next.dividedBy(2),
                        next.plus(next.dividedBy(2)),
                        doubled.compareTo(REDIAL_MOST) < 0 ? doubled : REDIAL_MOST);
            }
        });
    }

    private void open() {
        SimLink opened = new SimLink(world, this, coordinator);
        link = Optional.of(opened);
        Set<AttemptId> told = world.has(Plant.ATTEMPTS_NOT_TOLD) ? Set.of() : Set.copyOf(held.keySet());
        opened.say(new SimLink.Said.Hello(facts, told, offer, world.now()));
        saving.tellAgain(opened);
        if (world.has(Plant.REPORTS_FORGOTTEN)) {
            held.values().removeIf(Held.Finished.class::isInstance);
        }
        held.forEach((attempt, state) -> {
            if (state instanceof Held.Finished(AttemptReport report)) {
                opened.say(new SimLink.Said.Reported(attempt, report));
            }
        });
    }

    void closed(SimLink which) {
        if (link.filter(open -> open == which).isPresent()) {
            link = Optional.empty();
            dialAtOnce();
        }
    }

    void told(GridEffect effect) {
        switch (effect) {
            case GridEffect.Start(var _, Order order) -> ordered(order);
            case GridEffect.Stop(var _, AttemptId attempt) -> stop(attempt);
            case GridEffect.Recall(var _, AttemptId attempt) -> giveBack(attempt);
            case GridEffect.Move(var _, AttemptId attempt) -> move(attempt);
            case GridEffect.Acknowledge(var _, AttemptId attempt) -> acknowledged(attempt);
            case GridEffect.CutOff _, GridEffect.Judge _, GridEffect.Discard _, GridEffect.LetGo _ ->
                throw new IllegalStateException("This is no node's business: " + effect);
        }
    }

    private void ordered(Order order) {
        world.checker.hands().ordered(id(), order);
        if (held.putIfAbsent(order.attempt(), new Held.Queued(order)) == null) {
            if (offer.rest().isPresent()) {
                giveBack(order.attempt());
            } else {
                startWhatFits();
            }
        }
    }

    private void startWhatFits() {
        for (Map.Entry<AttemptId, Held> entry : held.entrySet()) {
            if (entry.getValue() instanceof Held.Queued(Order order)) {
                if (!free().covers(order.resources()) && !world.has(Plant.NODE_OVERFULL)) {
                    return;
                }
                entry.setValue(run(order));
            }
        }
    }

    private Held.Running run(Order order) {
        Life run = new Life();
        Work work = Work.of(order.argv());
        AttemptEnd end =
                broken ? new AttemptEnd.ExitCode(127) : work.end(order.attempt().number(), world.dice);
        Duration time = broken ? world.dice.between(BROKEN_LEAST, BROKEN_MOST) : work.time(world.dice);
        if (work.poison()) {
            world.agenda.after(time, run, () -> dieOf(order.attempt()));
            return new Held.Running(order, run, false, end, world.now().plus(time), time);
        }
        return running(order, end, SimSaving.left(order, time), time);
    }

    /// It has so much of its whole time before it.
    private Held.Running running(Order order, AttemptEnd end, Duration left, Duration time) {
        Life run = new Life();
        world.agenda.after(left, run, () -> finish(order.attempt(), end, new Usage(time, Duration.ZERO, 0)));
        saving.begin(order, run, time.minus(left));
        return new Held.Running(order, run, false, end, world.now().plus(left), time);
    }

    /// It crashes, and somebody starts it again.
    private void dieOf(AttemptId attempt) {
        world.note(id() + " does not survive " + attempt);
        crash(world.dice.chance(0.5));
        world.within(Duration.ofMillis(500), Duration.ofSeconds(20), world.life, () -> {
            if (!isUp()) {
                start();
            }
        });
    }

    /// What runs on it now.
    Resources used() {
        Resources used = Resources.NONE;
        for (Held state : held.values()) {
            if (state instanceof Held.Running running) {
                used = used.plus(running.order().resources());
            }
            if (state instanceof Held.Frozen frozen) {
                used = used.plus(frozen.order().resources());
            }
        }
        return used;
    }

    private Resources free() {
        return facts.capacity().covers(used()) ? facts.capacity().minus(used()) : Resources.NONE;
    }

    private void finish(AttemptId attempt, AttemptEnd end, Usage usage) {
        Artefact out = Artefact.of((attempt + " on " + id() + ", life " + lives).getBytes(StandardCharsets.UTF_8));
        AttemptReport report = new AttemptReport(end, usage, List.of(), out, Artefact.EMPTY);
        held.put(attempt, new Held.Finished(report));
        saving.forget(attempt);
        world.checker.hands().reported(id(), attempt, report);
        link.ifPresent(open -> open.say(new SimLink.Said.Reported(attempt, report)));
        startWhatFits();
    }

    private void stop(AttemptId attempt) {
        if (world.has(Plant.STOP_NOT_OBEYED)) {
            return;
        }
        Optional<Held> state = Optional.ofNullable(held.get(attempt));
        state.ifPresent(known -> {
            switch (known) {
                case Held.Queued _ -> giveBack(attempt);
                case Held.Running running -> {
                    if (!running.stopping()) {
                        kill(running.order(), running.run());
                    }
                }
                case Held.Frozen frozen -> kill(frozen.order(), new Life());
                case Held.Finished _ -> {} // its report is on its way, or goes again over the next link
            }
        });
    }

    private void giveBack(AttemptId attempt) {
        if (held.get(attempt) instanceof Held.Queued) {
            finish(attempt, new AttemptEnd.Cancelled(), Usage.NONE);
        }
    }

    private void kill(Order order, Life run) {
        run.end();
        Life killing = new Life();
        held.put(
                order.attempt(),
                new Held.Running(order, killing, true, new AttemptEnd.Cancelled(), world.now(), Duration.ZERO));
        world.within(
                Duration.ZERO,
                Duration.ofSeconds(2),
                killing,
                () -> finish(order.attempt(), new AttemptEnd.Cancelled(), Usage.NONE));
    }

    private void acknowledged(AttemptId attempt) {
        if (held.get(attempt) instanceof Held.Finished) {
            world.checker.hands().acknowledged(id(), attempt);
            held.remove(attempt);
        }
    }
}
