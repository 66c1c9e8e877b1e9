// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Condition;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Reason;
import dsg.model.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The deterministic core as one machine: commands and the time go in, events and effects come out, a turn at
/// a time. The coordinator's loop and the simulator drive the same machine; one thread owns it.
public final class GridMachine {

    /// How deep a chain of reused tasks is followed in one turn.
    private static final int REUSE_ROUNDS = 4;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final GridLedger ledger = new GridLedger();
    private final Scheduler scheduler;
    private final Reuse reuse = new Reuse();
    private final Set<StageId> asked = new HashSet<>();
    private final DataPlaces places = new DataPlaces();
    private Plan plan = Plan.EMPTY;

    /// A grid in which nothing has happened.
    public GridMachine(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// What a turn brought about. Events are to be made durable; only then may the answers be given, the
    /// effects be carried out and the snapshot be shown.
    ///
    /// @param answers one for each command, in their order
    /// @param nextWake when a turn is due though nobody asks for anything
    public record Turn(
            List<GridEvent> events,
            List<Decision.Answer> answers,
            List<GridEffect> effects,
            GridSnapshot snapshot,
            Optional<Instant> nextWake) {

        public Turn {
            events = List.copyOf(events);
            answers = List.copyOf(answers);
            effects = List.copyOf(effects);
        }
    }

    /// Makes true again what the journal says. Call for every event in order, before the first turn.
    public void replay(GridEvent event) {
        ledger.apply(event);
    }

    /// Takes one turn: decides every command in order, ends the jobs that are over, and places what fits.
    public Turn turn(List<GridCommand> commands, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        List<Decision.Answer> answers = new ArrayList<>(commands.size());
        List<GridEffect> effects = new ArrayList<>();
        for (GridCommand command : commands) {
            places.take(command);
            Decision decision = GridRules.decide(ledger, command, now);
            carryOut(decision, events, effects);
            answers.add(decision.answer());
        }
        BlackHoles.judge(ledger, now).forEach(event -> {
            ledger.apply(event);
            events.add(event);
        });
        boolean examined = reuse(now, events);
        effects.addAll(conditions());
        JobRules.settle(ledger, ledger.takeTouched(), now).forEach(event -> {
            ledger.apply(event);
            events.add(event);
        });
        NodeRules.settle(ledger, now).forEach(event -> {
            ledger.apply(event);
            events.add(event);
        });
        plan = scheduler.plan(ledger, places, now);
        carryOut(GridRules.place(ledger, plan.placements(), now), events, effects);
        Optional<Instant> wake = examined ? nextWake(now) : Optional.of(now);
        return new Turn(events, answers, effects, ledger.snapshot(plan, now), wake);
    }

    /// Whoever waits for a node that has his data waits only while that is likely to be quicker.
    private Optional<Instant> nextWake(Instant now) {
        Optional<Instant> next = GridRules.nextWake(ledger, now);
        if (plan.waiting().stages().values().stream().noneMatch(Reason.NearData.class::isInstance)) {
            return next;
        }
        Instant again = now.plus(LOOK_AGAIN);
        return next.filter(again::isAfter).or(() -> Optional.of(again));
    }

    /// Reuses what can be; whether all tasks that may start were looked at.
    private boolean reuse(Instant now, List<GridEvent> events) {
        for (int rounds = 0; rounds < REUSE_ROUNDS; rounds++) {
            List<GridEvent.TaskReused> reused = reuse.look(ledger, now);
            reused.forEach(ledger::apply);
            events.addAll(reused);
            if (!reuse.isUnfinished()) {
                return true;
            }
        }
        return false;
    }

    /// The conditions that are to be looked at, each asked about once in this life: only what has
    /// changed can make one due.
    private List<GridEffect> conditions() {
        List<GridEffect> questions = new ArrayList<>();
        for (JobLedger job : ledger.touched()) {
            for (StageLedger stage : job.conditional()) {
                if (stage.spec().when() instanceof Condition.When(String expression)) {
                    boolean ask = !job.isOver() && stage.isToBeJudged();
                    if (ask && asked.add(stage.id())) {
                        questions.add(JobRules.question(job, stage, expression));
                    } else if (!ask) {
                        asked.remove(stage.id());
                    }
                }
            }
        }
        return questions;
    }

    private void carryOut(Decision decision, List<GridEvent> events, List<GridEffect> effects) {
        decision.events().forEach(ledger::apply);
        events.addAll(decision.events());
        effects.addAll(decision.effects());
    }

    /// What is true, for questions; read it only on the thread that takes the turns.
    public GridView view() {
        return ledger;
    }

    /// The plan of the last turn.
    public Plan plan() {
        return plan;
    }
}
