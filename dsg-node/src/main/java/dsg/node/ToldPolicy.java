// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodePolicy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An owner's policy as the grid is told of it.
final class ToldPolicy {

    /// What tells of the owner's habits, or of other people.
    private static final Set<Setting> PRIVATE = EnumSet.of(Setting.EXCLUSIVE, Setting.PEOPLE, Setting.SHOWN);

    private ToldPolicy() {}

    /// @param sources who can tell whether somebody uses the machine
    static NodePolicy of(OwnerPolicy policy, Optional<NodePolicy.Change> changed, List<NodePolicy.Source> sources) {
        return new NodePolicy(
                policy.isManaged(),
                Arrays.stream(Setting.values())
                        .map(setting -> entry(policy, setting))
                        .toList(),
                changed,
                sources);
    }

    private static NodePolicy.Entry entry(OwnerPolicy policy, Setting setting) {
        return new NodePolicy.Entry(
                setting.typed(),
                policy.values(setting),
                policy.said().containsKey(setting),
                policy.usual(setting, false),
                policy.usual(setting, true),
                setting.isList(),
                FromAfar.mayChange(setting),
                setting.label(),
                PRIVATE.contains(setting));
    }

    /// Who can tell whether somebody uses the machine: whether, and not since when.
    static List<NodePolicy.Source> sources(List<InputChain.Look> looks) {
        return looks.stream()
                .map(look -> new NodePolicy.Source(
                        look.source(),
                        look.seen().idle().isPresent(),
                        look.seen().idle().isPresent() ? "" : look.seen().note()))
                .toList();
    }
}
