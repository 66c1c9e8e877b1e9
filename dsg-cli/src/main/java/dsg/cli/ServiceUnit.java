// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// A process of the grid as a unit of systemd: the machine's, run by the user `dsg`, or a person's
/// own.
///
/// @param kind which process
/// @param system whether it is the machine's
/// @param program the launcher, by a path that stays through upgrades
/// @param home the grid's folder
/// @param options what the coordinator is started with
record ServiceUnit(ProcessKind kind, boolean system, Path program, Path home, List<String> options) {

    /// The home of the machine's own grid.
    static final Path SYSTEM_HOME = Path.of("/var/lib/dsg");

    private static final String ONLY_SYSTEM = "system: ";
    private static final String ONLY_USER = "user: ";

    /// The name by which systemd knows it.
    static String name(ProcessKind kind) {
        return "dsg-" + kind.word() + ".service";
    }

    /// The unit's file.
    String text() {
        Path packaged = Objects.requireNonNull(
                Objects.requireNonNull(program.getParent()).getParent());
        return template()
                .lines()
                .filter(line -> !line.startsWith(system ? ONLY_USER : ONLY_SYSTEM))
                .map(line -> line.startsWith(ONLY_SYSTEM) ? line.substring(ONLY_SYSTEM.length()) : line)
                .map(line -> line.startsWith(ONLY_USER) ? line.substring(ONLY_USER.length()) : line)
                .map(line -> line.replace("{program}", escaped(program))
                        .replace("{package}", escaped(packaged))
                        .replace("{home}", escaped(home))
                        .replace("{options}", String.join(" ", options)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /// In units `%` begins what systemd puts in, and words end at blanks.
    private static String escaped(Path path) {
        return path.toString().replace("%", "%%").replace("\\", "\\x5c").replace(" ", "\\x20");
    }

    private String template() {
        String name = kind.word() + ".service";
        try (InputStream in = Objects.requireNonNull(ServiceUnit.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
