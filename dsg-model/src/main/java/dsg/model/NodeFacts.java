// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Optional;
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
/// @param software what it runs on and what tasks find on it; none from a node that does not tell
public record NodeFacts(
        String name,
        Resources capacity,
        Set<String> tags,
        Isolation isolation,
        String os,
        String arch,
        String cpu,
        String version,
        Optional<Software> software) {

    public NodeFacts {
        tags = Set.copyOf(tags);
    }

    /// A node that does not tell its software.
    public NodeFacts(
            String name,
            Resources capacity,
            Set<String> tags,
            Isolation isolation,
            String os,
            String arch,
            String cpu,
            String version) {
        this(name, capacity, tags, isolation, os, arch, cpu, version, Optional.empty());
    }

    /// The same with this software.
    public NodeFacts with(Software known) {
        return new NodeFacts(name, capacity, tags, isolation, os, arch, cpu, version, Optional.of(known));
    }

    /// The same under this name.
    public NodeFacts named(String known) {
        return new NodeFacts(known, capacity, tags, isolation, os, arch, cpu, version, software);
    }

    /// Whether it has told which programs tasks find on it.
    public boolean tellsPrograms() {
        return software.filter(known -> !known.programs().isEmpty()).isPresent();
    }

    /// Whether it could carry out such a request if nothing else ran on it.
    public boolean suits(Request request) {
        return capacity.covers(request.resources()) && tags.containsAll(request.tags());
    }
}
