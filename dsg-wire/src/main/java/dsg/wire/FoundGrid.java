// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.net.InetSocketAddress;
import java.util.List;

/// A grid that somebody on the local network has announced. It may be a lie: only its coordinator's certificate
/// proves anything.
///
/// @param name as people see it
/// @param id the SHA-256 of its CA's certificate, in hex
/// @param nodes where its coordinator takes node links
/// @param version its version of DSG
public record FoundGrid(String name, String id, List<InetSocketAddress> nodes, String version) {

    public FoundGrid {
        nodes = List.copyOf(nodes);
    }
}
