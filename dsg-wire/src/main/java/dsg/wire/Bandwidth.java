// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

/// How much of a machine's network contents may take: what its owner allows. What is said on the link itself (beats,
/// orders, reports) is not counted.
///
/// @param down for what the node brings
/// @param up for what it hands over and lets other nodes read
public record Bandwidth(Throttle down, Throttle up) {

    /// As much as there is.
    public static final Bandwidth UNLIMITED = new Bandwidth(Throttle.NONE, Throttle.NONE);
}
