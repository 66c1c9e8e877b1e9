// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.Decision;
import dsg.core.FirstFit;
import dsg.core.GridMachine;
import dsg.core.GridQueries;
import dsg.core.GridSnapshot;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.Submission;
import dsg.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A simulated coordinator: drives the real machine turn by turn, and lets answers, effects and snapshot of a
/// turn out once the journal holds its events.
final class SimCoordinator {

    private record Ask(GridCommand command, Consumer<Decision.Answer> reply) {}

    private final World world;
    private final SimJournal journal;
    private final Map<NodeId, SimLink> links = new HashMap<>();
    private final List<SimLink> opened = new ArrayList<>();
    private final Map<NodeId, Instant> goneSince = new TreeMap<>();
    private GridMachine machine = new GridMachine(new FirstFit());
    private List<Ask> inbox = new ArrayList<>();
    private GridSnapshot shown = GridSnapshot.EMPTY;
    private Life life = new Life();
    private Instant wakeAt = Instant.MAX;
    private Instant upSince = Agenda.START;
    private Instant clockAtStart = Agenda.START;
    private int freshKeys;

    SimCoordinator(World world) {
        this.world = world;
        this.journal = new SimJournal(world);
        life.end();
    }

    Life life() {
        return life;
    }

    boolean isUp() {
        return !life.isOver();
    }

    /// The time as the coordinator counts it: once read off the wall, not before what the journal says, then steadily.
    Instant clock() {
        return world.has(Plant.WALL_CLOCK_TRUSTED)
                ? world.wall()
                : clockAtStart.plus(Duration.between(upSince, world.now()));
    }

    Instant upSince() {
        return upSince;
    }

    GridMachine machine() {
        return machine;
    }

    SimJournal journal() {
        return journal;
    }

    /// What was shown last.
    GridSnapshot shown() {
        return shown;
    }

    void start() {
        world.note("the coordinator starts");
        life = new Life();
        upSince = world.now();
        machine = new GridMachine(new FirstFit());
        inbox = new ArrayList<>();
        wakeAt = Instant.MAX;
        try {
            clockAtStart = world.wall();
            Predicate<GridEvent> kept = Forgetful.read(world, journal);
            journal.replay(event -> {
                if (kept.test(event)) {
                    machine.replay(event);
                }
                clockAtStart = event.at().isAfter(clockAtStart) ? event.at() : clockAtStart;
            });
        } catch (RuntimeException e) {
            world.checker.found("P7", "The journal cannot be replayed: " + e);
            life.end();
            return;
        }
        world.checker.replayed(journal);
        if (!world.has(Plant.RECOVERY_SKIPPED)) {
            tell(new GridCommand.Recover());
        }
    }

    void crash() {
        world.note("the coordinator crashes");
        life.end();
        journal.crash();
        links.clear();
        goneSince.clear();
        boolean silent = world.dice.chance(0.5);
        opened.forEach(link -> link.listen(
                silent ? Cable.SILENCE_LEAST : Duration.ZERO, silent ? Cable.SILENCE_MOST : Duration.ofMillis(50)));
        opened.clear();
    }

    /// When something became true last.
    Instant lastAt() {
        return journal.lastAt();
    }

    void tell(GridCommand command) {
        ask(command, _ -> {});
    }

    void ask(GridCommand command, Consumer<Decision.Answer> reply) {
        inbox.add(new Ask(command, reply));
        if (inbox.size() == 1) {
            world.within(Duration.ZERO, Duration.ofMillis(2), life, this::turn);
        }
    }

    void opened(SimLink link) {
        opened.removeIf(SimLink::isForgotten);
        opened.add(link);
    }

    void greeted(SimLink link, SimLink.Said.Hello hello) {
        Optional.ofNullable(links.put(link.node(), link)).ifPresent(old -> {
            old.supersede();
            if (world.has(Plant.OLD_LINK_DEPARTS)) {
                world.soon(life, () -> tell(new GridCommand.Depart(link.node())));
            }
        });
        goneSince.remove(link.node());
        world.checker.hands().greeted(link.node(), hello.at());
        world.note(link.node() + " arrives and holds " + hello.held().size());
        tell(new GridCommand.Arrive(link.node(), hello.facts(), hello.held(), hello.offer()));
    }

    void closed(SimLink link) {
        if (links.remove(link.node(), link)) {
            world.note(link.node() + " is gone");
            goneSince.put(link.node(), world.now());
            if (!world.has(Plant.LOSS_NOT_RETURNED)) {
                tell(new GridCommand.Depart(link.node()));
            }
        }
    }

