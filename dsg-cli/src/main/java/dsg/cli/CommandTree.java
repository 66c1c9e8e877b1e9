// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every command as picocli knows it, in the order of the help: the one source of manual page and reference.
final class CommandTree {

    /// A command.
    ///
    /// @param name `dsg data gc`
    /// @param same the command that it is another name of: `dsg submit` for `dsg job submit`; or empty
    /// @param arguments each with what it means
    record Entry(
            String name,
            String same,
            String header,
            List<String> description,
            String synopsis,
            List<Argument> arguments,
            boolean noun) {}

    /// An option or a parameter: how it is written, and what it means.
    record Argument(String text, String meaning) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Class<?>, String> known = new HashMap<>();

    private CommandTree() {}

    /// All commands, `dsg` itself first; hidden ones are left out.
    static List<Entry> of(CommandLine dsg) {
        CommandTree tree = new CommandTree();
        tree.walk(dsg);
        return tree.entries;
    }

    private void walk(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        Class<?> type = spec.userObject().getClass();
        String before = known.putIfAbsent(type, spec.qualifiedName());
        entries.add(entry(command, before == null ? "" : before));
        command.getSubcommands().values().stream().distinct().forEach(this::walk);
    }

    private static Entry entry(CommandLine command, String same) {
        CommandSpec spec = command.getCommandSpec();
        List<Argument> arguments = new ArrayList<>();
        for (ArgSpec parameter : spec.positionalParameters()) {
            arguments.add(new Argument(parameter.paramLabel(), meaning(parameter)));
        }
        for (OptionSpec option : spec.options()) {
            boolean standard = option.usageHelp() || option.versionHelp();
            if (!option.hidden() && !standard) {
                String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
                arguments.add(new Argument(String.join(", ", option.names()) + value, meaning(option)));
            }
        }
        Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
        String synopsis = withoutHelp(help.synopsis(0).replaceAll("\\s+", " ").strip());
        return new Entry(
                spec.qualifiedName(),
                same,
                plain(String.join(" ", spec.usageMessage().header())),
                Arrays.stream(spec.usageMessage().description())
                        .map(CommandTree::plain)
                        .toList(),
                synopsis,
                arguments,
                !command.getSubcommands().isEmpty());
    }

    /// Every command knows -h and -V; to say so again and again helps nobody.
    private static String withoutHelp(String synopsis) {
        return Pattern.compile("\\[-([a-zA-Z]+)\\] ").matcher(synopsis).replaceFirst(match -> {
            String rest = match.group(1).replaceAll("[hV]", "");
            return rest.isEmpty() ? "" : "[-" + rest + "] ";
        });
    }

    private static String meaning(ArgSpec argument) {
        return plain(Arrays.stream(argument.description()).collect(Collectors.joining(" ")));
    }

    /// Without picocli's own marks.
    private static String plain(String text) {
        return Help.Ansi.OFF.string(text).strip();
    }
}
