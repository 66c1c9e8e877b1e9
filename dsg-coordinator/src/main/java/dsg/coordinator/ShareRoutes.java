// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot.JobView;
import dsg.core.GridSnapshot.StageView;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who of those that use the grid has how much of it: now, and over a time up to now.
final class ShareRoutes {

    private static final List<String> SUMS = GridHistory.OF_USER.names();
    private static final int CPU = SUMS.indexOf("cpu_s");

    private final GridLoop loop;
    private final GridHistory history;

    ShareRoutes(GridLoop loop, GridHistory history) {
        this.loop = loop;
        this.history = history;
    }

    /// Whoever sees all jobs and who handed them in may see what that came to.
    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/shares", this::list);
    }

    /// What one user has and had.
    private static final class Part {
        private final String user;
        private int jobs;
        private long running;
        private long waiting;
        private long cpuMilli;
        /// What came to an end in the time that is asked for, as [GridHistory#OF_USER] names it.
        private float[] ended = new float[SUMS.size()];

        private Part(String user) {
            this.user = user;
        }

        private void take(JobView job) {
            jobs++;
            for (StageView stage : job.stages()) {
                running += stage.running();
                waiting += stage.waiting();
                cpuMilli += (long) stage.running() * stage.request().resources().cpuMilli();
            }
        }

        private Map<String, Object> shape() {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("user", user);
            shape.put("jobs", jobs);
            shape.put("running", running);
            shape.put("waiting", waiting);
            shape.put("cores", HistoryRoutes.number(cpuMilli / 1000.0));
            for (int column = 0; column < SUMS.size(); column++) {
                shape.put(SUMS.get(column), HistoryRoutes.number(ended[column]));
            }
            return shape;
        }
    }

    private void list(Context request) {
        HistorySpan span =
                HistorySpan.of(Query.word(request, "span", HistorySpan.words()).orElse(HistorySpan.DAY.word()));
        Instant now = loop.now();
        Map<String, Part> parts = new HashMap<>();
        for (JobView job : loop.snapshot().jobs()) {
            if (!job.state().isOver()) {
                parts.computeIfAbsent(job.by(), Part::new).take(job);
            }
        }
        history.ofUsers(span, now).forEach((user, ended) -> parts.computeIfAbsent(user, Part::new).ended = ended);

        Map<String, Object> shape = Shapes.versioned();
        shape.put("span", span.word());
        shape.put("at", now.toString());
        shape.put(
                "users",
                parts.values().stream()
                        .sorted(Comparator.comparingDouble((Part part) -> -part.ended[CPU])
                                .thenComparingLong(part -> -part.running)
                                .thenComparing(part -> part.user))
                        .map(Part::shape)
                        .toList());
        RestFace.answer(request, 200, shape);
    }
}
