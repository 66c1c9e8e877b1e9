// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Set;

/// What a node says of itself when it arrives.
///
/// @param name the host's name, as people see it
/// @param capacity all its cores, all its memory, and the disk that tasks may fill
/// @param tags what its owner says of it, for `where: {tags: [...]}`
/// @param isolation the rung it really has
/// @param os for example `Debian GNU/Linux 12`
/// @param arch for example `amd64`
/// @param cpu the processor's model
/// @param version DSG's version on the node
public record NodeFacts(
        String name,
        Resources capacity,
        Set<String> tags,
        Isolation isolation,
        String os,
        String arch,
        String cpu,
        String version) {

    public NodeFacts {
        tags = Set.copyOf(tags);
    }

    /// Whether it could carry out such a request if nothing else ran on it.
    public boolean suits(Request request) {
        return capacity.covers(request.resources()) && tags.containsAll(request.tags());
    }
}
