// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.NodeId;
import dsg.model.Reason;
import dsg.model.Request;
import java.util.List;
import java.util.Map;

/// What the scheduler wants: which attempts go to which nodes, and for every request that it leaves waiting,
/// what stands in the way. Tasks that ask for the same wait for the same reason.
public record Plan(List<Placement> placements, Map<Request, Reason> waiting) {

    /// No placements, nothing in the way.
    public static final Plan EMPTY = new Plan(List.of(), Map.of());

    public Plan {
        placements = List.copyOf(placements);
        waiting = Map.copyOf(waiting);
    }

    /// An attempt and the node it goes to.
    public record Placement(AttemptId attempt, NodeId node) {}
}
