// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A holder of nothing.
final class NoChunks implements ChunkSource {

    @Override
    public boolean mayRead(NodeId node, Ticket ticket) {
        return false;
    }

    @Override
    public Optional<byte[]> read(Digest artefact, int chunk) {
        return Optional.empty();
    }

    @Override
    public AutoCloseable follow(Digest artefact, Consumer<List<Integer>> told) {
        return () -> {};
    }
}
