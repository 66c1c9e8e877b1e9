// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dsg upgrade`: another version in the place of this one, from a signed package, undone if it
/// does not work.
@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        header = "Put another version of DSG in the place of this one, from a signed package.",
        description = {
            "FILE is a package of the kind that this DSG was installed from, with its signature FILE.sig beside it. The new"
                    + " version is unpacked beside the old one, started in its place, and looked at for half a minute; if"
                    + " it does not answer or is not well, the old one is started again.",
            "Tasks that run here: a machine with its own grid is drained first, so that they go on to their end, for as long"
                    + " as --wait says; what runs still, and what runs on a machine that has joined another's grid, begins"
                    + " anew, here or elsewhere, and no attempt is counted."
        })
final class UpgradeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The package.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Trust these release keys instead of the ones that came along.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--force-older",
            paramLabel = "REASON",
            description = "Take an older version than this one; the reason is kept in the log of upgrades.")
    private Optional<String> forceOlder = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "So long tasks have to come to their end; default 10m.")
    private String wait = "10m";

    @Option(names = "--undo", description = "Go back to the version that was in use before.")
    private boolean undo;

    @Option(
            names = "--check",
            hidden = true,
            paramLabel = "VERSION",
            description = "Whether this version answers here.")
    private Optional<String> check = Optional.empty();

    @Option(names = "--expect", hidden = true, description = "What ran before.")
    private Optional<UpgradeCheck.Role> role = Optional.empty();

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws IOException {
        GridHome home = home();
        if (check.isPresent()) {
            return new UpgradeCheck(home, terminal)
                    .answers(check.get(), role.orElse(UpgradeCheck.Role.NONE), waitFor());
        }
        Installation installed = Installation.needed("Nothing was upgraded.");
        Path prefix = installed
                .prefix()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.FAILED,
                        "Nothing was upgraded.",
                        "This DSG runs from the folder that it was unpacked into, where there is no place for another version.",
                        "Install it once, grids and jobs stay as they are: " + installed.here() + "/install"));
        checkIsWritable(prefix);
        try (FileChannel channel = FileChannel.open(
                        prefix.resolve("upgrade.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "Nothing was upgraded.",
                        "Another upgrade is going on.",
                        "Wait for its end.");
            }
            return undo ? undo(installed, prefix, home) : upgrade(installed, prefix, home);
        }
    }

    private java.time.Duration waitFor() {
        return dsg.model.Durations.parse(wait)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "`" + wait + "` is no time.",
                        "A time is a number and a unit.",
                        "--wait 10m"));
    }

    /// Root means the machine's own grid, where there is one.
    private static GridHome home() {
        String named = System.getenv("DSG_HOME");
        boolean machines =
                Program.isRoot() && (named == null || named.isBlank()) && Files.isDirectory(ServiceUnit.SYSTEM_HOME);
        return machines ? new GridHome(ServiceUnit.SYSTEM_HOME) : GridHome.ofEnvironment();
    }

    private static void checkIsWritable(Path prefix) {
        if (!Files.isWritable(prefix.resolve("versions"))) {
            throw new CommandFailure(
                    ExitStatus.NOT_ALLOWED,
                    "Nothing was upgraded.",
                    prefix + " is not yours to write to.",
                    "Let whoever has installed DSG there do it: sudo dsg upgrade FILE");
        }
    }

    private int upgrade(Installation installed, Path prefix, GridHome home) throws IOException {
        Path named = file.orElseThrow(() ->
                new CommandFailure(ExitStatus.USAGE, "Upgrade to what?", "No package was named.", "dsg upgrade FILE"));
        SignedPackage packed = new SignedPackage(named.toAbsolutePath());
        ReleaseNote note = packed.note(installed, key);
        waitFor();
        String now = installed.version();
        if (note.comparedTo(now) == 0) {
            terminal.print("DSG " + now + " is what is installed here.");
            return ExitStatus.OK;
        }
        if (note.comparedTo(now) < 0
                && forceOlder.filter(reason -> !reason.isBlank()).isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.NOT_ALLOWED,
                    "Nothing was upgraded.",
                    "The package is DSG " + note.version() + ", older than " + now
                            + ", and an older version may have holes that are mended here.",
                    "If you know why you want it: dsg upgrade --force-older \"why\" " + named);
        }
        Path staged = prefix.resolve("versions").resolve(".package");
        packed.copyTo(staged, note);
        terminal.print("DSG " + now + " -> " + note.version() + ": the package is signed, and whole");
        log(
                prefix,
                now + " -> " + note.version()
                        + forceOlder.map(reason -> ", older: " + reason).orElse(""));
        try {
            return new UpgradeSteps(installed, prefix, home, wait).run(note, staged);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    private int undo(Installation installed, Path prefix, GridHome home) throws IOException {
        Path before = prefix.resolve("before");
        if (!Files.isDirectory(before)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    "Nothing was undone.",
                    "There is no version from before in " + prefix + ".",
                    "Name the package of the version that you want: dsg upgrade --force-older \"why\" FILE");
        }
        String version = new Installation(before).version();
        log(prefix, installed.version() + " -> " + version + ", undone by hand");
        return new UpgradeSteps(installed, prefix, home, wait).back(version);
    }

    private static void log(Path prefix, String line) throws IOException {
        Files.writeString(
                prefix.resolve("upgrades.log"),
                Instant.now() + " " + Terminal.harmless(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
