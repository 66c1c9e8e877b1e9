// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.ShellQuote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that a task wants and its machine does not have: which it is, and what to do.
final class NotFound {

    /// With which a shell ends for that.
    private static final int EXIT_CODE = 127;

    /// With which bubblewrap ends for that.
    private static final int SANDBOX_EXIT_CODE = 1;

    private static final Pattern SAID_BY_SANDBOX = Pattern.compile("^bwrap: execvp (\\S+): No such file or directory$");

    /// `/bin/sh: 1: sox: not found`, `bash: line 1: sox: command not found`, `env: ‘sox’: No such file or directory`.
    private static final Pattern SAID = Pattern.compile(
            "(?:^|[:\\s])[‘'\"]?([^\\s:‘’'\"]+)[’'\"]?: (?:(?:command )?not found|No such file or directory)$");

    private NotFound() {}

    /// For people. It does not tell whether there is something where tasks see nothing: the name may come from a task
    /// that wants to know.
    static String text(String program, String machine, Rung rung) {
        Optional<Path> hidden = hidden(program, rung);
        if (hidden.isPresent()) {
            String what = hidden.get().toString().equals(program) ? "it" : hidden.get() + ", which it is a link to";
            return "command not found: " + program + ": tasks do not see " + what + "; if it is on " + machine
                    + ", its owner can show them its folder: dsg node policy --show "
                    + ShellQuote.quote(folder(hidden.get()));
        }
        if (seen(program, rung).filter(Files::exists).isPresent()) {
            return program + " cannot be started: tasks do not find what its first line names; look: head -n 1 "
                    + ShellQuote.quote(program);
        }
        return "command not found: " + program + " is not on " + machine + "; install it there, or send it along: in: ["
                + program + "]";
    }

    /// What tasks do not see of a program that is named by its whole path: itself, or what it is a link to.
    static Optional<Path> hidden(String program, Rung rung) {
        return absolute(program).flatMap(path -> switch (rung.sight(path.normalize())) {
            case OWN -> Optional.empty();
            case HIDDEN -> Optional.of(path);
            case SEEN -> real(path).filter(end -> rung.sight(end) == Rung.Sight.HIDDEN);
        });
    }

    private static Optional<Path> seen(String program, Rung rung) {
        return absolute(program).filter(path -> rung.sight(path.normalize()) == Rung.Sight.SEEN);
    }

    private static Optional<Path> absolute(String program) {
        try {
            return Optional.of(Path.of(program)).filter(Path::isAbsolute);
        } catch (InvalidPathException _) {
            return Optional.empty(); // a task can print anything
        }
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The folder of a program with all that belongs to it: `/a/venv` for `/a/venv/bin/python`.
    private static String folder(Path program) {
        Path folder = Objects.requireNonNull(program.getParent(), "An absolute path has a folder.");
        Path above = folder.getParent();
        return (folder.endsWith("bin") && above != null && above.getNameCount() > 0 ? above : folder).toString();
    }

    /// The program that was not found, if an attempt that ended with this exit code says so at the end of `err`.
    static Optional<String> in(int code, Path err) {
        if (code != EXIT_CODE && code != SANDBOX_EXIT_CODE) {
            return Optional.empty();
        }
        Matcher said = (code == EXIT_CODE ? SAID : SAID_BY_SANDBOX).matcher(Printed.lastLine(err));
        return said.find() ? Optional.of(said.group(1)) : Optional.empty();
    }
}
