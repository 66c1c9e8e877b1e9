// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodeId;
import java.io.IOException;
import java.net.Socket;

/// Connections to the people's port for those who sit at a node's machine.
public interface RelayHandler {

    /// Opens one for this node, which is a member.
    ///
    /// @throws IOException if it has too many open already, or is no member any more
    Socket open(NodeId node) throws IOException;

    /// It is not used any more.
    void close(NodeId node, Socket socket);
}
