// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The first scheduler: jobs in the order of submission, stages in the order of the file; each task goes to
/// the node with the most free cores that fits it. Tasks that ask for the same form one group: once a group
/// finds no node, none of the group is looked at again in this plan. A group that waits does not hold up
/// another that fits.
///
/// Of a stage whose tasks are over in no time, full nodes are sent some ahead, so that a node need not ask and wait
/// after each: as many as it gets done in [#AHEAD], while it is quick.
public final class FirstFit implements Scheduler {

    static final Duration AHEAD = Duration.ofMillis(100);
    static final int AHEAD_MOST_A_SLOT = 32;

    /// A node while a plan is made: what it would still have, and how many tasks it would have been sent ahead.
    private static final class Room {
        final NodeLedger node;
        Resources free;
        int ahead;

        Room(NodeLedger node) {
            this.node = node;
            this.free = node.free();
            this.ahead = node.sentAhead();
        }

        void take(Resources request) {
            if (free.covers(request)) {
                free = free.minus(request);
            } else {
                ahead++;
            }
        }

        /// How many more of these it may be sent ahead.
        int mayWait(Resources request, int aheadASlot, Instant now) {
            if (aheadASlot == 0 || !node.quickUntil().isAfter(now)) {
                return 0;
            }
            long most = aheadASlot * times(node.facts().capacity(), request);
            return Math.clamp(most - ahead, 0, Integer.MAX_VALUE);
        }

        NodeId id() {
            return node.id();
        }
    }

    @Override
    public Plan plan(GridView view, Instant now) {
        List<Room> rooms = view.nodes().stream()
                .filter(NodeLedger::isConnected)
                .map(Room::new)
                .toList();
        Map<Resources, Reason> waiting = new HashMap<>();
        List<Plan.Placement> placements = new ArrayList<>();
        for (JobLedger job : view.active()) {
            for (StageLedger stage : job.stages()) {
                Resources request = stage.spec().resources();
                if (!waiting.containsKey(request) && job.isOpen(stage) && stage.hasStartable(now)) {
                    if (!place(stage, rooms, placements, now)) {
                        waiting.put(request, whyNot(rooms, request));
                    }
                }
            }
        }
        return new Plan(placements, waiting);
    }

    /// Places as much of the stage as fits; false if something of it is left waiting.
    private static boolean place(StageLedger stage, List<Room> rooms, List<Plan.Placement> placements, Instant now) {
        Resources request = stage.spec().resources();
        int aheadASlot = aheadASlot(stage);
        int fit = (int) Math.min(
                stage.tasks(),
                rooms.stream()
                        .mapToLong(room -> times(room.free, request) + room.mayWait(request, aheadASlot, now))
                        .sum());
        for (AttemptId attempt : stage.startable(now, fit + 1)) {
            Optional<Room> best = freest(rooms, request)
                    .or(() -> rooms.stream()
                            .filter(room -> room.mayWait(request, aheadASlot, now) > 0)
                            .min(Comparator.comparingInt((Room room) -> room.ahead)
                                    .thenComparing(Room::id)));
            if (best.isEmpty()) {
                return false;
            }
            best.get().take(request);
            placements.add(new Plan.Placement(attempt, best.get().id()));
        }
        return true;
    }

    private static Optional<Room> freest(List<Room> rooms, Resources request) {
        return rooms.stream()
                .filter(room -> room.free.covers(request))
                .max(Comparator.<Room>comparingInt(room -> room.free.cpuMilli())
                        .thenComparing(Room::id, Comparator.reverseOrder()));
    }

    /// How many tasks of this stage one slot gets done in [#AHEAD]; none is known before the first is done.
    private static int aheadASlot(StageLedger stage) {
        return stage.usualTime()
                .map(usual -> (int) Math.min(AHEAD_MOST_A_SLOT, AHEAD.toNanos() / Math.max(1, usual.toNanos())))
                .orElse(0);
    }

    private static long times(Resources free, Resources request) {
        long byCpu = request.cpuMilli() == 0 ? Integer.MAX_VALUE : free.cpuMilli() / request.cpuMilli();
        long byMemory = request.memoryMib() == 0 ? Integer.MAX_VALUE : free.memoryMib() / request.memoryMib();
        return Math.min(byCpu, byMemory);
    }

    private static Reason whyNot(List<Room> rooms, Resources request) {
        if (rooms.isEmpty()) {
            return new Reason.NoNode();
        }
        return rooms.stream()
                .filter(room -> room.node.facts().capacity().covers(request))
                .max(Comparator.comparingInt(room -> room.free.cpuMilli()))
                .<Reason>map(
                        room -> new Reason.NodesBusy(request, room.node.facts().name(), room.free))
                .orElseGet(() -> tooLarge(rooms, request));
    }

    private static Reason tooLarge(List<Room> rooms, Resources request) {
        NodeLedger largest = rooms.stream()
                .map(room -> room.node)
                .max(Comparator.comparingInt(node -> node.facts().capacity().cpuMilli()))
                .orElseThrow();
        return new Reason.TooLarge(
                request, largest.facts().name(), largest.facts().capacity());
    }
}
