// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/// Figures over time: one SQLite file of its own, beside the journal and no part of it. What it loses at a power cut,
/// or altogether, costs a picture and nothing else. One thread uses it.
public final class FigureStore implements AutoCloseable {

    /// The version of the file's form, kept in `PRAGMA user_version`; of another form nothing is read.
    private static final int FORMAT = 1;

    /// It is no database, has wrong bytes, or lacks its tables.
    private static final Set<Integer> DAMAGES = Set.of(
            SQLiteErrorCode.SQLITE_NOTADB.code, SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_ERROR.code);

    private final Path file;
    private final Connection connection;

    /// The figures of one slot of time.
    ///
    /// @param series whose they are
    /// @param step how many seconds a slot has
    /// @param slot which slot, counted from 1970 on
    public record Row(String series, int step, long slot, List<Float> figures) {
        public Row {
            figures = List.copyOf(figures);
        }
    }

    private FigureStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Opens the store in this file. One that is damaged, or of another form, is made anew.
    ///
    /// @throws StoreException if the disk does not take one, or what is there cannot be opened now: then it stays
    public static FigureStore open(Path file) {
        try {
            return prepared(file);
        } catch (SQLException first) {
            try {
                // Else it may be read another time: a full disk empties, and whoever holds the file lets it go.
                if (!DAMAGES.contains(first.getErrorCode())) {
                    throw first;
                }
                for (String end : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(file.resolveSibling(file.getFileName() + end));
                }
                return prepared(file);
            } catch (SQLException | IOException e) {
                throw new StoreException("The figures in " + file + " cannot be used: " + e.getMessage(), e);
            }
        }
    }

    private static FigureStore prepared(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(2_000);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        try (Statement statement = connection.createStatement()) {
            int format;
            try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                version.next();
                format = version.getInt(1);
            }
            if (format != FORMAT) {
                statement.executeUpdate("DROP TABLE IF EXISTS figure");
                statement.executeUpdate("DROP TABLE IF EXISTS series");
                statement.executeUpdate("CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
                // In the order of time, so that what is written and what is dropped lies together.
                statement.executeUpdate("CREATE TABLE figure(step INTEGER, slot INTEGER, series INTEGER,"
                        + " body BLOB NOT NULL, PRIMARY KEY(step, slot, series)) WITHOUT ROWID");
                statement.executeUpdate("PRAGMA user_version = " + FORMAT);
            }
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM figure JOIN series ON id = series")) {
                rows.next(); // a file that is no store fails here
            }
            connection.setAutoCommit(false);
            return new FigureStore(file, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Hands over every row, the oldest slot of each step first.
    public void load(Consumer<Row> rows) {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT name, step, slot, body FROM figure JOIN series"
                        + " ON series.id = figure.series ORDER BY step, slot")) {
            while (found.next()) {
                ByteBuffer body = ByteBuffer.wrap(found.getBytes(4));
                List<Float> figures = new ArrayList<>(body.remaining() / Float.BYTES);
                while (body.remaining() >= Float.BYTES) {
                    figures.add(body.getFloat());
                }
                rows.accept(new Row(found.getString(1), found.getInt(2), found.getLong(3), figures));
            }
        } catch (SQLException e) {
            throw new StoreException("The figures in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Writes these rows in the place of what stood there, and drops what is older than the oldest slot of its step.
    public void write(List<Row> rows, Map<Integer, Long> oldest) {
        try (PreparedStatement name = connection.prepareStatement("INSERT OR IGNORE INTO series(name) VALUES (?)");
                PreparedStatement put = connection.prepareStatement(
                        "INSERT OR REPLACE INTO figure VALUES (?, ?, (SELECT id FROM series WHERE name = ?), ?)");
                PreparedStatement drop =
                        connection.prepareStatement("DELETE FROM figure WHERE step = ? AND slot < ?")) {
            for (String series : rows.stream().map(Row::series).distinct().toList()) {
                name.setString(1, series);
                name.addBatch();
            }
            for (Row row : rows) {
                ByteBuffer body = ByteBuffer.allocate(row.figures().size() * Float.BYTES);
                row.figures().forEach(body::putFloat);
                put.setInt(1, row.step());
                put.setLong(2, row.slot());
                put.setString(3, row.series());
                put.setBytes(4, body.array());
                put.addBatch();
            }
            for (Map.Entry<Integer, Long> entry : oldest.entrySet()) {
                drop.setInt(1, entry.getKey());
                drop.setLong(2, entry.getValue());
                drop.addBatch();
            }
            name.executeBatch();
            put.executeBatch();
            drop.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private StoreException failed(SQLException e) {
        try {
            connection.rollback();
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
        return new StoreException("The figures in " + file + " cannot be written: " + e.getMessage(), e);
    }

    /// Forgets a series.
    public void forget(String series) {
        try (PreparedStatement rows = connection.prepareStatement(
                        "DELETE FROM figure WHERE series = (SELECT id FROM series WHERE name = ?)");
                PreparedStatement name = connection.prepareStatement("DELETE FROM series WHERE name = ?")) {
            rows.setString(1, series);
            rows.executeUpdate();
            name.setString(1, series);
            name.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("The figures in " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
