// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dsg node policy`: what the owner of this machine allows tasks; without options, what holds.
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        header = "What the owner of this machine allows.",
        description = {
            "In the sandbox a task sees its own folder, the programs of the machine (/usr, /opt), and nothing else of it:"
                    + " no home folder. With --show it sees a folder of yours, too, for reading: one with the Python"
                    + " packages that it needs, or with data too large to hand in.",
            "Without options it prints what holds."
        })
final class PolicyCommand implements Callable<Integer> {

    /// The rungs that an owner can name.
    enum Rung {
        bare,
        sandbox
    }

    @Option(
            names = "--isolation",
            paramLabel = "RUNG",
            description = "sandbox: isolate tasks where this machine can (default); bare: never isolate them.")
    private Optional<Rung> isolation = Optional.empty();

    @Option(
            names = "--show",
            paramLabel = "DIR",
            description = "Tasks may read what is in this folder; may be given again for others.")
    private List<Path> show = List.of();

    @Option(names = "--hide", paramLabel = "DIR", description = "They may not any more.")
    private List<Path> hide = List.of();

    private final GridHome home = GridHome.ofEnvironment();

    @Override
    public Integer call() {
        home.prepare();
        Set<Path> shown = new TreeSet<>(home.shown());
        show.forEach(folder -> shown.add(toBeShown(folder)));
        hide.forEach(folder -> shown.remove(folder.toAbsolutePath().normalize()));
        boolean others = !shown.equals(home.shown());
        boolean changed = isolation.isPresent() || others;
        isolation.ifPresent(rung -> home.setIsolation(rung.name()));
        if (others) {
            home.setShown(shown);
        }
        Terminal terminal = new Terminal();
        terminal.print("isolation: " + (home.prefersBare() ? Rung.bare : Rung.sandbox));
        terminal.print("shown:     "
                + (shown.isEmpty() ? "none" : shown.stream().map(Path::toString).collect(Collectors.joining("  "))));
        if (changed && home.running(ProcessKind.NODE).isPresent()) {
            terminal.note("The running node takes it up at its next start: dsg down, then dsg up");
        }
        return ExitStatus.OK;
    }

    /// The grid's own folder has its keys and its token: whoever reads them is the grid's owner.
    private Path toBeShown(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw refused(path, Files.exists(path) ? "It is no folder." : "There is no such folder.");
        }
        if (isSameOrAbove(path, home.folder()) || isSameOrAbove(home.folder(), path)) {
            throw refused(path, "It has to do with " + home.folder() + ", where the grid's own keys are.");
        }
        if (path.getNameCount() == 0
                || path.startsWith("/proc")
                || path.startsWith("/dev")
                || path.startsWith("/etc")) {
            throw refused(path, "It is the system's own.");
        }
        return path;
    }

    private static boolean isSameOrAbove(Path above, Path below) {
        try {
            return Files.exists(below) && below.toRealPath().startsWith(above.toRealPath());
        } catch (IOException _) {
            return below.toAbsolutePath().startsWith(above);
        }
    }

    private static CommandFailure refused(Path folder, String why) {
        return new CommandFailure(
                ExitStatus.USAGE,
                folder + " is not shown to tasks.",
                why,
                "Show a folder with programs or data: dsg node policy --show ~/venv");
    }
}
