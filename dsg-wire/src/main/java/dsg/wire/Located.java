// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.net.InetSocketAddress;
import java.util.List;

/// Where the chunks of a large artefact are: all of them at the coordinator, some or all at other nodes.
///
/// @param ticket what the other nodes want to see
public record Located(Manifest manifest, List<Holder> holders, Ticket ticket) {

    public Located {
        holders = List.copyOf(holders);
    }

    /// A node that has some of it or all.
    public record Holder(NodeId node, InetSocketAddress address) {}
}