    private void turn() {
        List<Ask> asks = inbox;
        inbox = new ArrayList<>();
        List<GridCommand> commands = new ArrayList<>();
        asks.forEach(ask -> commands.addAll(planted(ask.command())));
        GridMachine.Turn turn;
        try {
            turn = machine.turn(commands, clock());
        } catch (RuntimeException e) {
            world.checker.found("P7", "The core breaks in the middle of a turn: " + e);
            return;
        }
        turn.nextWake().ifPresent(this::wake);
        wakeTheResting(turn.events());
        List<Runnable> before = new ArrayList<>();
        List<Runnable> after = new ArrayList<>();
        boolean oneEach = commands.size() == asks.size();
        (world.has(Plant.ANSWER_BEFORE_COMMIT) ? before : after).add(() -> {
            for (int i = 0; oneEach && i < asks.size(); i++) {
                asks.get(i).reply().accept(turn.answers().get(i));
            }
        });
        for (GridEffect effect : turn.effects()) {
            (leavesEarly(effect) ? before : after).add(() -> carryOut(effect));
        }
        Instant at = clock();
        (world.has(Plant.SNAPSHOT_BEFORE_COMMIT) ? before : after).add(() -> show(turn.snapshot(), at));
        before.forEach(Runnable::run);
        journal.append(
                life, Forgetful.journalled(world, turn.events()), new SimJournal.Page(turn.snapshot(), at), () -> {
                    note(turn.events());
                    after.forEach(Runnable::run);
                });
    }

    private void wakeTheResting(List<GridEvent> events) {
        for (GridEvent event : events) {
            if (event instanceof GridEvent.NodeRested rested && world.has(Plant.RESTING_NODE_GETS_WORK)) {
                tell(new GridCommand.UnpauseNode(rested.node()));
            }
        }
    }

    private void wake(Instant moment) {
        if (world.has(Plant.TIME_FORGOTTEN)) {
            return;
        }
        if (moment.isBefore(wakeAt)) {
            wakeAt = moment;
            Duration until = Duration.between(clock(), moment);
            Duration soon = Duration.ofMillis(1);
            world.agenda.after(until.compareTo(soon) < 0 ? soon : until, life, () -> {
                if (wakeAt.equals(moment)) {
                    wakeAt = Instant.MAX;
                    tell(new GridCommand.Tick());
                }
            });
        }
    }

    private void note(List<GridEvent> events) {
        for (GridEvent event : events) {
            String line = Story.line(event);
            if (!line.isEmpty()) {
                world.note(line);
            }
        }
    }

    private void show(GridSnapshot snapshot, Instant at) {
        shown = snapshot;
        world.checker.views().shown(snapshot, at);
    }

    private void carryOut(GridEffect effect) {
        if (effect instanceof GridEffect.LetGo) {
            return; // there are no files
        }
        NodeId node = switch (effect) {
            case GridEffect.Start(NodeId to, var _) -> to;
            case GridEffect.Stop(NodeId to, var _) -> to;
            case GridEffect.Recall(NodeId to, var _) -> to;
            case GridEffect.Move(NodeId to, var _) -> to;
            case GridEffect.Acknowledge(NodeId to, var _) -> to;
            case GridEffect.CutOff(NodeId to) -> to;
            case GridEffect.Judge(var stage, var _, var _, var _, var _) ->
                throw new IllegalStateException("No simulated job has conditions: " + stage);
            case GridEffect.Discard _, GridEffect.LetGo _ -> throw new IllegalStateException("Nobody asked for it.");
        };
        Optional<SimLink> link = Optional.ofNullable(links.get(node));
        if (effect instanceof GridEffect.Start && world.has(Plant.ORDER_DROPPED) && world.dice.chance(0.01)) {
            return;
        }
        if (effect instanceof GridEffect.Start && world.has(Plant.ORDER_ASTRAY) && world.dice.chance(0.01)) {
            link = opened.stream().filter(SimLink::isOpen).findFirst();
        }
        if (effect instanceof GridEffect.Stop && world.has(Plant.STOP_NOT_SENT)) {
            return;
        }
        link.ifPresent(open -> {
            if (effect instanceof GridEffect.CutOff) {
                open.cutOff();
            } else {
                open.push(effect);
            }
        });
    }

    private boolean leavesEarly(GridEffect effect) {
        return switch (effect) {
            case GridEffect.Start _ -> world.has(Plant.ORDER_BEFORE_COMMIT);
            case GridEffect.Stop _,
                    GridEffect.Recall _,
                    GridEffect.Move _,
                    GridEffect.CutOff _,
                    GridEffect.Judge _,
                    GridEffect.LetGo _,
                    GridEffect.Discard _ -> false;
            case GridEffect.Acknowledge _ -> world.has(Plant.ACKNOWLEDGE_BEFORE_COMMIT);
        };
    }

