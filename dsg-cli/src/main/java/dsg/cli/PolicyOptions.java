// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.node.PolicyWords;
import dsg.node.Setting;
import java.time.Instant;
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

    /// What was typed, by setting.
    static Map<Setting, List<String>> typed(CommandSpec command) {
        Map<Setting, List<String>> typed = new TreeMap<>();
        for (Setting setting : settings()) {
            List<String> values = new ArrayList<>();
            if (command.findOption(setting.option()).getValue() instanceof List<?> several) {
                several.forEach(value -> values.add(value.toString()));
            } else if (command.findOption(setting.option()).getValue() instanceof String one) {
                values.add(one);
            }
            if (!values.isEmpty()) {
                typed.put(setting, values);
            }
        }
        return typed;
    }

    /// What is meant by it, by setting; every fault is told.
    ///
    /// @param now from when a snooze counts
    static Map<Setting, List<String>> meant(
            Map<Setting, List<String>> typed, Instant now, List<PolicyWords.Fault> faults) {
        Map<Setting, List<String>> meant = new TreeMap<>();
        typed.forEach((setting, values) -> meant.put(setting, PolicyWords.meant(setting, values, now, faults)));
        return meant;
    }
}
