// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.type.TypeFolder;
import dsg.wire.Identity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

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
/// @param policy what its owner allows tasks; read again whenever it changes
/// @param types the types of tasks that its owner has allowed
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
        PolicyFile policy,
        TypeFolder types,
        InetAddress listens,
        Duration giveUpAfter) {}
