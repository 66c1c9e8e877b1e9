// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A job in a test's grid, seen through REST.
record GridJob(TestGrid grid, long id) {

    private static final Set<String> OVER = Set.of("done", "failed", "cancelled");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    JsonNode show() {
        return grid.rest().get("/api/v1/jobs/" + id).json();
    }

    String state() {
        return show().path("state").asString();
    }

    /// Waits until the job has ended; itself.
    GridJob awaitEnd() {
        return awaitEnd(PATIENCE);
    }

    GridJob awaitEnd(Duration patience) {
        await("the end of job " + id)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> OVER.contains(state()));
        return this;
    }

    /// Waits for its end, which must be this.
    GridJob expect(String state) {
        awaitEnd();
        assertThat(state())
                .describedAs(() -> "job %s: %s".formatted(id, show()))
                .isEqualTo(state);
        return this;
    }

    JsonNode task(String stage, int number) {
        return grid.rest().get(path(stage, number)).json();
    }

    private String path(String stage, int number) {
        return "/api/v1/jobs/" + id + "/stages/" + stage + "/tasks/" + number;
    }

    /// The newest attempt of a task.
    JsonNode attempt(String stage, int number) {
        JsonNode attempts = task(stage, number).path("attempts");
        assertThat(attempts.size()).isPositive();
        return attempts.path(attempts.size() - 1);
    }

    /// The newest attempt of the only task of a job without stages.
    JsonNode attempt() {
        return attempt("main", 1);
    }

    /// Waits until the task has printed this; itself.
    GridJob awaitPrinted(String stage, int number, String text) {
        await("`" + text + "` from task " + id + "." + stage + "." + number)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> out(stage, number).contains(text));
        return this;
    }

    String out(String stage, int number) {
        return log(stage, number, "out");
    }

    /// What the only task has printed.
    String out() {
        return out("main", 1);
    }

    String err() {
        return log("main", 1, "err");
    }

    private String log(String stage, int number, String stream) {
        return grid.rest().get(path(stage, number) + "/logs?stream=" + stream).text();
    }

    /// Why the newest attempt of the only task failed.
    String why() {
        return attempt().path("why").asString();
    }

    void cancel() {
        grid.rest().post("/api/v1/jobs/" + id + "/cancel", java.util.Map.of()).expect(200);
    }
}
