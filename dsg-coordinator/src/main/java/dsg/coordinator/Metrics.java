// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridSnapshot.StageView;
import dsg.model.JobState;
import dsg.model.NodeFigures;
import dsg.model.NodeState;
import dsg.model.Resources;
import dsg.store.Room;
import io.javalin.http.Context;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// `/metrics`: the grid and its coordinator in numbers, as Prometheus reads them. All is counted when somebody asks;
/// only commits are measured as they happen.
final class Metrics {

    private static final long MIB = 1024 * 1024;
    private static final Path SELF = Path.of("/proc/self/status");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final GridLoop loop;
    private final CommitTimes commits;

    /// @param journal the folder in which the journal's files lie
    private Metrics(GridLoop loop, LiveFigures figures, CommitTimes commits, Path journal, DoubleSupplier watchers) {
        this.loop = loop;
        this.commits = commits;
        addStates();
        addCapacity();
        addMachines(figures);
        addLoop(journal, watchers);
        addProcess();
    }

    /// Nothing is set up before somebody asks: most grids are never scraped, and all are to start quickly.
    static void add(Routes routes, GridLoop loop, LiveFigures figures, Path journal, DoubleSupplier watchers) {
        CommitTimes commits = new CommitTimes();
        loop.measureCommits(commits);
        AtomicReference<@Nullable Metrics> metrics = new AtomicReference<>();
        routes.get(Access.viewer(), "/metrics", request -> {
            Metrics known = metrics.get();
            if (known == null) {
                known = new Metrics(loop, figures, commits, journal, watchers);
                metrics.set(known);
            }
            known.answer(request);
        });
    }

    private void answer(Context request) throws IOException {
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(request.header("Accept"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, registry.scrape());
        request.contentType(writer.getContentType()).result(out.toByteArray());
    }

    private void addStates() {
        counts("dsg_jobs", "Jobs by state", () -> jobs(loop.snapshot()));
        counts("dsg_tasks", "Tasks of all jobs by state", () -> tasks(loop.snapshot()));
        counts("dsg_nodes", "Nodes by state", () -> nodes(loop.snapshot()));
    }

    private void counts(String name, String help, Supplier<Map<String, Long>> counts) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("state")
                .callback(gauge -> counts.get().forEach((state, count) -> gauge.call(count, state)))
                .register(registry);
    }

    private static Map<String, Long> jobs(GridSnapshot snapshot) {
        Map<String, Long> counts = new TreeMap<>();
        for (JobState state : JobState.values()) {
            counts.put(state.word(), 0L);
        }
        snapshot.jobs().forEach(job -> counts.merge(job.state().word(), 1L, Long::sum));
        return counts;
    }

    private static Map<String, Long> tasks(GridSnapshot snapshot) {
        List<StageView> stages =
                snapshot.jobs().stream().flatMap(job -> job.stages().stream()).toList();
        return Shapes.tasksByState(stages);
    }

    private static Map<String, Long> nodes(GridSnapshot snapshot) {
        Map<String, Long> counts = new TreeMap<>();
        for (NodeState state : NodeState.values()) {
            counts.put(state.word(), 0L);
        }
        snapshot.nodes().forEach(node -> counts.merge(node.state().word(), 1L, Long::sum));
        return counts;
    }

    private void addCapacity() {
        Function<NodeView, Resources> all = node -> node.facts().capacity();
        gauge("dsg_cores", "Cores of the nodes that are connected", () -> sum(all, Resources::cpuMilli) / 1000.0);
        gauge("dsg_cores_free", "Cores that no task has", () -> sum(NodeView::free, Resources::cpuMilli) / 1000.0);
        gauge(
                "dsg_memory_bytes",
                "Memory of the nodes that are connected",
                () -> sum(all, Resources::memoryMib) * (double) MIB);
        gauge(
                "dsg_memory_free_bytes",
                "Memory that no task has",
                () -> sum(NodeView::free, Resources::memoryMib) * (double) MIB);
    }

    /// What cannot be read of a machine has no value.
    private void addMachines(LiveFigures live) {
        machines("dsg_node_load_cores", "Cores of the node that are busy", live, NodeFigures::load);
        machines("dsg_node_own_load_cores", "Of these, by the node and its tasks", live, NodeFigures::ownLoad);
        machines(
                "dsg_node_memory_used_bytes",
                "Memory of the node that is in use",
                live,
                figures -> bytes(figures.memoryUsedMib()));
        machines(
                "dsg_node_disk_free_bytes",
                "What is free on the node's disk",
                live,
                figures -> bytes(figures.diskFreeMib()));
        machines("dsg_node_temperature_celsius", "Temperature of the node's processor", live, NodeFigures::celsius);
    }

    private static OptionalDouble bytes(OptionalLong mib) {
        return mib.isPresent() ? OptionalDouble.of(mib.getAsLong() * (double) MIB) : OptionalDouble.empty();
    }

    private void machines(String name, String help, LiveFigures live, Function<NodeFigures, OptionalDouble> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("node")
                .callback(gauge -> loop.snapshot()
                        .nodes()
                        .forEach(node -> live.of(node.id())
                                .ifPresent(told -> value.apply(told.figures())
                                        .ifPresent(figure ->
                                                gauge.call(figure, node.facts().name())))))
                .register(registry);
    }

    private long sum(Function<NodeView, Resources> which, ToLongFunction<Resources> amount) {
        return loop.snapshot().nodes().stream()
                .filter(NodeView::connected)
                .map(which)
                .mapToLong(amount)
                .sum();
    }

    private void addLoop(Path journal, DoubleSupplier watchers) {
        CounterWithCallback.builder()
                .name("dsg_turns_total")
                .help("Turns that are durable")
                .callback(counter -> counter.call((double) loop.moment().number()))
                .register(registry);
        registry.register(this::commits);
        gauge("dsg_inbox", "Requests that wait for the next turn", loop::waiting);
        gauge("dsg_journal_bytes", "Size of the journal on disk", () -> bytes(journal));
        Room room = new Room(journal);
        gauge("dsg_disk_free_bytes", "What is left on the coordinator's disk", room::freeBytes);
        gauge("dsg_disk_reserve_bytes", "With less than this left, no new work is taken", room::reserveBytes);
        gauge("dsg_watchers", "Clients that follow the event stream", watchers);
    }

    private MetricSnapshot commits() {
        return HistogramSnapshot.builder()
                .name("dsg_commit_seconds")
                .help("How long a commit takes to reach the disk")
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(commits.bounds(), commits.counts()))
                        .sum(commits.sum())
                        .build())
                .build();
    }

    private static double bytes(Path journal) {
        return (double) (bytesOf(journal.resolve("journal.db")) + bytesOf(journal.resolve("journal.db-wal")));
    }

    private static long bytesOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // there is no such file at the moment
        }
    }

    private void addProcess() {
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("CPU time that the coordinator has used")
                .callback(counter -> counter.call(
                        info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9))
                .register(registry);
        gauge(
                "process_start_time_seconds",
                "When the coordinator started, in seconds since 1970",
                () -> info().startInstant().map(Instant::toEpochMilli).orElse(0L) / 1e3);
        if (Files.isReadable(SELF)) {
            gauge("process_resident_memory_bytes", "Memory that the coordinator has", Metrics::residentBytes);
        }
    }

    private static ProcessHandle.Info info() {
        return ProcessHandle.current().info();
    }

    private static double residentBytes() {
        try {
            return Files.readAllLines(SELF).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException _) {
            return Double.NaN;
        }
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }
}
