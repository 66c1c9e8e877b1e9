// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where a node's coordinator is. Addresses change; who answers there proves by its certificate that it is the right
/// one.
public interface Whereabouts extends AutoCloseable {

    /// Where to dial next; empty while nobody knows.
    Optional<InetSocketAddress> next();

    /// Nothing was heard from the coordinator for a while, or nobody answered where it was thought to be.
    default void silent() {}

    /// Whether it is known to be somewhere else than at this address, so that nobody need wait for an answer there.
    default boolean isElsewhere(InetSocketAddress tried) {
        return false;
    }

    /// It was there.
    default void found(InetSocketAddress address) {}

    @Override
    default void close() {}
}
