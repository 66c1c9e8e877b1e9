// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.NodePolicy;
import dsg.model.Order;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/// The coordinator's end of a node's link: what is pushed down to the node. Never blocks; on a closed link it
/// does nothing, since what is lost with a link is settled when the node comes back.
public interface NodeLink {

    /// What one turn wants of a node.
    record Push(
            List<Order> start,
            List<AttemptId> stop,
            List<AttemptId> recall,
            List<AttemptId> move,
            List<AttemptId> acknowledge) {}

    /// Everything of one turn in one message.
    void push(Push push);

    void readLog(LogRequest request);

    /// Wants the policy of the node's owner to be another; the verdict comes with this number.
    void policyWish(long request, NodePolicy.Wish wish);

    /// Tells the node that the grid goes down.
    void goodbye();

    /// The address from which the node has dialled.
    InetAddress from();

    /// When the certificate ends that the node has shown on this link; it opens another before.
    Instant validUntil();

    void close();
}