    /// The command as it reaches the machine: itself, unless a fault is planted.
    private List<GridCommand> planted(GridCommand command) {
        return switch (command) {
            case GridCommand.Submit(var spec, Submission paper)
            when world.has(Plant.KEY_IGNORED) ->
                List.of(new GridCommand.Submit(spec, Submission.of(paper.text(), paper.key() + "/" + ++freshKeys)));
            case GridCommand.Report report when world.has(Plant.FENCE_REMOVED) -> List.of(unfenced(report));
            case GridCommand.TakeCheckpoint take
            when world.has(Plant.CHECKPOINT_OF_A_LOST_ATTEMPT_TAKEN) -> List.of(unfenced(take));
            case GridCommand.ChangeOffer _ when world.has(Plant.OFFER_IGNORED) -> List.of();
            case GridCommand.Arrive(var node, var facts, var held, var _)
            when world.has(Plant.OFFER_IGNORED) -> List.of(new GridCommand.Arrive(node, facts, held));
            case GridCommand.Move _ when world.has(Plant.FROZEN_NEVER_MOVED) -> List.of();
            case GridCommand.PauseNode(NodeId node)
            when world.has(Plant.PAUSED_NODE_GETS_WORK) -> List.of(command, new GridCommand.UnpauseNode(node));
            case GridCommand.Tick tick when world.has(Plant.LOSS_COUNTS) -> blamed(tick);
            case GridCommand.Submit _,
                    GridCommand.Cancel _,
                    GridCommand.Pause _,
                    GridCommand.Unpause _,
                    GridCommand.Retry _,
                    GridCommand.DeleteJob _,
                    GridCommand.Judge _,
                    GridCommand.PutData _,
                    GridCommand.ForgetData _,
                    GridCommand.CollectData _,
                    GridCommand.MakeInvite _,
                    GridCommand.EndInvites _,
                    GridCommand.Admit _,
                    GridCommand.ForgetNode _,
                    GridCommand.ReplaceNode _,
                    GridCommand.Arrive _,
                    GridCommand.Hold _,
                    GridCommand.Survey _,
                    GridCommand.Change _,
                    GridCommand.ChangeOffer _,
                    GridCommand.Move _,
                    GridCommand.TagNode _,
                    GridCommand.Depart _,
                    GridCommand.Dismiss _,
                    GridCommand.PauseNode _,
                    GridCommand.UnpauseNode _,
                    GridCommand.DrainNode _,
                    GridCommand.TakeCheckpoint _,
                    GridCommand.Report _,
                    GridCommand.Recover _,
                    GridCommand.Tick _,
                    GridCommand.AddUsers _,
                    GridCommand.ChangeRole _,
                    GridCommand.RemoveUser _,
                    GridCommand.IssueToken _,
                    GridCommand.OpenPage _,
                    GridCommand.RevokeToken _ -> List.of(command);
        };
    }

    private GridCommand unfenced(GridCommand.Report report) {
        return current(report.attempt().task())
                .<GridCommand>map(current -> new GridCommand.Report(
                        current.node(), report.attempt().task().attempt(current.number()), report.report()))
                .orElse(report);
    }

    private GridCommand unfenced(GridCommand.TakeCheckpoint take) {
        Checkpoint late = new Checkpoint(
                1_000 + take.checkpoint().number(), take.checkpoint().files());
        return current(take.attempt().task())
                .filter(current -> current.number() != take.attempt().number())
                .map(current -> new GridCommand.TakeCheckpoint(
                        current.node(), take.attempt().task().attempt(current.number()), late))
                .orElse(take);
    }

    private Optional<GridQueries.AttemptView> current(TaskId id) {
        return GridQueries.task(machine.view(), id, machine.plan(), clock())
                .flatMap(task -> task.attempts().stream()
                        .filter(attempt -> attempt.report().isEmpty())
                        .findFirst());
    }

    private List<GridCommand> blamed(GridCommand.Tick tick) {
        List<GridCommand> commands = new ArrayList<>();
        goneSince.forEach((node, since) -> {
            if (!since.plus(dsg.core.GridRules.AWAY_GRACE).isAfter(world.now())) {
                for (AttemptId attempt : machine.view().attemptsOn(node)) {
                    AttemptReport failure = AttemptReport.without(new AttemptEnd.ExitCode(255));
                    commands.add(new GridCommand.Report(node, attempt, failure));
                }
            }
        });
        commands.add(tick);
        return commands;
    }
}
