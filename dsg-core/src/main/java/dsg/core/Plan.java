// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.NodeId;
import java.util.List;

/// What the scheduler wants: which attempts go to which nodes, and what stands in the way of what it leaves waiting.
public record Plan(List<Placement> placements, Waits waiting) {

    /// No placements, nothing in the way.
    public static final Plan EMPTY = new Plan(List.of(), Waits.NONE);

    public Plan {
        placements = List.copyOf(placements);
    }

    /// An attempt and the node it goes to.
    public record Placement(AttemptId attempt, NodeId node) {}
}
