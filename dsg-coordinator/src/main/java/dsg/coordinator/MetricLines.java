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
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What tasks have measured over time, as their nodes told it: of the newest attempt of each, also once it is over. For
/// people; bounded, so that of what was silent longest nothing is left at some time, and gone at a restart.
final class MetricLines {

    /// So much memory of all tasks together. A sweep of a million tasks that measure one thing once each is kept in
    /// part, and so is one of a few that measure for days.
    static final int BYTES_MOST = 16 << 20;

    /// About what a task takes beside its lines.
    private static final int TASK_BYTES = 300;

    private final int most;
    /// Whoever spoke last stands last.
    private final LinkedHashMap<TaskId, OfTask> tasks = new LinkedHashMap<>();
    private int bytes;

    private static final class OfTask {
        private final AttemptId attempt;
        private final Instant since;
        private final Map<String, MetricLine> lines = new TreeMap<>();

        OfTask(AttemptId attempt, Instant since) {
            this.attempt = attempt;
            this.since = since;
        }

        int bytes() {
            return TASK_BYTES
                    + lines.values().stream().mapToInt(MetricLine::bytes).sum();
        }
    }

    /// What a task has measured.
    ///
    /// @param since the moment from which the seconds of its lines are counted
    /// @param newest of each quantity
    record Measured(AttemptId attempt, Instant since, SortedMap<String, Double> newest) {
        Measured {
            newest = Collections.unmodifiableSortedMap(new TreeMap<>(newest));
        }
    }

    MetricLines() {
        this(BYTES_MOST);
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
        while (bytes > most && longestSilent.hasNext()) {
            bytes -= longestSilent.next().bytes();
            longestSilent.remove();
        }
    }

    private void say(AttemptStatus status, Instant now) {
        AttemptId attempt = status.attempt();
        OfTask task = tasks.get(attempt.task());
        if (task == null || task.attempt.number() < attempt.number()) {
            bytes -= task == null ? 0 : task.bytes();
            task = new OfTask(attempt, now);
            bytes += task.bytes();
        }
        if (task.attempt.equals(attempt)) {
            tasks.putLast(attempt.task(), task);
            float seconds = Duration.between(task.since, now).toMillis() / 1000f;
            bytes -= task.bytes();
            for (Map.Entry<String, Double> metric : status.metrics().entrySet()) {
                task.lines
                        .computeIfAbsent(metric.getKey(), _ -> new MetricLine())
                        .add(seconds, metric.getValue());
            }
            bytes += task.bytes();
        }
    }

    /// About so many bytes of memory all of it takes.
    synchronized int bytes() {
        return bytes;
    }

    synchronized void forget(JobId job) {
        tasks.values().removeIf(task -> {
            boolean its = task.attempt.task().job().equals(job);
            bytes -= its ? task.bytes() : 0;
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
                SortedMap<String, Double> newest = new TreeMap<>();
                task.lines.forEach(
                        (name, line) -> newest.put(name, line.newest().value()));
                measured.add(new Measured(task.attempt, task.since, newest));
            }
        }
        return measured;
    }

    /// One quantity of an attempt over time; empty if it has not measured that, or is not kept any more.
    synchronized List<Point> line(AttemptId attempt, String metric) {
        OfTask task = tasks.get(attempt.task());
        MetricLine line = task == null || !task.attempt.equals(attempt) ? null : task.lines.get(metric);
        return line == null ? List.of() : line.all();
    }
}
