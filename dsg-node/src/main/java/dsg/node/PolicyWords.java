// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// What is typed for a setting, and what it means: at the machine or from afar, by one and the same rules.
public final class PolicyWords {

    /// Takes back what was said of a setting.
    public static final String USUAL = "usual";

    private PolicyWords() {}

    /// What is wrong with what was typed.
    ///
    /// @param says as whole sentences, with what to type instead
    public record Fault(Setting setting, String says) {}

    /// The values that are meant; none: it is to hold as usual.
    ///
    /// @param typed what was typed for this setting
    /// @param now from when a snooze counts
    /// @param faults gets every fault
    public static List<String> meant(Setting setting, List<String> typed, Instant now, List<Fault> faults) {
        if (typed.isEmpty() || typed.equals(List.of(USUAL)) || (setting.isList() && typed.equals(List.of(Form.NONE)))) {
            return List.of();
        }
        typed.forEach(value -> setting.fault(value).ifPresent(says -> faults.add(new Fault(setting, says))));
        if (typed.size() > 1 && !setting.isList()) {
            faults.add(new Fault(setting, "`" + setting.option() + "` has one value, and not " + typed.size() + "."));
        }
        return setting == Setting.SNOOZE ? until(typed.getFirst(), now) : List.copyOf(typed);
    }

    private static List<String> until(String time, Instant now) {
        return List.of(Durations.parse(time)
                .map(wait -> now.plus(wait).truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse(time));
    }

    /// What cannot be meant together.
    public static List<Fault> contradictions(OwnerPolicy policy) {
        List<Fault> faults = new ArrayList<>();
        String when = policy.value(Setting.WHEN);
        boolean hours = !policy.values(Setting.HOURS).isEmpty();
        if (when.equals("schedule") && !hours) {
            faults.add(new Fault(
                    Setting.HOURS,
                    "`--when schedule` needs the hours: --hours \"mon-fri 18:00-07:00\" --hours \"sat sun\"."));
        }
        if (hours && (when.equals("always") || when.equals("never"))) {
            faults.add(new Fault(
                    Setting.HOURS, "`--hours` counts with --when schedule or --when idle, and not with " + when + "."));
        }
        if (policy.said().containsKey(Setting.IDLE_AT_MOST) && !when.equals("idle")) {
            faults.add(new Fault(
                    Setting.IDLE_AT_MOST, "`--idle-at-most` counts with --when idle, and not with " + when + "."));
        }
        return faults;
    }
}
