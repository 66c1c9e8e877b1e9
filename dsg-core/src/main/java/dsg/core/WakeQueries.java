// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Hardware;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Which machines to wake: those that are away, whose owners let the grid wake them, and which would run what waits.
public final class WakeQueries {

    private WakeQueries() {}

    /// A machine that is away and may be woken.
    ///
    /// @param address the hardware address by which it is called
    public record Sleeper(NodeId node, String name, String address) {}

    /// The machines that are worth waking, the fastest first: no more of them than what waits would fill.
    ///
    /// @param plan the latest one
    /// @param called those that were called and may be on their way; what they will take needs no other
    public static List<Sleeper> worthWaking(GridView view, Plan plan, Set<NodeId> called) {
        List<NodeLedger> sleepers = view.nodes().stream()
                .filter(node -> !node.isConnected() && !node.isPaused() && !node.isDraining())
                .filter(node -> address(node).isPresent())
                .sorted(Comparator.comparingDouble(WakeQueries::speed)
                        .reversed()
                        .thenComparing(NodeLedger::id))
                .toList();
        if (sleepers.isEmpty()) {
            return List.of();
        }
        List<NodeLedger> wanted = new ArrayList<>();
        for (JobLedger job : view.active()) {
            for (StageLedger stage : job.stages()) {
                Request request = stage.spec().request();
                if (stage.hasWaiting() && job.isOpen(stage) && waitsForNodes(plan, stage, request)) {
                    want(stage.waiting(), request, sleepers, called, wanted);
                }
            }
        }
        return wanted.stream()
                .map(node -> new Sleeper(
                        node.id(), node.facts().name(), address(node).orElseThrow()))
                .toList();
    }

    private static void want(
            long waiting, Request request, List<NodeLedger> sleepers, Set<NodeId> called, List<NodeLedger> wanted) {
        long left = waiting;
        for (NodeLedger node : sleepers) {
            boolean suits =
                    node.facts().takes(request) && node.facts().capacity().covers(request.resources());
            if (left <= 0) {
                return;
            }
            if (suits) {
                left -= node.facts().capacity().times(request.resources());
                if (!called.contains(node.id()) && !wanted.contains(node)) {
                    wanted.add(node);
                }
            }
        }
    }

    /// Whether another machine would help.
    private static boolean waitsForNodes(Plan plan, StageLedger stage, Request request) {
        return switch (plan.waiting().of(stage.id(), request)) {
            case Reason.NoNode _,
                    Reason.NoNodeTagged _,
                    Reason.NoNodeRuns _,
                    Reason.NoNodeIsolates _,
                    Reason.TooLarge _,
                    Reason.NodesPaused _,
                    Reason.NodesRest _,
                    Reason.OfferedLess _,
                    Reason.NodesBusy _,
                    Reason.Elsewhere _ -> true;
            // An owner who does not admit its user is asked for nothing; the others start by themselves.
            case Reason.NotAdmitted _,
                    Reason.Paused _,
                    Reason.WaitsFor _,
                    Reason.TriedAgain _,
                    Reason.Judged _,
                    Reason.NearData _,
                    Reason.Cancelled _,
                    Reason.AboutToStart _ -> false;
        };
    }

    private static Optional<String> address(NodeLedger node) {
        return node.facts().hardware().flatMap(Hardware::link).flatMap(Hardware.Link::wake);
    }

    private static double speed(NodeLedger node) {
        return node.facts()
                .hardware()
                .map(Hardware::speed)
                .orElse(OptionalDouble.empty())
                .orElse(1.0);
    }
}
