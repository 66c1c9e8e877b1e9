// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.Set;
import java.util.TreeSet;

/// The tags of a node: what it says of itself, and beside that what the grid's admins say of it. Their word holds until
/// they say something else, whatever the node says meanwhile.
final class NodeTags {

    private Set<String> own;
    private final Set<String> given = new TreeSet<>();
    private final Set<String> taken = new TreeSet<>();

    /// @param own what the node says of itself
    NodeTags(Set<String> own) {
        this.own = own;
    }

    /// Those that it has.
    Set<String> all() {
        if (given.isEmpty() && taken.isEmpty()) {
            return own;
        }
        Set<String> all = new TreeSet<>(own);
        all.addAll(given);
        all.removeAll(taken);
        return all;
    }

    /// Those that it says of itself.
    Set<String> own() {
        return own;
    }

    /// Those that the grid gives it.
    Set<String> given() {
        return given;
    }

    /// Those that it says of itself and that the grid takes from it.
    Set<String> taken() {
        return taken;
    }

    void say(Set<String> told) {
        own = told;
    }

    /// Only what the node says itself needs to be held against it: a tag that the grid gave is given no more.
    void change(Set<String> added, Set<String> removed) {
        taken.removeAll(added);
        added.stream().filter(tag -> !own.contains(tag)).forEach(given::add);
        given.removeAll(removed);
        removed.stream().filter(own::contains).forEach(taken::add);
    }
}
