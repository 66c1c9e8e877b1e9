// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.io.IOException;
import java.net.Socket;

/// A coordinator that relays nothing.
final class NoRelays implements RelayHandler {
    @Override
    public Socket open(NodeId node) throws IOException {
        throw new IOException("nothing is relayed here");
    }

    @Override
    public void close(NodeId node, Socket socket) {}
}
