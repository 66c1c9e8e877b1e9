// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.NodeFacts;
import dsg.model.Offer;
import java.util.Set;

/// The first thing a node says on its link: what it is, and the attempts it runs or whose report is not
/// acknowledged.
///
/// @param chunkPort where other nodes may read its chunks; 0 if nowhere
/// @param holds the large artefacts that it has
/// @param offer what its owner lets tasks have of it
public record NodeHello(NodeFacts facts, Set<AttemptId> held, int chunkPort, Set<Digest> holds, Offer offer) {

    public NodeHello {
        held = Set.copyOf(held);
        holds = Set.copyOf(holds);
    }

    /// Of a node that lets nobody read, and tasks have all of it.
    public NodeHello(NodeFacts facts, Set<AttemptId> held) {
        this(facts, held, 0, Set.of(), Offer.ALL);
    }
}
