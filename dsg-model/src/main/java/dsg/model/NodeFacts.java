// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Optional;
import java.util.Set;

/// What a node says of itself when it arrives.
///
/// @param name the host's name, as people see it
/// @param capacity all its cores, all its memory, and the disk that tasks may fill
/// @param tags what its owner says of it, for `where: {tags: [...]}`
/// @param isolation the rung it really has for commands
/// @param os for example `Debian GNU/Linux 12`
/// @param arch for example `amd64`
/// @param cpu the processor's model
/// @param version DSG's version on the node
/// @param software what it runs on and what tasks find on it; none from a node that does not tell
/// @param hardware what its machine is made of; none from a node that has not looked yet, or does not tell
/// @param able what else it can do; none from a node that does not tell
public record NodeFacts(
        String name,
        Resources capacity,
        Set<String> tags,
        Isolation isolation,
        String os,
        String arch,
        String cpu,
        String version,
        Optional<Software> software,
        Optional<Hardware> hardware,
        Optional<Abilities> able) {

    public NodeFacts {
        tags = Set.copyOf(tags);
    }

    /// A node that does not tell its software and hardware.
    public NodeFacts(
            String name,
            Resources capacity,
            Set<String> tags,
            Isolation isolation,
            String os,
            String arch,
            String cpu,
            String version) {
        this(
                name,
                capacity,
                tags,
                isolation,
                os,
                arch,
                cpu,
                version,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same with this software.
    public NodeFacts with(Software known) {
        return new NodeFacts(
                name, capacity, tags, isolation, os, arch, cpu, version, Optional.of(known), hardware, able);
    }

    /// The same with this hardware.
    public NodeFacts with(Hardware known) {
        return new NodeFacts(
                name, capacity, tags, isolation, os, arch, cpu, version, software, Optional.of(known), able);
    }

    /// The same with these abilities.
    public NodeFacts with(Abilities known) {
        return new NodeFacts(
                name, capacity, tags, isolation, os, arch, cpu, version, software, hardware, Optional.of(known));
    }

    /// What it can do beyond running commands.
    public Abilities abilities() {
        return able.orElse(Abilities.RUN_ALONE);
    }

    /// Whether it runs tasks of the type that the request is for.
    public boolean runs(Request request) {
        return abilities().types().contains(request.type());
    }

    /// Whether tasks such as the request is for are isolated as well as it asks. What is no command brings its own
    /// rung along.
    public boolean isolates(Request request) {
        Isolation rung = Isolation.of(request.type()).orElse(isolation);
        return request.least().map(least -> rung.compareTo(least) >= 0).orElse(true);
    }

    /// Whether it is of the kind that the request is for, however large it is.
    public boolean takes(Request request) {
        return tags.containsAll(request.tags()) && runs(request) && isolates(request);
    }

    /// The same with so much of everything.
    public NodeFacts with(Resources has) {
        return new NodeFacts(name, has, tags, isolation, os, arch, cpu, version, software, hardware, able);
    }

    /// The same with these tags.
    public NodeFacts tagged(Set<String> known) {
        return new NodeFacts(name, capacity, known, isolation, os, arch, cpu, version, software, hardware, able);
    }

    /// Whether `later` says the same, and beyond that only what this does not tell: what a node finds out soon after it
    /// has arrived was so before.
    public boolean isCompletedBy(NodeFacts later) {
        NodeFacts filled = new NodeFacts(
                name,
                capacity,
                tags,
                isolation,
                os,
                arch,
                cpu,
                version,
                tellsPrograms() ? software : later.software,
                filled(hardware, later.hardware),
                able);
        return filled.equals(later);
    }

    /// Measuring its speed takes a node longest.
    private static Optional<Hardware> filled(Optional<Hardware> before, Optional<Hardware> later) {
        return before.map(known -> known.speed().isPresent()
                        ? known
                        : known.with(later.map(Hardware::speed).orElse(known.speed())))
                .or(() -> later);
    }

    /// The same under this name.
    public NodeFacts named(String known) {
        return new NodeFacts(known, capacity, tags, isolation, os, arch, cpu, version, software, hardware, able);
    }

    /// Whether it has told which programs tasks find on it.
    public boolean tellsPrograms() {
        return software.filter(known -> !known.programs().isEmpty()).isPresent();
    }

    /// Whether it could carry out such a request if nothing else ran on it.
    public boolean suits(Request request) {
        return capacity.covers(request.resources()) && takes(request);
    }
}
