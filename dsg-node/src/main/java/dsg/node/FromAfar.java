// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What becomes of a wish to change an owner's policy from afar: rules that read no clock and touch nothing. The owner
/// comes first: it is taken only where he has allowed that, and never where it would open his machine.
final class FromAfar {

    /// What is said at the machine only: whether anything may be said from afar at all, what tasks see of the machine,
    /// and how well they are isolated. Tags that admins give are the grid's own (`dsg node tag NODE +TAG`).
    static final Set<Setting> AT_THE_MACHINE_ONLY =
            EnumSet.of(Setting.MANAGED, Setting.ISOLATION, Setting.CONTAINERS, Setting.SHOWN, Setting.TAGS);

    private static final int VALUES_MOST = 200;

    private FromAfar() {}

    /// What follows.
    sealed interface Judgement {

        /// The policy as it is to be.
        ///
        /// @param words what was said: `--when idle --heat usual`
        record Granted(OwnerPolicy policy, String words) implements Judgement {}

        /// Nothing is changed.
        record Refused(Verdict verdict) implements Judgement {}
    }

    static boolean mayChange(Setting setting) {
        return !AT_THE_MACHINE_ONLY.contains(setting);
    }

    /// All faults are told at once.
    static Judgement judge(OwnerPolicy before, NodePolicy.Wish wish, Instant now) {
        if (!before.isManaged()) {
            return new Judgement.Refused(new Verdict.NotManaged());
        }
        List<NodePolicy.Fault> faults = new ArrayList<>();
        Map<Setting, List<String>> meant = meant(wish, now, faults);
        if (!faults.isEmpty()) {
            return new Judgement.Refused(new Verdict.Faulty(faults));
        }
        OwnerPolicy after = before.withoutPast(now);
        List<String> words = new ArrayList<>();
        for (var entry : meant.entrySet()) {
            Setting setting = entry.getKey();
            after = after.with(setting, entry.getValue());
            (entry.getValue().isEmpty() ? List.of(PolicyWords.USUAL) : entry.getValue())
                    .forEach(value -> words.add(setting.option() + " " + value));
        }
        List<PolicyWords.Fault> contradictions = PolicyWords.contradictions(after);
        if (!contradictions.isEmpty()) {
            return new Judgement.Refused(new Verdict.Faulty(told(contradictions)));
        }
        return new Judgement.Granted(after, String.join(" ", words));
    }

    private static Map<Setting, List<String>> meant(NodePolicy.Wish wish, Instant now, List<NodePolicy.Fault> faults) {
        Map<String, List<String>> typed = new TreeMap<>(wish.set());
        for (String name : wish.unset()) {
            if (typed.put(name, List.of()) != null) {
                faults.add(new NodePolicy.Fault(name, "`" + name + "` cannot be set and unset at once."));
            }
        }
        Map<Setting, List<String>> meant = new TreeMap<>();
        typed.forEach((name, values) -> {
            Optional<Setting> known = Setting.ofName(name);
            if (known.isEmpty()) {
                faults.add(new NodePolicy.Fault(
                        name, "`" + name + "` is no setting of this node; see them: dsg node policy --help"));
            } else if (!mayChange(known.get())) {
                faults.add(new NodePolicy.Fault(
                        name,
                        "`" + name
                                + "` is never changed from afar; its owner says it at that machine: dsg node policy"));
            } else if (values.size() > VALUES_MOST) {
                faults.add(new NodePolicy.Fault(name, "`" + name + "` has more than " + VALUES_MOST + " values."));
            } else {
                List<PolicyWords.Fault> found = new ArrayList<>();
                meant.put(known.get(), PolicyWords.meant(known.get(), values, now, found));
                faults.addAll(told(found));
            }
        });
        return meant;
    }

    private static List<NodePolicy.Fault> told(List<PolicyWords.Fault> faults) {
        return faults.stream()
                .map(fault -> new NodePolicy.Fault(fault.setting().typed(), fault.says()))
                .toList();
    }
}
