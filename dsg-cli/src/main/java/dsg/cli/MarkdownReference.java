// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
import picocli.CommandLine;

/// All commands as Markdown, for `docs/cli.md`.
final class MarkdownReference {

    private static final String HEAD = """
            # The command line

            Made by `dsg reference markdown`; a test holds it to what the commands say of themselves. Every command knows `-h`
            and `--help`; `dsg help data gc` says the same as `dsg data gc --help`, and [dsg.1](dsg.1) is the same for `man`:
            `man -l docs/dsg.1`. `source <(dsg completion bash)` completes commands, jobs and nodes; there is one for zsh, too.

            Data goes to standard output, notes and progress to standard error. `--json` prints one object with `"v": 1`. A job
            is named by its number, its nickname or the beginning of it, or `last`; `2.simulate` is a stage, `2.simulate.17` a task.

            Exit status: 0 ok; 1 failed; 2 usage; 3 the job ended with failures; 4 not found; 5 grid not reachable; 6 not allowed;
            7 job file invalid; 8 cannot be placed; 124 timeout; 130 interrupted.
            """;

    private final List<CommandTree.Entry> entries;

    MarkdownReference(CommandLine dsg) {
        entries = CommandTree.of(dsg);
    }

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (CommandTree.Entry entry : entries.subList(1, entries.size())) {
            text.append(entry.name().chars().filter(c -> c == ' ').count() > 1 ? "\n### " : "\n## ")
                    .append(entry.name())
                    .append("\n\n");
            if (!entry.same().isEmpty()) {
                text.append("The same as `").append(entry.same()).append("`.\n");
                continue;
            }
            text.append(entry.header()).append('\n');
            if (!entry.noun()) {
                text.append("\n```\n").append(entry.synopsis()).append("\n```\n");
            }
            entry.description().forEach(line -> text.append('\n').append(line).append('\n'));
            if (!entry.arguments().isEmpty()) {
                text.append("\n| | |\n|---|---|\n");
                entry.arguments()
                        .forEach(argument -> text.append("| `")
                                .append(argument.text().replace("|", "\\|"))
                                .append("` | ")
                                .append(argument.meaning().replace("|", "\\|"))
                                .append(" |\n"));
            }
        }
        return text.toString().stripTrailing();
    }
}
