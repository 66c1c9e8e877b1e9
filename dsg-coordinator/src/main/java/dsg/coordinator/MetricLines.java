// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.coordinator.MetricLine.Point;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.JobId;
import dsg.model.StageId;
import dsg.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What tasks have measured over time, as their nodes told it: of the newest attempt of each, also once it is over. For
/// people; bounded, so that of what was silent longest nothing is left at some time, and gone at a restart.
final class MetricLines {

    /// So many points of all tasks together; each takes 12 bytes.
    static final int ALL_POINTS_MOST = 500_000;

    private final int most;
    /// Whoever spoke last stands last.
    private final Map<TaskId, OfTask> tasks = new LinkedHashMap<>(16, 0.75f, true);
    private int points;

    private static final class OfTask {
        private final AttemptId attempt;
        private final Instant since;
        private final Map<String, MetricLine> lines = new TreeMap<>();

        OfTask(AttemptId attempt, Instant since) {
            this.attempt = attempt;
            this.since = since;
        }

        int points() {
            return lines.values().stream().mapToInt(MetricLine::points).sum();
        }
    }

    /// What a task has measured.
    ///
    /// @param since the moment from which its seconds are counted
    /// @param lines each quantity over time; none is empty
    record Measured(AttemptId attempt, Instant since, Map<String, List<Point>> lines) {
        Measured {
            lines = Map.copyOf(lines);
        }

        List<Point> line(String metric) {
            return lines.getOrDefault(metric, List.of());
        }
    }

    MetricLines() {
        this(ALL_POINTS_MOST);
    }

    MetricLines(int most) {
        this.most = most;
    }

    synchronized void say(List<AttemptStatus> statuses, Instant now) {
        for (AttemptStatus status : statuses) {
            if (!status.metrics().isEmpty()) {
                say(status, now);
            }
        }
        Iterator<OfTask> longestSilent = tasks.values().iterator();
        while (points > most && longestSilent.hasNext()) {
            points -= longestSilent.next().points();
            longestSilent.remove();
        }
    }

    private void say(AttemptStatus status, Instant now) {
        AttemptId attempt = status.attempt();
        OfTask task = tasks.get(attempt.task());
        if (task == null || task.attempt.number() < attempt.number()) {
            points -= task == null ? 0 : task.points();
            task = new OfTask(attempt, now);
            tasks.put(attempt.task(), task);
        }
        if (task.attempt.equals(attempt)) {
            float seconds = Duration.between(task.since, now).toMillis() / 1000f;
            points -= task.points();
            for (Map.Entry<String, Double> metric : status.metrics().entrySet()) {
                task.lines
                        .computeIfAbsent(metric.getKey(), _ -> new MetricLine())
                        .add(seconds, metric.getValue());
            }
            points += task.points();
        }
    }

    /// How many points are kept.
    synchronized int points() {
        return points;
    }

    synchronized void forget(JobId job) {
        tasks.values().removeIf(task -> {
            boolean its = task.attempt.task().job().equals(job);
            points -= its ? task.points() : 0;
            return its;
        });
    }

    /// What tasks of the stage have measured, whoever spoke last at the end.
    synchronized List<Measured> of(StageId stage) {
        List<Measured> measured = new ArrayList<>();
        for (Map.Entry<TaskId, OfTask> entry : tasks.entrySet()) {
            TaskId id = entry.getKey();
            if (id.job().equals(stage.job()) && id.stage().equals(stage.stage())) {
                OfTask task = entry.getValue();
                Map<String, List<Point>> lines = new TreeMap<>();
                task.lines.forEach((name, line) -> lines.put(name, line.all()));
                measured.add(new Measured(task.attempt, task.since, lines));
            }
        }
        return measured;
    }
}
