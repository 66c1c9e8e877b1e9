// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A coordinator to which nobody must come further than to its gate.
final class NoLinks implements LinkHandler {

    @Override
    public Session open(NodeId node, NodeHello hello, NodeLink link) {
        throw new AssertionError("A link was opened.");
    }

    @Override
    public List<Gathered> gather(NodeId node, AttemptId attempt, String input, int from) {
        throw new AssertionError("Something was gathered.");
    }

    @Override
    public Optional<InputStream> fetch(NodeId node, Need need, Digest digest) {
        throw new AssertionError("Something was fetched.");
    }

    @Override
    public Located locate(NodeId node, Need need, Digest digest) {
        throw new AssertionError("Something was looked for.");
    }

    @Override
    public Path receive() throws IOException {
        throw new IOException("Something was handed over.");
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void keep(NodeId node, Digest digest, Path received) {
        throw new AssertionError("Something was handed over.");
    }
}
