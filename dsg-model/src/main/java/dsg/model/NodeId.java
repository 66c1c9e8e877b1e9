// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A node's identity: the name in the certificate that the grid's own CA gave it. It never changes, though
/// the machine's address and the name that people see may.
public record NodeId(String value) implements Comparable<NodeId> {

    public NodeId {
        if (!value.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("`" + value + "` is no node id.");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
