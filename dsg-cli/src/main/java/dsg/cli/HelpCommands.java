// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What there is to type: `dsg help`, and the reference from which the manual page and `docs/cli.md` are made.
final class HelpCommands {

    private HelpCommands() {}

    /// `dsg help`.
    @Command(name = "help", mixinStandardHelpOptions = true, header = "Say what a command does: dsg help data gc")
    static final class Help implements Callable<Integer> {

        @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command, or a noun and its verb.")
        private List<String> path = List.of();

        @Override
        public Integer call() {
            CommandLine command = Main.whole();
            for (String word : path) {
                CommandLine next = command.getSubcommands().get(word);
                if (next == null) {
                    throw new CommandFailure(
                            ExitStatus.USAGE,
                            "There is no command `" + String.join(" ", path) + "`.",
                            "`" + word + "` is none of "
                                    + String.join(", ", command.getSubcommands().keySet()) + ".",
                            "See what there is: dsg help");
                }
                command = next;
            }
            command.usage(System.out);
            return ExitStatus.OK;
        }
    }

    /// The forms of the reference.
    enum Form {
        /// For `man`.
        man,
        /// For `docs/cli.md`.
        markdown
    }

    /// `dsg reference`, which nobody types but those who write documents.
    @Command(
            name = "reference",
            hidden = true,
            mixinStandardHelpOptions = true,
            header = "Print the reference of all commands: dsg reference man > dsg.1")
    static final class Reference implements Callable<Integer> {

        @Parameters(paramLabel = "FORM", description = "man or markdown.")
        private Form form = Form.man;

        @Override
        public Integer call() {
            CommandLine dsg = Main.whole();
            new Terminal()
                    .print(
                            switch (form) {
                                case man -> new ManualPage(dsg).text();
                                case markdown -> new MarkdownReference(dsg).text();
                            });
            return ExitStatus.OK;
        }
    }
}
