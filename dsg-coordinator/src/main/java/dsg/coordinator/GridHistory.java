// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridSnapshot.StageView;
import dsg.core.Tally;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.store.FigureStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// How the grid and each of its nodes fared of late: figures for people, bounded in number, and part of no ledger.
/// Whoever writes says what time it is.
final class GridHistory {

    static final String GRID = "grid";

    /// Of no more nodes than this figures are kept.
    static final int NODES_MOST = 1_000;

    /// Of no more users than this figures are kept.
    static final int USERS_MOST = 1_000;

    private static final String NODE = "node ";
    private static final String USER = "user ";
    private static final Duration KEPT = HistorySpan.WEEK.length();

    /// Cores are those that tasks have; `cpu_s` is what had been used by what ended, `saved_s` by what was reused.
    static final FigureSeries.Form OF_GRID = new FigureSeries.Form(
            List.of("running", "waiting", "ready", "resting", "cores"),
            List.of("done", "failed", "retried", "cached", "cpu_s", "saved_s"),
            10,
            300);

    static final FigureSeries.Form OF_NODE = new FigureSeries.Form(
            List.of("load", "own_load", "memory_used_mib", "running"),
            List.of("done", "failed", "given_back"),
            20,
            900);

    /// What the jobs of a user came to, as [Tally.OfUser] has it.
    static final FigureSeries.Form OF_USER =
            new FigureSeries.Form(List.of(), List.of("done", "failed", "cached", "cpu_s", "saved_s"), 60, 3_600);

    private final FigureSeries grid = new FigureSeries(OF_GRID);
    private final Map<NodeId, FigureSeries> nodes = new HashMap<>();
    private final Map<String, FigureSeries> users = new HashMap<>();

    /// This came to an end at this moment.
    synchronized void count(Instant now, Tally tally) {
        Tally.OfUser all = tally.all();
        grid.add(
                now, all.done(), all.failed(), tally.retried(), all.cached(), seconds(all.cpu()), seconds(all.saved()));
        tally.nodes()
                .forEach((node, ended) -> series(node)
                        .ifPresent(series -> series.add(now, ended.done(), ended.failed(), ended.givenBack())));
        tally.users()
                .forEach((name, ended) -> user(name)
                        .ifPresent(series -> series.add(
                                now,
                                ended.done(),
                                ended.failed(),
                                ended.cached(),
                                seconds(ended.cpu()),
                                seconds(ended.saved()))));
    }

    private static float seconds(Duration time) {
        return time.toMillis() / 1000f;
    }

    private Optional<FigureSeries> series(NodeId node) {
        return series(nodes, node, NODES_MOST, OF_NODE);
    }

    private Optional<FigureSeries> user(String name) {
        return name.isEmpty() ? Optional.empty() : series(users, name, USERS_MOST, OF_USER);
    }

    private static <K> Optional<FigureSeries> series(
            Map<K, FigureSeries> all, K key, int most, FigureSeries.Form form) {
        if (all.size() >= most && !all.containsKey(key)) {
            return Optional.empty();
        }
        return Optional.of(all.computeIfAbsent(key, _ -> new FigureSeries(form)));
    }

    /// The grid is so at this moment.
    ///
    /// @param figures how a node's machine fares, if that is known
    void sample(Instant now, GridSnapshot snapshot, Function<NodeId, Optional<NodeFigures>> figures) {
        long running = 0;
        long waiting = 0;
        for (GridSnapshot.JobView job : snapshot.jobs()) {
            if (!job.state().isOver()) {
                for (StageView stage : job.stages()) {
                    running += stage.running();
                    waiting += stage.waiting();
                }
            }
        }
        int ready = 0;
        int resting = 0;
        long cpuMilli = 0;
        List<NodeView> connected =
                snapshot.nodes().stream().filter(NodeView::connected).toList();
        for (NodeView node : snapshot.nodes()) {
            ready += node.state() == NodeState.READY ? 1 : 0;
            resting += node.state() == NodeState.RESTING ? 1 : 0;
        }
        for (NodeView node : connected) {
            cpuMilli += node.facts().capacity().cpuMilli() - node.free().cpuMilli();
        }
        synchronized (this) { // whoever commits must not wait while all jobs are gone through
            connected.forEach(node -> sample(now, node, figures.apply(node.id())));
            grid.sample(now, (float) running, (float) waiting, ready, resting, cpuMilli / 1000f);
        }
    }

