// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.NodeQueries;
import dsg.core.NodeQueries.OnNode;
import dsg.model.AttemptStatus;
import dsg.model.NodeId;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the grid and its nodes fared of late, and what each node has to do with tasks.
final class HistoryRoutes {

    private static final int LIST_MAX = 200;
    private static final List<String> STATES = List.of("running", "ended");

    private final GridLoop loop;
    private final GridHistory history;
    private final AttemptStatuses statuses;

    HistoryRoutes(GridLoop loop, GridHistory history, AttemptStatuses statuses) {
        this.loop = loop;
        this.history = history;
        this.statuses = statuses;
    }

    /// Whoever sees how the grid and its nodes are now may see how they were.
    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/history", this::ofGrid);
        routes.get(Access.viewer(), "/api/v1/nodes/{node}/history", this::ofNode);
        routes.get(Access.viewer(), "/api/v1/nodes/{node}/tasks", this::tasks);
    }

    private static HistorySpan span(Context request) {
        return HistorySpan.of(Query.word(request, "span", HistorySpan.words()).orElse(HistorySpan.HOUR.word()));
    }

    private void ofGrid(Context request) {
        HistorySpan span = span(request);
        Instant now = loop.now();
        answer(request, span, now, GridHistory.OF_GRID, history.ofGrid(span, now));
    }

    private void ofNode(Context request) {
        HistorySpan span = span(request);
        NodeId node = NodeRoutes.named(loop, request.pathParam("node")).id();
        Instant now = loop.now();
        answer(request, span, now, GridHistory.OF_NODE, history.ofNode(node, span, now));
    }

    private static void answer(
            Context request, HistorySpan span, Instant now, FigureSeries.Form form, FigureSeries.Drawn drawn) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("span", span.word());
        shape.put("at", now.toString());
        shape.put("from", drawn.from().toString());
        shape.put("step_s", drawn.step());
        Map<String, Object> figures = new LinkedHashMap<>();
        List<String> names = form.names();
        for (int column = 0; column < names.size(); column++) {
            List<@Nullable Number> values = new ArrayList<>(drawn.points().size());
            for (Optional<float[]> point : drawn.points()) {
                values.add(point.isEmpty() ? null : number(point.get()[1 + column]));
            }
            figures.put(names.get(column), values);
        }
        shape.put("figures", figures);
        RestFace.answer(request, 200, shape);
    }

    /// As short as it can be said: a thousandth is more than anybody sees. None if it is not known.
    static @Nullable Number number(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        double rounded = Math.round(value * 1_000) / 1_000.0;
        return rounded == Math.rint(rounded) ? (Number) (long) rounded : (Number) rounded;
    }

    private void tasks(Context request) {
        NodeId node = NodeRoutes.named(loop, request.pathParam("node")).id();
        Set<String> states = Query.states(request, STATES);
        int from = (int) Math.min(Integer.MAX_VALUE, Query.number(request, "from", 0));
        int limit = Query.limit(request, LIST_MAX);
        boolean running = states.isEmpty() || states.contains("running");
        boolean ended = states.isEmpty() || states.contains("ended");
        NodeQueries.Page page = loop.ask(
                        machine -> NodeQueries.tasks(machine.view(), node, running, ended, from, limit))
                .join()
                .orElseThrow(() -> NodeRoutes.noSuchNode(node.value()));
        Map<String, Object> shape = Shapes.versioned();
        shape.put("tasks", page.attempts().stream().map(this::task).toList());
        page.next().ifPresent(next -> shape.put("next", next));
        RestFace.answer(request, 200, shape);
    }

    private Map<String, Object> task(OnNode on) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("id", on.id().task().toString());
        shape.put("job", on.id().task().job().number());
        shape.put("job_name", on.jobName());
        shape.put("stage", on.id().task().stage());
        shape.put("task", on.id().task().number());
        shape.put("attempt", on.id().number());
        Optional<AttemptStatus> status = statuses.of(on.id());
        boolean frozen = status.flatMap(AttemptStatus::frozen).isPresent();
        shape.put(
                "state",
                on.attempt().report().map(report -> report.end().word()).orElseGet(() -> running(on, frozen)));
        shape.put("started_at", on.attempt().placedAt().toString());
        on.attempt().endedAt().ifPresent(at -> shape.put("ended_at", at.toString()));
        on.attempt().report().ifPresent(report -> {
            shape.put("why", report.end().why());
            Shapes.addUsage(shape, report.usage());
        });
        if (on.attempt().report().isEmpty()) {
            status.ifPresent(known -> {
                known.progress().ifPresent(progress -> shape.put("progress", progress));
                known.frozen().ifPresent(why -> shape.put("why", why.why()));
                if (!known.note().isEmpty()) {
                    shape.put("note", known.note());
                }
            });
        }
        return shape;
    }

    private static String running(OnNode on, boolean frozen) {
        if (on.ahead()) {
            return "waiting";
        }
        return frozen ? "paused" : "running";
    }
}
