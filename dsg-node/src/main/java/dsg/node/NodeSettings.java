// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.wire.Bandwidth;
import dsg.wire.Identity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a node needs to know to run.
///
/// @param home the node's own folder: its cache and its work
/// @param name the name that people see
/// @param version DSG's version
/// @param identity the key and certificate that the grid's CA gave it
/// @param coordinator where the coordinator is
/// @param ownGrid whether the grid is this machine's own: then the node goes down with it; else it waits for it
/// @param linked told when the link to the coordinator is open, and when it is not any more
/// @param allowBare the owner's word that tasks may run without isolation
/// @param preferBare the owner's wish that they do, though this machine could isolate them
/// @param tags what its owner says of it at present, for `where: {tags: [...]}`
/// @param shown folders of this machine that its owner shows to tasks in the sandbox, for reading
/// @param cacheBytes how much the node may keep of contents to save a way
/// @param bandwidth how much of the network contents may take
/// @param listens where other nodes may read chunks
/// @param giveUpAfter how long the coordinator may be away before the node stops itself
public record NodeSettings(
        Path home,
        String name,
        String version,
        Identity identity,
        Whereabouts coordinator,
        boolean ownGrid,
        Consumer<Boolean> linked,
        boolean allowBare,
        boolean preferBare,
        Supplier<Set<String>> tags,
        Set<Path> shown,
        long cacheBytes,
        Bandwidth bandwidth,
        InetAddress listens,
        Duration giveUpAfter) {

    public NodeSettings {
        shown = Set.copyOf(shown);
    }
}