    private void sample(Instant now, NodeView node, Optional<NodeFigures> told) {
        series(node.id())
                .ifPresent(series -> series.sample(
                        now,
                        number(told.map(NodeFigures::load)),
                        number(told.map(NodeFigures::ownLoad)),
                        whole(told.map(NodeFigures::memoryUsedMib)),
                        node.running()));
    }

    private static float number(Optional<OptionalDouble> figure) {
        return (float) figure.orElse(OptionalDouble.empty()).orElse(Double.NaN);
    }

    private static float whole(Optional<OptionalLong> figure) {
        OptionalLong value = figure.orElse(OptionalLong.empty());
        return value.isPresent() ? value.getAsLong() : Float.NaN;
    }

    synchronized FigureSeries.Drawn ofGrid(HistorySpan span, Instant now) {
        return grid.drawn(span, now);
    }

    /// The same of a node; of one that nothing is known of, nothing is drawn.
    synchronized FigureSeries.Drawn ofNode(NodeId node, HistorySpan span, Instant now) {
        FigureSeries series = nodes.get(node);
        return (series == null ? new FigureSeries(OF_NODE) : series).drawn(span, now);
    }

    /// What the jobs of each user came to in this time, as the sums of [#OF_USER].
    synchronized Map<String, float[]> ofUsers(HistorySpan span, Instant now) {
        Map<String, float[]> sums = new HashMap<>();
        users.forEach((name, series) -> series.sums(span, now).ifPresent(sum -> sums.put(name, sum)));
        return sums;
    }

    /// How many bytes the figures take.
    synchronized long bytes() {
        return Stream.concat(nodes.values().stream(), users.values().stream())
                        .mapToLong(FigureSeries::bytes)
                        .sum()
                + grid.bytes();
    }

    /// What an earlier life has written down.
    synchronized void take(Row row, Instant now) {
        if (row.series().equals(GRID)) {
            grid.take(row, now);
        } else if (row.series().startsWith(NODE)) {
            series(new NodeId(row.series().substring(NODE.length()))).ifPresent(series -> series.take(row, now));
        } else if (row.series().startsWith(USER)) {
            user(row.series().substring(USER.length())).ifPresent(series -> series.take(row, now));
        }
    }

    /// What is to be written down since the last time.
    synchronized List<Row> news() {
        List<Row> rows = new ArrayList<>(grid.news(GRID));
        nodes.forEach((node, series) -> rows.addAll(series.news(NODE + node.value())));
        users.forEach((name, series) -> rows.addAll(series.news(USER + name)));
        return rows;
    }

    /// The oldest slot of each step that is still wanted.
    static Map<Integer, Long> oldest(Instant now) {
        Map<Integer, Long> oldest = new HashMap<>();
        for (FigureSeries.Form form : List.of(OF_GRID, OF_NODE, OF_USER)) {
            oldest.put(form.fineStep(), FigureSeries.slot(now.minus(HistorySpan.HOUR.length()), form.fineStep()));
            oldest.put(form.coarseStep(), FigureSeries.slot(now.minus(KEPT), form.coarseStep()));
        }
        return oldest;
    }

    /// Forgets the nodes that are no part of the grid any more, and whatever nothing was heard of for so long that
    /// nothing is left; the names of their series.
    synchronized List<String> forget(Set<NodeId> known, Instant now) {
        List<String> gone = new ArrayList<>();
        nodes.entrySet().removeIf(entry -> {
            boolean isGone = !known.contains(entry.getKey()) || isPast(entry.getValue(), now);
            return isGone && gone.add(NODE + entry.getKey().value());
        });
        users.entrySet().removeIf(entry -> isPast(entry.getValue(), now) && gone.add(USER + entry.getKey()));
        return gone;
    }

    private static boolean isPast(FigureSeries series, Instant now) {
        return series.newest().isBefore(now.minus(KEPT));
    }
}
