// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import java.util.HashMap;
import java.util.Map;

/// How the attempts of a stage have ended, node by node.
final class StageRecord {

    private static final class Ends {
        private int good;
        private int bad;
    }

    private final Map<NodeId, Ends> byNode = new HashMap<>();

    void applyEnded(GridEvent.AttemptEnded ended) {
        AttemptEnd end = ended.report().end();
        if (end.isItsOwn()) {
            Ends ends = byNode.computeIfAbsent(ended.node(), _ -> new Ends());
            if (end instanceof AttemptEnd.Done) {
                ends.good++;
            } else {
                ends.bad++;
            }
        }
    }

    /// Whether the node has brought any to a good end.
    boolean isGoodOn(NodeId node) {
        Ends ends = byNode.get(node);
        return ends != null && ends.good > 0;
    }

    /// Whether the other nodes have brought some to a good end, and at least so many for each bad one. Those that have
    /// brought none bear no witness: two machines that lack the same program must not speak for each other.
    boolean isGoodElsewhere(NodeId node, int goodForABad) {
        int good = 0;
        int bad = 0;
        for (Map.Entry<NodeId, Ends> other : byNode.entrySet()) {
            if (!other.getKey().equals(node) && other.getValue().good > 0) {
                good += other.getValue().good;
                bad += other.getValue().bad;
            }
        }
        return good > 0 && good >= (long) goodForABad * bad;
    }
}
