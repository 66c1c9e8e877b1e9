// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.nio.file.Path;
import java.util.Optional;

/// Whether this machine can be woken over the network.
public final class WakeOnLan {

    private WakeOnLan() {}

    /// Why it would sleep on, and what to type; none if nothing is known to be in the way.
    public static Optional<String> whyNot() {
        return whyNot(new Interfaces(new SystemFiles(Path.of("/"))));
    }

    static Optional<String> whyNot(Interfaces interfaces) {
        Optional<Hardware.Link> link = interfaces.link();
        if (link.filter(one -> one.wake().isEmpty()).isPresent()) {
            return link.map(one -> one.name() + " has no hardware address by which it could be called.");
        }
        return link.filter(one -> interfaces.sleepsOn(one.name()))
                .map(one -> one.name() + " is set to let this machine sleep on. As root: ethtool -s " + one.name()
                        + " wol g");
    }
}
