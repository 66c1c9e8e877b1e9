// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.Hardware;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.Reason;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.StageId;
import dsg.model.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// The first scheduler: jobs in the order of submission, stages in the order of the file; each task goes to
/// the node with the most free cores that fits it, of several such to the fastest. Tasks that ask for the same
/// form one group: once a group finds no node, none of the group is looked at again in this plan. A group that
/// waits does not hold up another that fits.
///
/// What a task takes of large contents comes first: it goes where the least of it must be brought, and had better wait
/// for a node that has it all if that is likely to be free sooner than another would have brought it ([Nearness];
/// delay scheduling, Zaharia et al. 2010).
///
/// Of a stage whose tasks are over in no time, full nodes are sent some ahead, so that a node need not ask and wait
/// after each: as many as it gets done in [#AHEAD], while it is quick.
public final class FirstFit implements Scheduler {

    static final Duration AHEAD = Duration.ofMillis(100);
    static final int AHEAD_MOST_A_SLOT = 32;

    /// A node while a plan is made: what it would still have, and how many tasks it would have been sent ahead.
    static final class Room {
        final NodeLedger node;
        /// As it was measured; a node that was not measured is taken for an usual one.
        final double speed;
        Resources free;
        int ahead;
        /// It has rested, and gets one attempt to see whether it is well.
        final boolean probe;
        private boolean probed;

        Room(NodeLedger node) {
            this.node = node;
            this.speed = node.facts()
                    .hardware()
                    .map(Hardware::speed)
                    .orElse(OptionalDouble.empty())
                    .orElse(1.0);
            this.free = node.free();
            this.ahead = node.sentAhead();
            this.probe = node.quickFailures().restsUntil().isPresent();
            this.probed = node.holdsAttempts();
        }

        void take(Resources request) {
            probed = true;
            if (free.covers(request)) {
                free = free.minus(request);
            } else {
                ahead++;
            }
        }

        /// How many of these it has room for.
        long times(Request request) {
            if (!node.facts().takes(request) || (probe && probed)) {
                return 0;
            }
            long fit = free.times(request.resources());
            return probe ? Math.min(1, fit) : fit;
        }

        /// How many more of these it may be sent ahead.
        int mayWait(Request request, int aheadASlot, Instant now) {
            if (aheadASlot == 0 || probe || !node.quickUntil().isAfter(now) || !node.offers(request)) {
                return 0;
            }
            long most = aheadASlot * node.offer().of(node.facts().capacity()).times(request.resources());
            return Math.clamp(most - ahead, 0, Integer.MAX_VALUE);
        }

        NodeId id() {
            return node.id();
        }
    }

    /// What found no node in this plan. Most stages ask for what the one before asked for.
    private static final class Waiting {
        final Map<Request, Reason> reasons = new HashMap<>();
        final Map<StageId, Reason> near = new HashMap<>();
        final Map<Set<NodeId>, Set<Request>> elsewhere = new HashMap<>();
        private final GridView view;
        private final String user;
        /// The nodes whose owners do not let tasks of this user run.
        final Set<NodeId> closed;
        private Optional<Request> last = Optional.empty();

        Waiting(GridView view, String user, List<Room> rooms) {
            this.view = view;
            this.user = user;
            this.closed = rooms.stream()
                    .filter(room -> !room.node.offer().admits(user))
                    .map(Room::id)
                    .collect(Collectors.toUnmodifiableSet());
        }

        boolean has(Request request) {
            return last.filter(request::equals).isPresent() || reasons.containsKey(request);
        }

        void put(Request request, List<Room> rooms) {
            reasons.put(request, whyNot(view, rooms, request, user));
            last = Optional.of(request);
        }
    }

