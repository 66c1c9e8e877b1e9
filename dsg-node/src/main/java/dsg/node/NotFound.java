// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that a task wants and its machine does not have: which it is, and what to do.
final class NotFound {

    /// With which a shell ends for that.
    static final int EXIT_CODE = 127;

    /// `/bin/sh: 1: sox: not found`, `bash: line 1: sox: command not found`, `env: ‘sox’: No such file or directory`.
    private static final Pattern SAID = Pattern.compile(
            "(?:^|[:\\s])[‘'\"]?([^\\s:‘’'\"]+)[’'\"]?: (?:(?:command )?not found|No such file or directory)$");

    private static final int READ_MAX = 2_000;

    private NotFound() {}

    /// For people.
    static String text(String program, String machine) {
        return "command not found: " + program + " is not on " + machine + "; install it there, or send it along: in: ["
                + program + "]";
    }

    /// The program that was not found, if the last line of what a task printed says which.
    static Optional<String> saidAtTheEndOf(Path err) {
        if (!Files.isRegularFile(err, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(err.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - READ_MAX));
            byte[] end = new byte[READ_MAX];
            int read = Math.max(0, file.read(end));
            String last =
                    new String(end, 0, read, StandardCharsets.UTF_8).lines().reduce("", (_, line) -> line);
            Matcher said = SAID.matcher(last);
            return said.find() ? Optional.of(said.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
