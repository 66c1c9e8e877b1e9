// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A grid in one zip file: its journal as of one moment, taken while the grid runs, and every artefact that there was
/// by then, each under its SHA-256; and further files of the grid, such as its keys.
public final class Backup {

    private static final String JOURNAL = "journal.db";
    private static final String ARTEFACTS = "artefacts/";
    private static final String MORE = "more/";

    private Backup() {}

    /// What a backup holds.
    public record Contents(long events, int artefacts) {}

    /// Writes a backup; the file is there as a whole or not at all.
    ///
    /// @param coordinator the coordinator's folder
    /// @param home what `more` is relative to
    /// @param more further files and folders to put in
    /// @throws IOException if something cannot be read or written
    public static Contents write(Path coordinator, Path home, List<Path> more, Path zip) throws IOException {
        Path part = zip.resolveSibling(zip.getFileName() + ".part");
        try {
            Contents contents = writePart(coordinator, home, more, part);
            move(part, zip);
            return contents;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Contents writePart(Path coordinator, Path home, List<Path> more, Path part) throws IOException {
        Path folder = Files.createTempDirectory("dsg-backup");
        int artefacts = 0;
        Files.createDirectories(coordinator.resolve("artefacts"));
        // The grid deletes nothing meanwhile, so that what the journal names is there.
        try (FileChannel channel = ArtefactFolder.deletions(coordinator.resolve("artefacts"));
                FileLock _ = channel.lock(0, Long.MAX_VALUE, true);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(part))) {
            long events = copyJournal(coordinator.resolve(JOURNAL), folder.resolve(JOURNAL));
            add(out, JOURNAL, folder.resolve(JOURNAL));
            // After the journal: whatever it names was on disk before it was in the journal.
            for (Path artefact : filesBelow(coordinator.resolve("artefacts"))) {
                if (artefact.getFileName().toString().matches("[0-9a-f]{64}")) {
                    add(out, ARTEFACTS + artefact.getFileName(), artefact);
                    artefacts++;
                }
            }
            for (Path root : more) {
                for (Path file : filesBelow(root)) {
                    add(out, MORE + home.relativize(file).toString().replace('\\', '/'), file);
                }
            }
            return new Contents(events, artefacts);
        } finally {
            removeTree(folder);
        }
    }

    private static long copyJournal(Path journal, Path copy) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new IOException("The journal " + journal + " cannot be read: " + e.getMessage(), e);
        }
        return check(copy);
    }

    /// How many events a journal holds, if it is whole.
    private static long check(Path journal) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
                if (!rows.next() || !rows.getString(1).equals("ok")) {
                    throw new IOException("The journal is damaged: " + rows.getString(1));
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM event")) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IOException("The journal is none, or damaged: " + e.getMessage(), e);
        }
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void add(ZipOutputStream out, String name, Path file) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        Files.copy(file, out);
        out.closeEntry();
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Brings a backup back. Every artefact is checked against its name, and the journal is looked through, before
    /// anything is put in its place.
    ///
    /// @param coordinator the coordinator's folder; it must be empty or not be there
    /// @param home where the further files go
    /// @throws IOException if the backup is damaged, or the disk does not take it; then `coordinator` is not there
    public static Contents restore(Path zip, Path coordinator, Path home) throws IOException {
        Path arriving = coordinator.resolveSibling(coordinator.getFileName() + ".restoring");
        removeTree(arriving);
        ArtefactFolder artefacts = new ArtefactFolder(arriving.resolve("artefacts"));
        int kept = 0;
        boolean journal = false;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                if (name.equals(JOURNAL)) {
                    Files.copy(in, arriving.resolve(JOURNAL));
                    journal = true;
                } else if (name.startsWith(ARTEFACTS)) {
                    keep(artefacts, name.substring(ARTEFACTS.length()), in);
                    kept++;
                } else if (name.startsWith(MORE)) {
                    Path file = arriving.resolve(MORE)
                            .resolve(name.substring(MORE.length()))
                            .normalize();
                    if (!file.startsWith(arriving.resolve(MORE).normalize())) {
                        throw new IOException(name + " would lie outside of the grid's folder");
                    }
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
        if (!journal) {
            throw new IOException("it holds no journal");
        }
        long events = check(arriving.resolve(JOURNAL));
        putMore(arriving.resolve(MORE), home);
        // Empty, if it is there at all.
        Files.deleteIfExists(coordinator);
        move(arriving, coordinator);
        return new Contents(events, kept);
    }

    private static void keep(ArtefactFolder artefacts, String name, InputStream in) throws IOException {
        Path received = artefacts.receive();
        Files.copy(in, received);
        try {
            artefacts.keep(new Digest(name), received);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + " names no artefact", e);
        }
    }

    private static void putMore(Path more, Path home) throws IOException {
        for (Path file : filesBelow(more)) {
            Path place = home.resolve(more.relativize(file).toString());
            Files.createDirectories(place.getParent());
            Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
            place.toFile().setReadable(false, false);
            place.toFile().setReadable(true, true);
        }
        removeTree(more);
    }

    private static void removeTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