    @Override
    public Plan plan(GridView view, DataPlaces places, Instant now) {
        List<Room> rooms = view.nodes().stream()
                .filter(node -> node.takesWork() && !node.quickFailures().isResting(now))
                .map(Room::new)
                .toList();
        // Who waits for the same waits for the same reason, unless owners make a difference between people.
        boolean picky =
                rooms.stream().anyMatch(room -> !room.node.offer().people().isEmpty());
        Waiting all = new Waiting(view, UserName.OWNER, picky ? List.of() : rooms);
        Map<String, Waiting> byUser = new HashMap<>();
        Map<StageId, Reason> ofStages = new HashMap<>();
        Nearness near = new Nearness(view, places, rooms, now);
        List<Plan.Placement> placements = new ArrayList<>();
        for (JobLedger job : view.active()) {
            Waiting waiting =
                    picky ? byUser.computeIfAbsent(job.submission().by(), user -> new Waiting(view, user, rooms)) : all;
            for (StageLedger stage : job.stages()) {
                if (stage.hasWaiting() && job.isOpen(stage)) {
                    List<AttemptId> again = stage.retriesDue(now);
                    if (!again.isEmpty() || !waiting.has(stage.spec().request())) {
                        near.turnTo(job, stage);
                        placeRetries(again, stage, rooms, waiting, placements, near, now);
                        placeFirstTries(stage, rooms, waiting, placements, near, now);
                    }
                    if (picky) {
                        Optional.ofNullable(waiting.near.get(stage.id()))
                                .or(() -> Optional.ofNullable(
                                        waiting.reasons.get(stage.spec().request())))
                                .ifPresent(reason -> ofStages.put(stage.id(), reason));
                    }
                }
            }
        }
        return new Plan(placements, picky ? new Waits(Map.of(), ofStages) : new Waits(all.reasons, all.near));
    }

    /// What is tried again comes first, each with its own request: it may have grown.
    private static void placeRetries(
            List<AttemptId> again,
            StageLedger stage,
            List<Room> rooms,
            Waiting waiting,
            List<Plan.Placement> placements,
            Nearness near,
            Instant now) {
        for (AttemptId attempt : again) {
            Request request = stage.requestOf(attempt.task().number());
            Set<NodeId> avoids = avoided(waiting.view, stage, attempt, request);
            if (waiting.has(request)) {
                continue;
            }
            boolean elsewhere = waiting.elsewhere.getOrDefault(avoids, Set.of()).contains(request);
            Set<NodeId> without = union(avoids, waiting.closed);
            if (!elsewhere && place(attempt, request, stage, rooms, placements, near, without, now)) {
                continue;
            }
            if (avoids.isEmpty()) {
                waiting.put(request, rooms);
            } else {
                waiting.elsewhere.computeIfAbsent(avoids, _ -> new HashSet<>()).add(request);
                waiting.near.putIfAbsent(stage.id(), new Reason.Elsewhere(names(waiting.view, avoids)));
            }
        }
    }

    /// The nodes that are to blame for a failure of the task; none if there are no others for it.
    private static Set<NodeId> avoided(GridView view, StageLedger stage, AttemptId attempt, Request request) {
        Set<NodeId> avoids =
                stage.task(attempt.task().number()).map(TaskLedger::avoids).orElse(Set.of());
        boolean others = avoids.isEmpty()
                || view.nodes().stream()
                        .anyMatch(node -> node.takesWork()
                                && node.quickFailures().restsUntil().isEmpty()
                                && !avoids.contains(node.id())
                                && node.facts().suits(request));
        return others ? avoids : Set.of();
    }

