// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.NodeFacts;
import dsg.model.NodeId;

/// What a node said of itself from one arrival on: shared by all attempts that it was given while that held, so that
/// each keeps the facts of its time for the price of a reference.
final class KnownFacts {

    private final NodeId node;
    private NodeFacts facts;

    KnownFacts(NodeId node, NodeFacts facts) {
        this.node = node;
        this.facts = facts;
    }

    NodeId node() {
        return node;
    }

    NodeFacts facts() {
        return facts;
    }

    /// What the node found out of itself soon after it had arrived: it was so when the attempts before began, too.
    void complete(NodeFacts known) {
        facts = known;
    }
}
