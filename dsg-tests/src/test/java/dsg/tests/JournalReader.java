// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A grid's journal, read as anybody can with a SQLite shell.
///
/// @param events everything that became true, in order
record JournalReader(List<JsonNode> events) {

    private static final Set<String> FOR_GOOD = Set.of("Done", "Failed", "Cancelled");

    static JournalReader of(TestGrid grid) {
        Path file = grid.journal();
        List<JsonNode> events = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT body FROM event ORDER BY seq")) {
            while (rows.next()) {
                events.add(Rest.JSON.readTree(rows.getString(1)));
            }
            return new JournalReader(events);
        } catch (SQLException e) {
            throw new AssertionError("The journal " + file + " cannot be read.", e);
        }
    }

    private List<JsonNode> of(String kind) {
        return events.stream()
                .filter(event -> event.path("is").asString().equals(kind))
                .toList();
    }

    /// Attempts that ended because their node was lost.
    long lost() {
        return attemptsLost("");
    }

    /// The same of one job alone.
    long lost(long job) {
        return attemptsLost(job + ".");
    }

    private long attemptsLost(String prefix) {
        return of("AttemptEnded").stream()
                .filter(event -> event.path("attempt").asString().startsWith(prefix))
                .filter(event ->
                        event.path("report").path("end").path("is").asString().equals("Lost"))
                .count();
    }

    /// Demands that a job's tasks, this many, were each decided once and for all, and nothing after that.
    void expectEachDecidedOnce(long job, int tasks) {
        Map<String, Integer> decided = new HashMap<>();
        for (JsonNode ended : of("AttemptEnded")) {
            String attempt = ended.path("attempt").asString();
            String task = attempt.substring(0, attempt.lastIndexOf(".a"));
            if (task.startsWith(job + ".")) {
                int before = decided.getOrDefault(task, 0);
                assertThat(before)
                        .describedAs("%s ended after its task was decided", attempt)
                        .isZero();
                boolean forGood =
                        FOR_GOOD.contains(ended.path("next").path("is").asString());
                decided.put(task, before + (forGood ? 1 : 0));
            }
        }
        assertThat(decided)
                .hasSize(tasks)
                .allSatisfy((task, times) -> assertThat(times).describedAs(task).isOne());
        expectEndedOnce(job);
    }

    /// Demands that a job has ended once.
    void expectEndedOnce(long job) {
        assertThat(of("JobEnded").stream()
                        .filter(event -> event.path("job").asString().equals(Long.toString(job))))
                .describedAs("ends of job " + job)
                .hasSize(1);
    }
}
