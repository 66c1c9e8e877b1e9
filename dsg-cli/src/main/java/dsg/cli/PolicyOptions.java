// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import dsg.node.OwnerPolicy;
import dsg.node.Setting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The options of `dsg node policy`: one for each setting that an owner may make.
final class PolicyOptions {

    /// Takes back what was said of a setting.
    static final String USUAL = "usual";

    /// These are changed by a word of their own: `--show` and `--hide`, `dsg node tag`.
    private static final Set<Setting> BY_OTHERS = EnumSet.of(Setting.SHOWN, Setting.TAGS);

    static List<Setting> settings() {
        return EnumSet.complementOf(EnumSet.copyOf(BY_OTHERS)).stream().toList();
    }

    private PolicyOptions() {}

    static void add(CommandSpec command) {
        for (Setting setting : settings()) {
            OptionSpec.Builder option = OptionSpec.builder(setting.option())
                    .paramLabel(setting.label())
                    .arity("1")
                    .description(setting.help().replace("%", "%%") + usual(setting));
            command.addOption(
                    setting.isList()
                            ? option.type(List.class)
                                    .auxiliaryTypes(String.class)
                                    .build()
                            : option.type(String.class).build());
        }
    }

    private static String usual(Setting setting) {
        String usual = setting.usual(false).replace("%", "%%");
        String always = setting.usual(true).replace("%", "%%");
        if (usual.isEmpty()) {
            return "";
        }
        return usual.equals(always)
                ? " Usual: " + usual + "."
                : " Usual: " + usual + "; " + always + " with --when always.";
    }

    /// What was typed, by setting; every fault is told.
    ///
    /// @param now from when a snooze counts
    static Map<Setting, List<String>> typed(CommandSpec command, Instant now, List<String> faults) {
        Map<Setting, List<String>> typed = new TreeMap<>();
        for (Setting setting : settings()) {
            List<String> values = new ArrayList<>();
            if (command.findOption(setting.option()).getValue() instanceof List<?> several) {
                several.forEach(value -> values.add(value.toString()));
            } else if (command.findOption(setting.option()).getValue() instanceof String one) {
                values.add(one);
            }
            if (values.equals(List.of(USUAL)) || (setting.isList() && values.equals(List.of("none")))) {
                typed.put(setting, List.of());
            } else if (!values.isEmpty()) {
                values.forEach(value -> setting.fault(value).ifPresent(faults::add));
                typed.put(setting, setting == Setting.SNOOZE ? until(values.getFirst(), now) : values);
            }
        }
        return typed;
    }

    private static List<String> until(String time, Instant now) {
        return List.of(Durations.parse(time)
                .map(wait -> now.plus(wait).truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse(time));
    }

    /// What cannot be meant together.
    static List<String> contradictions(OwnerPolicy policy) {
        List<String> faults = new ArrayList<>();
        String when = policy.value(Setting.WHEN);
        boolean hours = !policy.values(Setting.HOURS).isEmpty();
        if (when.equals("schedule") && !hours) {
            faults.add("`--when schedule` needs the hours: --hours \"mon-fri 18:00-07:00\" --hours \"sat sun\".");
        }
        if (hours && (when.equals("always") || when.equals("never"))) {
            faults.add("`--hours` counts with --when schedule or --when idle, and not with " + when + ".");
        }
        if (policy.said().containsKey(Setting.IDLE_AT_MOST) && !when.equals("idle")) {
            faults.add("`--idle-at-most` counts with --when idle, and not with " + when + ".");
        }
        return faults;
    }
}
