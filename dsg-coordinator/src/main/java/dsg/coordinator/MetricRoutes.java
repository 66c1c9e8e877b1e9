// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.coordinator.MetricLine.Point;
import dsg.coordinator.MetricLines.Measured;
import dsg.core.GridQueries;
import dsg.core.GridQueries.TaskView;
import dsg.model.StageId;
import dsg.model.TaskId;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the tasks of a stage measure: the newest values of all, and lines over time of some.
final class MetricRoutes {

    private static final int TASKS_MOST = 1_000;
    private static final int LINES_MOST = 12;
    private static final int LINES_USUAL = 6;

    private final GridLoop loop;
    private final MetricLines lines;

    MetricRoutes(GridLoop loop, MetricLines lines) {
        this.loop = loop;
        this.lines = lines;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/jobs/{job}/stages/{stage}/metrics", this::show);
    }

    private void show(Context request) {
        StageId stage = RestFace.stageOf(request);
        if (!isThere(stage)) {
            throw loop.snapshot().job(stage.job()).isEmpty()
                    ? RestFace.noSuchJob(loop, stage.job())
                    : HttpProblem.notFound(
                            "There is no stage " + stage + ".",
                            "The job has no such stage.",
                            "See what it has: dsg job show " + stage.job());
        }
        List<Measured> spoken = lines.of(stage);
        Set<String> names = new TreeSet<>();
        spoken.forEach(task -> names.addAll(task.newest().keySet()));
        Optional<String> metric = Optional.ofNullable(request.queryParam("metric"))
                .or(() -> names.stream().findFirst());
        List<Measured> byNumber = spoken.stream()
                .sorted(Comparator.comparingInt(MetricRoutes::task))
                .toList();
        List<Measured> shown = byNumber.subList(0, Math.min(TASKS_MOST, byNumber.size()));
        List<Measured> drawn = drawn(request, spoken, metric.orElse(""));
        Map<Integer, TaskView> views = views(stage, shown, drawn);

        Map<String, Object> shape = Shapes.versioned();
        shape.put("metrics", List.copyOf(names));
        shape.put("total", spoken.size());
        shape.put(
                "tasks",
                shown.stream().map(task -> newest(task, views.get(task(task)))).toList());
        metric.ifPresent(name -> shape.put("metric", name));
        shape.put(
                "lines",
                drawn.stream()
                        .map(task -> line(task, metric.orElse(""), views.get(task(task))))
                        .toList());
        RestFace.answer(request, 200, shape);
    }

    private boolean isThere(StageId stage) {
        return loop.snapshot()
                .job(stage.job())
                .filter(job -> job.stages().stream().anyMatch(one -> one.name().equals(stage.stage())))
                .isPresent();
    }

    private static int task(Measured task) {
        return task.attempt().task().number();
    }

    /// Those that were asked for, or else those that spoke last, in the order of their numbers.
    private static List<Measured> drawn(Context request, List<Measured> spoken, String metric) {
        Set<Integer> wanted = wanted(request);
        List<Measured> able = spoken.stream()
                .filter(task -> task.newest().containsKey(metric))
                .filter(task -> wanted.isEmpty() || wanted.contains(task(task)))
                .toList();
        int most = wanted.isEmpty() ? LINES_USUAL : LINES_MOST;
        return able.subList(Math.max(0, able.size() - most), able.size()).stream()
                .sorted(Comparator.comparingInt(MetricRoutes::task))
                .toList();
    }

    private static Set<Integer> wanted(Context request) {
        Set<Integer> numbers = new TreeSet<>();
        String text = request.queryParam("tasks");
        if (text != null && !text.isEmpty()) {
            for (String number : text.split(",", -1)) {
                if (!number.matches("\\d{1,9}")) {
                    throw HttpProblem.badRequest(
                            "tasks=" + text + " is no list of tasks.",
                            "`" + number + "` is no number.",
                            "Give numbers with commas between: tasks=1,2,17");
                }
                numbers.add(Integer.parseInt(number));
            }
        }
        return numbers;
    }

    private Map<Integer, TaskView> views(StageId stage, List<Measured> shown, List<Measured> drawn) {
        Set<TaskId> ids = new TreeSet<>(Comparator.comparingInt(TaskId::number));
        shown.forEach(task -> ids.add(task.attempt().task()));
        drawn.forEach(task -> ids.add(task.attempt().task()));
        Instant now = loop.now();
        return loop
                .ask(machine -> ids.stream()
                        .filter(id -> id.stageId().equals(stage))
                        .flatMap(id -> GridQueries.task(machine.view(), id, machine.plan(), now).stream())
                        .toList())
                .join()
                .stream()
                .collect(Collectors.toMap(view -> view.id().number(), Function.identity()));
    }

    private static Map<String, Object> newest(Measured task, @Nullable TaskView view) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("task", task(task));
        shape.put("attempt", task.attempt().number());
        if (view != null) {
            shape.put("state", view.state().word());
            shape.put("values", view.values());
        }
        shape.put("last", task.newest());
        return shape;
    }

    /// Its seconds count from when the attempt began.
    private Map<String, Object> line(Measured task, String metric, @Nullable TaskView view) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("task", task(task));
        shape.put("attempt", task.attempt().number());
        Instant began = Optional.ofNullable(view).stream()
                .flatMap(known -> known.attempts().stream())
                .filter(attempt -> attempt.number() == task.attempt().number())
                .map(GridQueries.AttemptView::placedAt)
                .findFirst()
                .orElse(task.since());
        double before =
                Math.max(0, java.time.Duration.between(began, task.since()).toMillis() / 1000.0);
        List<Double> seconds = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (Point point : lines.line(task.attempt(), metric)) {
            seconds.add(Math.round((before + point.seconds()) * 10) / 10.0);
            values.add(point.value());
        }
        shape.put("started_at", began.toString());
        shape.put("at_s", seconds);
        shape.put("values", values);
        return shape;
    }
}
