// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Figures over time, on disk; what else is held of them: `GridHistoryTest`.
class FigureStoreTest {

    private static final FigureStore.Row ROW = new FigureStore.Row("grid", 10, 7, List.of(1f, 2f));

    @TempDir
    private Path folder;

    @Test
    void aFileThatCannotBeOpenedNowIsThereTheNextTime() throws Exception {
        Path file = folder.resolve("history.db");
        try (FigureStore store = FigureStore.open(file)) {
            store.write(List.of(ROW), Map.of());
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            assertThatThrownBy(() -> FigureStore.open(file))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("history.db cannot be used");
        }
        List<FigureStore.Row> found = new ArrayList<>();
        try (FigureStore store = FigureStore.open(file)) {
            store.load(found::add);
        }
        assertThat(found).containsExactly(ROW);
    }
}
