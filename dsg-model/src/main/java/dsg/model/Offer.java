// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Optional;
import java.util.Set;

/// What the owner of a node lets tasks have of it at present.
///
/// @param rest why nothing new may begin on it; none if it takes tasks
/// @param most so much of it, and no more; none: all it has
/// @param people whose tasks may run on it; none named: everybody's
public record Offer(Optional<Rest> rest, Optional<Resources> most, Set<String> people) {

    /// All that the node has, for everybody.
    public static final Offer ALL = new Offer(Optional.empty(), Optional.empty(), Set.of());

    public Offer {
        people = Set.copyOf(people);
    }

    /// What is offered of so much.
    public Resources of(Resources capacity) {
        return most.map(limit -> new Resources(
                        Math.min(limit.cpuMilli(), capacity.cpuMilli()),
                        Math.min(limit.memoryMib(), capacity.memoryMib()),
                        Math.min(limit.diskMib(), capacity.diskMib()),
                        Math.min(limit.gpus(), capacity.gpus())))
                .orElse(capacity);
    }

    /// Whether tasks of this user may run.
    public boolean admits(String user) {
        return people.isEmpty() || people.contains(user);
    }
}