    private static Set<NodeId> union(Set<NodeId> some, Set<NodeId> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        Set<NodeId> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static List<String> names(GridView view, Set<NodeId> nodes) {
        return nodes.stream()
                .flatMap(node -> view.node(node).stream())
                .map(node -> node.facts().name())
                .sorted()
                .toList();
    }

    private static void placeFirstTries(
            StageLedger stage,
            List<Room> rooms,
            Waiting waiting,
            List<Plan.Placement> placements,
            Nearness near,
            Instant now) {
        Request request = stage.spec().request();
        if (waiting.has(request)) {
            return;
        }
        int aheadASlot = aheadASlot(stage);
        long fit = rooms.stream()
                .mapToLong(room -> room.times(request) + room.mayWait(request, aheadASlot, now))
                .sum();
        for (AttemptId attempt : stage.firstTries((int) Math.min(stage.tasks(), near.looksAt(fit + 1)))) {
            Optional<Reason> better =
                    waiting.closed.isEmpty() ? near.whyWait(attempt.task().number(), request) : Optional.empty();
            if (better.isPresent()) {
                waiting.near.putIfAbsent(stage.id(), better.get());
                continue;
            }
            if (!place(attempt, request, stage, rooms, placements, near, waiting.closed, now)) {
                waiting.put(request, rooms);
                return;
            }
        }
    }

    private static boolean place(
            AttemptId attempt,
            Request request,
            StageLedger stage,
            List<Room> rooms,
            List<Plan.Placement> placements,
            Nearness near,
            Set<NodeId> avoids,
            Instant now) {
        int aheadASlot = aheadASlot(stage);
        Optional<Room> best = near.nearest(attempt.task().number(), request, avoids)
                .or(() -> rooms.stream()
                        .filter(room -> !avoids.contains(room.id()) && room.mayWait(request, aheadASlot, now) > 0)
                        .min(Comparator.comparingInt((Room room) -> room.ahead).thenComparing(Room::id)));
        best.ifPresent(room -> {
            room.take(request.resources());
            placements.add(new Plan.Placement(attempt, room.id()));
        });
        return best.isPresent();
    }

    /// How many tasks of this stage one slot gets done in [#AHEAD]; none is known before the first is done.
    private static int aheadASlot(StageLedger stage) {
        return stage.usualTime()
                .map(usual -> (int) Math.min(AHEAD_MOST_A_SLOT, AHEAD.toNanos() / Math.max(1, usual.toNanos())))
                .orElse(0);
    }

    /// The nearest thing that stands in the way: no node, none with the tags, none for its type, none that large, none
    /// that takes work, none that is free.
    private static Reason whyNot(GridView view, List<Room> rooms, Request request, String user) {
        return busy(rooms, request, user).orElseGet(() -> unfit(view, request, user));
    }

    /// Usually it is this, and each turn asks.
    private static Optional<Reason> busy(List<Room> rooms, Request request, String user) {
        Optional<Room> best = Optional.empty();
        for (Room room : rooms) {
            boolean freer = best.map(most -> room.free.cpuMilli() > most.free.cpuMilli())
                    .orElse(true);
            if (freer
                    && !room.probe
                    && room.node.offers(request)
                    && room.node.offer().admits(user)) {
                best = Optional.of(room);
            }
        }
        return best.map(room ->
                new Reason.NodesBusy(request.resources(), room.node.facts().name(), room.free));
    }

    private static Reason unfit(GridView view, Request request, String user) {
        List<NodeLedger> connected =
                view.nodes().stream().filter(NodeLedger::isConnected).toList();
        if (connected.isEmpty()) {
            return new Reason.NoNode();
        }
        List<NodeLedger> tagged = connected.stream()
                .filter(node -> node.facts().tags().containsAll(request.tags()))
                .toList();
        if (tagged.isEmpty()) {
            return new Reason.NoNodeTagged(request.tags().stream().sorted().toList());
        }
        List<NodeLedger> able =
                tagged.stream().filter(node -> node.facts().runs(request)).toList();
        if (able.isEmpty()) {
            return new Reason.NoNodeRuns(request.type());
        }
        List<NodeLedger> safe =
                able.stream().filter(node -> node.facts().isolates(request)).toList();
        if (safe.isEmpty()) {
            NodeFacts one = able.getFirst().facts();
            return new Reason.NoNodeIsolates(request.least().orElse(one.isolation()), one.name(), one.isolation());
        }
        List<NodeLedger> suited =
                safe.stream().filter(node -> node.facts().suits(request)).toList();
        if (suited.isEmpty()) {
            return tooLarge(safe, request.resources());
        }
        List<NodeLedger> admitting =
                suited.stream().filter(node -> node.offer().admits(user)).toList();
        if (admitting.isEmpty()) {
            return new Reason.NotAdmitted(
                    user, suited.stream().map(node -> node.facts().name()).toList());
        }
        if (admitting.stream().noneMatch(node -> node.offers(request))) {
            return offeredLess(admitting, request.resources());
        }
        return resting(admitting)
                .orElseGet(() -> new Reason.NodesPaused(
                        suited.stream().map(node -> node.facts().name()).toList()));
    }

    /// The first that goes on by itself, once its owner lets it.
    private static Optional<Reason> resting(List<NodeLedger> nodes) {
        return nodes.stream()
                .filter(node -> node.state() == NodeState.RESTING)
                .flatMap(node -> node.offer().rest().stream()
                        .<Reason>map(rest -> new Reason.NodesRest(node.facts().name(), rest.why())))
                .findFirst();
    }

    private static Reason offeredLess(List<NodeLedger> nodes, Resources request) {
        NodeLedger largest = nodes.stream()
                .max(Comparator.comparingInt(
                        node -> node.offer().of(node.facts().capacity()).cpuMilli()))
                .orElseThrow();
        return new Reason.OfferedLess(
                request,
                largest.facts().name(),
                largest.offer().of(largest.facts().capacity()));
    }

    private static Reason tooLarge(List<NodeLedger> nodes, Resources request) {
        NodeLedger largest = nodes.stream()
                .max(Comparator.comparingInt(node -> node.facts().capacity().cpuMilli()))
                .orElseThrow();
        return new Reason.TooLarge(
                request, largest.facts().name(), largest.facts().capacity());
    }
}
