// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether the machine that has joined a grid is this one, or this is a copy of its disk, which
/// must not be the same node.
final class ThisMachine {

    private static final String MARKS = "machine.json";
    private static final String ASIDE = "joined-of-another-machine-";

    private final GridHome home;
    private final Path root;

    ThisMachine(GridHome home) {
        this(home, Path.of("/"));
    }

    /// @param root the top folder of the machine's files
    ThisMachine(GridHome home, Path root) {
        this.home = home;
        this.root = root;
    }

    /// Writes down what this machine is, beside the key that it has joined with.
    void remember() {
        try {
            here(MachineMarks.newSalt()).write(marks());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path marks() {
        return home.joinedFolder().resolve(MARKS);
    }

    private MachineMarks here(String salt) {
        return MachineMarks.here(root, home.folder().resolve("run").resolve("board"), salt);
    }

    /// The grid that this very machine has joined. If another one has, of which this is a copy,
    /// that one's key is put aside, which is said, and this machine is in no grid.
    Optional<Joined> joined(Terminal terminal) {
        Optional<Joined> joined = home.joined();
        if (joined.isEmpty()) {
            return joined;
        }
        MachineMarks then = MachineMarks.read(marks());
        MachineMarks now = here(then.salt().isEmpty() ? MachineMarks.newSalt() : then.salt());
        try {
            if (now.areOf(then)) {
                if (!now.equals(then)) {
                    now.write(marks());
                }
                return joined;
            }
            Path aside = putAside();
            terminal.note("! This machine is a copy of the one that has joined \""
                    + Terminal.harmless(joined.get().grid()) + "\" as "
                    + joined.get().name() + ": "
                    + now.differenceTo(then) + ".");
            terminal.note("  Two machines cannot be one node, so that one's key is kept aside in " + aside
                    + ", and this one asks to join anew: dsg join");
            terminal.note("  If it is the same machine with other parts: dsg join --same-machine");
            return Optional.empty();
        } catch (IOException e) {
            throw home.unusable(String.valueOf(e.getMessage()));
        }
    }

    private Path putAside() throws IOException {
        String when = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        Path aside = home.folder().resolve(ASIDE + when);
        // First what would keep it from asking: a code that the other one has used may be good for this one, too.
        Preseed.forgetUse(home);
        Files.move(home.joinedFolder(), aside, StandardCopyOption.ATOMIC_MOVE);
        return aside;
    }

    /// Takes the key back that was put aside last, since this is the machine that has joined after
    /// all.
    Joined isTheSame() {
        try (Stream<Path> files = Files.list(home.folder())) {
            Path newest = files.filter(
                            file -> String.valueOf(file.getFileName()).startsWith(ASIDE))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new CommandFailure(
                            ExitStatus.NOT_FOUND,
                            "There is no key that was put aside.",
                            "This machine was not taken for a copy of another.",
                            "Join as usual: dsg join"));
            Files.deleteIfExists(newest.resolve(MARKS));
            Files.move(newest, home.joinedFolder(), StandardCopyOption.ATOMIC_MOVE);
            remember();
            return home.joined().orElseThrow();
        } catch (IOException e) {
            throw home.unusable(String.valueOf(e.getMessage()));
        }
    }
}
