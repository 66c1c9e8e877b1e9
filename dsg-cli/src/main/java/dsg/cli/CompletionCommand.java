// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dsg completion`: what a shell must know to complete commands, and the jobs and nodes that there are.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print a script that teaches your shell to complete dsg's commands, jobs and nodes.",
        description = {
            "bash: add to ~/.bashrc:  source <(dsg completion bash)",
            "zsh: add to ~/.zshrc:  source <(dsg completion zsh)",
            "Jobs and nodes are asked of the grid with curl; if it does not answer within 0.2 s, they are left out."
        })
final class CompletionCommand implements Callable<Integer> {

    /// The shells that there are scripts for.
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        switch (shell) {
            case bash -> {}
            // What picocli makes loads bash's way of completing by itself, but not what that stands on.
            case zsh -> terminal.print("(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\n");
        }
        String commands = AutoComplete.bash("dsg", Main.whole());
        terminal.print(commands.stripTrailing() + "\n\n" + live().stripTrailing());
        return ExitStatus.OK;
    }

    private static String live() {
        try (InputStream in = Objects.requireNonNull(CompletionCommand.class.getResourceAsStream("completion.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
