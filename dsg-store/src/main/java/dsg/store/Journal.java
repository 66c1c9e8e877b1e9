// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Digest;
import dsg.model.GridEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Everything that became true, in order, and the contents of small artefacts: one SQLite file in WAL mode
/// with `synchronous=FULL`, so that what is committed survives a power cut. One thread appends; any may read
/// contents.
public final class Journal implements AutoCloseable {

    /// The version of the journal's form, kept in `PRAGMA user_version`.
    private static final int FORMAT = 2;

    private final Path file;
    private final EventCodec codec = new EventCodec();
    private final Connection writer;
    private final Connection reader;
    private final PreparedStatement addEvent;
    private final PreparedStatement addContent;
    private final PreparedStatement getContent;

    private Journal(Path file, Connection writer, Connection reader) throws SQLException {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
        addEvent = writer.prepareStatement("INSERT INTO event(body) VALUES (?)");
        addContent = writer.prepareStatement("INSERT OR IGNORE INTO content(sha256, bytes) VALUES (?, ?)");
        getContent = reader.prepareStatement("SELECT bytes FROM content WHERE sha256 = ?");
    }

    /// Opens the journal in this file, and makes it first if there is none.
    ///
    /// @throws StoreException if the file cannot be used, or was written by a newer DSG
    public static Journal open(Path file) {
        try {
            Connection writer = connect(file);
            prepare(writer, file);
            writer.setAutoCommit(false);
            return new Journal(file, writer, connect(file));
        } catch (SQLException e) {
            throw new StoreException("The journal " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    private static void prepare(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int format;
            try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                version.next();
                format = version.getInt(1);
            }
            if (format > FORMAT) {
                throw new StoreException(
                        "The journal " + file + " has form " + format + "; this DSG knows forms up to " + FORMAT
                                + ". Use the newer DSG that wrote it, or another folder: export DSG_HOME=/path/to/folder");
            }
            if (format > 0 && format < FORMAT) {
                throw new StoreException("The journal " + file + " has form " + format + ", from before the first"
                        + " release; this DSG knows form " + FORMAT + ". Finish its jobs with the DSG that wrote it, or"
                        + " move its folder away to start afresh.");
            }
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS event(seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS content(sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL)"
                    + " WITHOUT ROWID");
            if (format != FORMAT) { // a full disk takes not even the same number again
                statement.executeUpdate("PRAGMA user_version = " + FORMAT);
            }
        }
    }

    /// Looks through a journal's pages, also while its coordinator runs, and changes nothing: what is wrong, in a few
    /// words; none if it is whole.
    public static Optional<String> whatIsWrong(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(2_000);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String said = rows.next() ? rows.getString(1) : "it says nothing";
            return said.equals("ok") ? Optional.empty() : Optional.of(said.replace("\n", "; "));
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Hands every event to `events`, in order.
    public void replay(Consumer<GridEvent> events) {
        try (Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("SELECT body FROM event ORDER BY seq")) {
            while (rows.next()) {
                events.accept(codec.decode(rows.getString(1)));
            }
        } catch (SQLException e) {
            throw new StoreException("The journal " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Makes these events, and the small contents that they name, durable: on disk when this returns, all or
    /// nothing.
    ///
    /// @throws StoreException.NoRoom if the disk is full; nothing was written, and the same may be tried again
    /// @throws StoreException if the disk does not take them; then none of them may be acknowledged
    public void append(List<GridEvent> events, Map<Digest, byte[]> contents) {
        try {
            for (Map.Entry<Digest, byte[]> content : contents.entrySet()) {
                addContent.setString(1, content.getKey().hex());
                addContent.setBytes(2, content.getValue());
                addContent.addBatch();
            }
            if (!contents.isEmpty()) {
                addContent.executeBatch();
            }
            for (GridEvent event : events) {
                addEvent.setString(1, codec.encode(event));
                addEvent.addBatch();
            }
            addEvent.executeBatch();
            writer.commit();
        } catch (SQLException e) {
            takeBack(e);
            throw failure(e);
        }
    }

    private StoreException failure(SQLException e) {
        String what = "The journal " + file + " cannot be written: " + e.getMessage();
        return isWithoutRoom(e) ? new StoreException.NoRoom(what, e) : new StoreException(what, e);
    }

    /// Nothing else is harmless: after a sync that has failed, nobody knows what is on the disk.
    private static boolean isWithoutRoom(SQLException e) {
        // In the index beside the log of a full disk there is no room either; SQLite tells that as an error of its own.
        boolean index =
                e instanceof SQLiteException told && told.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
        return index || e.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code;
    }

    /// What was not committed is forgotten, so that the same can be appended again.
    private void takeBack(SQLException why) {
        try {
            addContent.clearBatch();
            addEvent.clearBatch();
            try {
                writer.rollback();
            } catch (SQLException _) {
                // SQLite has taken it back by itself, and the driver does not know that no transaction is open any
                // more: without one, half of what is appended next could be kept.
                try (Statement statement = writer.createStatement()) {
                    statement.executeUpdate("BEGIN");
                }
            }
        } catch (SQLException e) {
            e.addSuppressed(why);
            throw new StoreException("The journal " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /// The content of a small artefact, if the journal holds it.
    public Optional<byte[]> content(Digest digest) {
        synchronized (reader) {
            try {
                getContent.setString(1, digest.hex());
                try (ResultSet rows = getContent.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
                }
            } catch (SQLException e) {
                throw new StoreException("The journal " + file + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /// The value of a SQLite pragma on the connection that appends.
    String pragma(String name) throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
            synchronized (reader) {
                reader.close();
            }
        } catch (SQLException e) {
            throw new StoreException("The journal " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
