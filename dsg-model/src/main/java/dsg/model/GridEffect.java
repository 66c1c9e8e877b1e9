// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What must be done outside the core once the events of its turn are durable.
public sealed interface GridEffect {

    /// Push this order down the node's link.
    record Start(NodeId node, Order order) implements GridEffect {}

    /// Tell the node to end this attempt, or to drop what it still holds of it.
    record Stop(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Tell the node to give this attempt back if it has not begun it.
    record Recall(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Tell the node that its report is safe (or no longer wanted), so that it may forget the attempt.
    record Acknowledge(NodeId node, AttemptId attempt) implements GridEffect {}
}
