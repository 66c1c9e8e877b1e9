// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.NodeFacts;
import java.util.Set;

/// The first thing a node says on its link: what it is, and the attempts it runs or whose report is not
/// acknowledged.
public record NodeHello(NodeFacts facts, Set<AttemptId> held) {

    public NodeHello {
        held = Set.copyOf(held);
    }
}
