// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.FirstFit.Room;
import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Request;
import dsg.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// While a plan is made: which node is nearest to what a task takes of large contents, and whether it had better wait
/// for a node that has them.
///
/// It waits if that node is likely to have come to it sooner than a free one would have brought the data: as seen from
/// what the node runs of the same stage, how long such tasks have run of late, and how many wait for it before this
/// one. What runs much longer than usual is expected to go on for longer still, so nothing waits for ever; and data
/// that all tasks take are worth bringing to every node as soon as the queue is longer than that takes.
final class Nearness {

    /// Tasks that take different data are looked at further on: the first may all wait for one node while the data of
    /// others are on a free one.
    private static final int LOOK_AT = 256;

    private final GridView view;
    private final DataPlaces places;
    private final List<Room> rooms;
    private final Instant now;
    private final Map<NodeId, Busy> busy = new HashMap<>();
    private Optional<StageLedger> stage = Optional.empty();
    private Optional<LargeInputs> inputs = Optional.empty();

    /// What a node runs of the stage at hand: how many of its tasks, when the first of them is likely to be over, and
    /// how many tasks were said to wait for it.
    private static final class Busy {
        private final int slots;
        private final Duration soonest;
        private int waiting;

        Busy(int slots, Duration soonest) {
            this.slots = slots;
            this.soonest = soonest;
        }
    }

    Nearness(GridView view, DataPlaces places, List<Room> rooms, Instant now) {
        this.view = view;
        this.places = places;
        this.rooms = rooms;
        this.now = now;
    }

    /// What follows is about this stage.
    void turnTo(JobLedger job, StageLedger next) {
        LargeInputs large = places.inputs(job, next, view.active());
        stage = Optional.of(next);
        inputs = large.isEmpty() ? Optional.empty() : Optional.of(large);
        busy.clear();
    }

    /// How many waiting tasks are to be looked at where so many fit.
    long looksAt(long fit) {
        return inputs.isPresent() ? Math.max(fit, LOOK_AT) : fit;
    }

    /// Of the nodes that have room, the one for which the least must be brought, then the one with the most free cores,
    /// then the faster one.
    ///
    /// @param avoids the nodes that are not to have it
    Optional<Room> nearest(int number, Request request, Set<NodeId> avoids) {
        Comparator<Room> freest = Comparator.<Room>comparingInt(room -> room.free.cpuMilli())
                .thenComparingDouble(room -> room.speed)
                .thenComparing(Room::id, Comparator.reverseOrder());
        List<Artefact> data = inputs.map(large -> large.of(number)).orElse(List.of());
        Comparator<Room> best = data.isEmpty()
                ? freest
                : Comparator.<Room>comparingLong(room -> -toBring(room, data).toSeconds())
                        .thenComparing(freest);
        return rooms.stream()
                .filter(room -> room.times(request) > 0 && !avoids.contains(room.id()))
                .max(best);
    }

    private Duration toBring(Room room, List<Artefact> data) {
        return places.toBring(room.id(), places.lacks(room.id(), data));
    }

    /// Why the task, which fits on some node, had better wait for another; none if it is to start, or fits on none.
    Optional<Reason> whyWait(int number, Request request) {
        Optional<Duration> usual = stage.flatMap(StageLedger::usualTime);
        if (inputs.isEmpty() || usual.isEmpty()) {
            return Optional.empty();
        }
        List<Artefact> data = inputs.get().of(number);
        Optional<Room> free = data.isEmpty() ? Optional.empty() : nearest(number, request, Set.of());
        long lacks = free.map(room -> places.lacks(room.id(), data)).orElse(0L);
        if (lacks == 0) {
            return Optional.empty();
        }
        Duration bring = places.toBring(free.get().id(), lacks);
        Optional<Room> holder = rooms.stream()
                .filter(room -> places.lacks(room.id(), data) == 0 && busyWith(room, usual.get()).slots > 0)
                .min(Comparator.comparing((Room room) -> wait(room, usual.get()))
                        .thenComparing(Room::id));
        if (holder.isEmpty() || wait(holder.get(), usual.get()).compareTo(bring) >= 0) {
            return Optional.empty();
        }
        busyWith(holder.get(), usual.get()).waiting++;
        return Optional.of(new Reason.NearData(holder.get().node.facts().name(), lacks, bring));
    }

    /// How long the next task is likely to wait for a slot of this node.
    private Duration wait(Room room, Duration usual) {
        Busy here = busyWith(room, usual);
        boolean differ = inputs.filter(LargeInputs::differ).isPresent();
        long before = differ ? here.waiting : stage.map(StageLedger::waiting).orElse(0) - 1L;
        return here.soonest.plus(usual.multipliedBy(Math.max(0, before)).dividedBy(here.slots));
    }

    private Busy busyWith(Room room, Duration usual) {
        return busy.computeIfAbsent(room.id(), node -> {
            int slots = 0;
            Duration soonest = Duration.ofDays(1);
            for (AttemptId attempt : view.attemptsOn(node)) {
                if (stage.filter(at -> at.id().equals(attempt.task().stageId())).isPresent()
                        && stage.get().stateOf(attempt.task().number()) instanceof TaskState.Running running) {
                    slots++;
                    Duration left =
                            usual.minus(Duration.between(running.since(), now)).abs();
                    soonest = left.compareTo(soonest) < 0 ? left : soonest;
                }
            }
            return new Busy(slots, soonest);
        });
    }
}
