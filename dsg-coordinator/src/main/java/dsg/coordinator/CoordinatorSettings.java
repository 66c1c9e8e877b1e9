// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.NodeId;
import dsg.type.TypeFolder;
import dsg.wire.CertificateAuthority;
import dsg.wire.Identity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// What a coordinator needs to know to run.
///
/// @param home the coordinator's own folder: journal and artefacts
/// @param gridName the name that people see
/// @param version DSG's version
/// @param identity the key and certificate that nodes know it by
/// @param authority the grid's CA
/// @param ownNode the node of this machine
/// @param people where REST listens on this machine; port 0 takes a free one
/// @param nodes where node links are taken; port 0 takes a free one
/// @param token lets the owner in
/// @param types the types of tasks that job files may name
/// @param lan how people in the LAN reach it; none if only this machine does
/// @param embedded whether it was started for one command and stops itself when nobody needs it any more
public record CoordinatorSettings(
        Path home,
        String gridName,
        String version,
        Identity identity,
        CertificateAuthority authority,
        NodeId ownNode,
        InetSocketAddress people,
        InetSocketAddress nodes,
        String token,
        TypeFolder types,
        Optional<LanSettings> lan,
        boolean embedded) {}
