// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What a node says of itself when it arrives.
///
/// @param name the host's name, as people see it
/// @param capacity all its cores and all its memory
/// @param isolation the rung it really has
/// @param os for example `Debian GNU/Linux 12`
/// @param arch for example `amd64`
/// @param cpu the processor's model
/// @param version DSG's version on the node
public record NodeFacts(
        String name, Resources capacity, Isolation isolation, String os, String arch, String cpu, String version) {}
