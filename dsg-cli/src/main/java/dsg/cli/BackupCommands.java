// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.store.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dsg backup` and `dsg restore`.
final class BackupCommands {

    private BackupCommands() {}

    /// `dsg backup`.
    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            header = "Write the whole grid into one file, also while it runs.",
            description = "Its journal as of this moment, all artefacts, its keys and its token: keep the file as safe "
                    + "as the grid itself.")
    static final class Write implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: dsg-backup-DATE.zip")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = {"-y", "--yes"},
                description = "Replace the file if it is there.")
        private boolean yes;

        @Override
        public Integer call() {
            GridHome home = GridHome.ofEnvironment();
            Path zip = file.orElseGet(() -> Path.of("dsg-backup-"
                    + LocalDateTime.now(java.time.ZoneId.systemDefault())
                            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"))
                    + ".zip"));
            if (!home.hasJournal()) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no grid to back up.",
                        home.folder() + " has no journal.",
                        "Say where the grid's folder is: DSG_HOME=… dsg backup");
            }
            if (Files.exists(zip) && !yes) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        zip + " is there already.",
                        "It might be your only backup.",
                        "Name another file, or replace it: dsg backup --yes " + zip);
            }
            try {
                Backup.Contents contents = Backup.write(home.coordinator(), home.folder(), home.settings(), zip);
                new Terminal()
                        .print("%s   %s   %s, %s"
                                .formatted(
                                        zip,
                                        Terminal.size(Files.size(zip)),
                                        ProgressView.count(contents.events(), "event"),
                                        ProgressView.count(contents.artefacts(), "artefact")));
                return ExitStatus.OK;
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "The backup was not written.",
                        String.valueOf(e.getMessage()),
                        "Mend that, or name a file elsewhere: dsg backup FILE");
            }
        }
    }

    /// `dsg restore`.
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            header = "Bring a grid back from a backup.",
            description = "Into a DSG_HOME that has none. What was submitted after the backup is not in it.")
    static final class Restore implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "What dsg backup has written.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            GridHome home = GridHome.ofEnvironment();
            if (Files.exists(home.coordinator().resolve("journal.db"))) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "Nothing was restored.",
                        home.folder() + " has a grid already, and no backup replaces one.",
                        "Restore into another folder: DSG_HOME=" + home.folder() + "-restored dsg restore " + file);
            }
            if (!Files.exists(file)) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no file " + file + ".",
                        "A backup is one zip file.",
                        "Give its path: dsg restore dsg-backup-….zip");
            }
            try {
                home.prepare();
                Backup.Contents contents = Backup.restore(file, home.coordinator(), home.folder());
                Terminal terminal = new Terminal();
                terminal.print("restored into %s   %s, %s"
                        .formatted(
                                home.folder(),
                                ProgressView.count(contents.events(), "event"),
                                ProgressView.count(contents.artefacts(), "artefact")));
                terminal.note("Start it: dsg up");
                return ExitStatus.OK;
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "Nothing was restored.",
                        file + ": " + e.getMessage(),
                        "Take another backup.");
            }
        }
    }
}
