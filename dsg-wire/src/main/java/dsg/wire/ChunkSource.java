// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a holder lets others read.
public interface ChunkSource {

    /// Whether this node may read this artefact.
    ///
    /// @param ticket what it shows for that
    boolean mayRead(NodeId node, Ticket ticket);

    /// A chunk that is here; none if it is not, or not any more.
    ///
    /// @throws IOException if the disk does not give it
    Optional<byte[]> read(Digest artefact, int chunk) throws IOException;

    /// Tells which chunks are here, first all, then each that comes; whoever asked stops it by closing. Nothing is told
    /// of an artefact that is not here.
    AutoCloseable follow(Digest artefact, Consumer<List<Integer>> told);
}
