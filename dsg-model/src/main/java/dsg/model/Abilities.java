// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;
import java.util.Set;

/// What a node can do beyond running commands.
///
/// @param types the types of tasks it runs, by [Request#type()]
/// @param limits in words for people, what of tasks it can limit, and what not and why
public record Abilities(Set<String> types, List<String> limits) {

    /// A node that does not tell.
    public static final Abilities RUN_ALONE = new Abilities(Set.of(Request.RUN), List.of());

    public Abilities {
        types = Set.copyOf(types);
        limits = List.copyOf(limits);
    }
}
