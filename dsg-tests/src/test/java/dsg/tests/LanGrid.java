// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/// A grid on a LAN: a first host with the coordinator, and others that have joined it by a code. It knows a job whose
/// answer is known, and what must hold after it, whatever has happened meanwhile.
final class LanGrid implements AutoCloseable {

    private static final int OFFSET = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// In an argument of all that its tasks start, so that what has outlived them is found.
    private static final String MARK = "%07d".formatted(ProcessHandle.current().pid());

    private final Lan lan;
    private final List<LanHost> hosts;

    private LanGrid(Lan lan, List<LanHost> hosts) {
        this.lan = lan;
        this.hosts = hosts;
    }

    /// Brings up a LAN, a grid on the first of its hosts, and lets the others join it.
    static LanGrid of(String... names) {
        Lan lan = Lan.of(names);
        try {
            LanGrid grid =
                    new LanGrid(lan, List.of(names).stream().map(lan::host).toList());
            grid.first().dsg("up").expect(0);
            grid.letIn(grid.hosts.subList(1, names.length));
            grid.awaitReady();
            return grid;
        } catch (Throwable e) {
            lan.close();
            throw e;
        }
    }

    private void letIn(List<LanHost> others) {
        JsonNode invite = first().dsg("invite", "--uses", "9", "--for", "1h", "--json")
                .expect(0)
                .json();
        List<Command> joins = new ArrayList<>();
        for (LanHost host : others) {
            joins.add(host.grid()
                    .type(
                            "join",
                            invite.path("address").asString(),
                            "--code",
                            invite.path("code").asString(),
                            "--yes"));
        }
        joins.forEach(join -> join.awaitEnd(Duration.ofMinutes(1)).expect(0));
    }

    Lan lan() {
        return lan;
    }

    /// The host of the coordinator.
    LanHost first() {
        return hosts.getFirst();
    }

    LanHost host(String name) {
        return lan.host(name);
    }

    /// What state each node is in, by its name.
    static Map<String, String> states(LanHost coordinator) {
        Map<String, String> states = new TreeMap<>();
        coordinator
                .grid()
                .rest()
                .get("/api/v1/nodes")
                .json()
                .path("nodes")
                .forEach(node -> states.put(
                        node.path("name").asString(), node.path("state").asString()));
        return states;
    }

    /// Waits until every host's node is there for work.
    void awaitReady() {
        await("all nodes ready")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // the coordinator may be coming back
                .untilAsserted(() -> assertThat(states(first()).values())
                        .hasSize(hosts.size())
                        .containsOnly("ready"));
    }

    /// Waits until a node is in this state.
    void awaitState(LanHost host, String state) {
        await(host + " " + state)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> state.equals(states(first()).get(host.name())));
    }

    /// Hands in the job: it squares the numbers from 1 on, one task each, adds to each what an input file says, and
    /// sums it all up.
    ///
    /// @param begins what each task's shell does first; `%s` in it is a mark by which its processes are found
    GridJob squares(int numbers, String begins) {
        first().grid().file("offset.txt", Integer.toString(OFFSET));
        return first().grid().submitFile("""
                dsg: 1
                name: squares
                stages:
                  square:
                    sweep: {grid: {n: {range: "1..%d"}}}
                    in: [offset.txt]
                    resources: {cpu: 0.5, memory: 32MiB}
                    run: |
                      %s
                      echo $(({{ n }} * {{ n }} + $(cat offset.txt))) > square.txt
                    out: {square: square.txt}
                  sum:
                    in: {squares: {from: square.square, as: list}}
                    run: xargs cat < {{ in.squares }} | awk '{s += $1} END {print NR, s}' > sum.txt
                    out: {sum: {path: sum.txt, show: true}}
                """.formatted(numbers, begins.formatted(MARK)));
    }

    /// The same, where each task takes about so many tenths of a second.
    GridJob squares(int numbers, int tenths) {
        return squares(numbers, "sleep %d.%d%%s".formatted(tenths / 10, tenths % 10));
    }

    /// Waits until this many tasks of the job are done, while the coordinator may come and go.
    void awaitDone(GridJob job, int tasks) {
        await(tasks + " tasks are done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> job.show().path("tasks").path("done").asInt() >= tasks);
    }

    /// Waits until attempts on a host that is not heard of are given up, and their tasks to others.
    void awaitLost(GridJob job) {
        await("lost attempts")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> JournalReader.of(first().grid()).lost(job.id()) > 0);
    }

    /// Demands that the job comes to its answer, that each task was counted once, and that nothing it started is left
    /// on any host; how many attempts were lost with their nodes.
    long expectAnswer(GridJob job, int numbers) {
        job.awaitEnd(PATIENCE);
        job.expect("done");
        first().dsg("get", Long.toString(job.id()), "--out", "results-" + job.id())
                .expect(0);
        long sum = LongStream.rangeClosed(1, numbers).map(n -> n * n + OFFSET).sum();
        assertThat(first().grid().folder().resolve("results-" + job.id() + "/sum/sum.txt"))
                .hasContent(numbers + " " + sum + "\n");
        JournalReader journal = JournalReader.of(first().grid());
        journal.expectEachDecidedOnce(job.id(), numbers + 1);
        return journal.lost(job.id());
    }

    /// Demands that nothing which a task has started is left, on any host.
    void expectNoOrphans(Duration patience) {
        await("the end of what tasks have started")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(Machine.processesSaying(MARK))
                        .describedAs("orphans")
                        .isEmpty());
    }

    @Override
    public void close() {
        lan.close();
    }
}
