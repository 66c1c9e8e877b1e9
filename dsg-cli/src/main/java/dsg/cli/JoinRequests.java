// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The verbs of `node` that decide who belongs to the grid.
final class JoinRequests {

    private JoinRequests() {}

    /// The machines that ask, as a table's rows.
    static List<List<String>> rows(JsonNode joins) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "FROM", "CORES", "MEMORY", "GPU", "WORDS"));
        for (JsonNode asks : joins) {
            rows.add(List.of(
                    asks.path("name").asString(),
                    asks.path("from").asString(),
                    Long.toString(asks.path("cores").asLong()),
                    Terminal.size(asks.path("memory_mib").asLong() << 20),
                    asks.path("gpus").isEmpty() ? "-" : joined(asks.path("gpus"), ", "),
                    joined(asks.path("words"), "-")));
        }
        return rows;
    }

    private static String joined(JsonNode texts, String between) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(Terminal.harmless(text.asString())));
        return String.join(between, all);
    }

    /// `dsg node approve`.
    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            header = "Let a machine in that asks, after comparing its three words.",
            description = "See who asks, and the words: dsg node list --pending")
    static final class Approve implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "The machine's name.")
        private List<String> names = List.of();

        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            List<String> joined = new ArrayList<>();
            for (String name : names) {
                JsonNode answer = client.post("/api/v1/joins/" + GridClient.encoded(name) + "/approve", Map.of());
                joined.add(answer.path("name").asString());
            }
            List<JsonNode> nodes = awaitNodes(client, joined);
            List<String> there = names(nodes);
            List<String> missing =
                    joined.stream().filter(name -> !there.contains(name)).toList();
            if (missing.isEmpty()) {
                terminal.print(String.join(", ", joined) + " joined.  " + grid(nodes));
            } else {
                terminal.print(String.join(", ", missing)
                        + " may join: it does once its person has said that the words are the same.");
            }
            return ExitStatus.OK;
        }

        /// The nodes once these are among them, which takes a second or two where a person does not have to say first
        /// that the words were the same.
        private static List<JsonNode> awaitNodes(GridClient client, List<String> joined) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                List<JsonNode> nodes = client.nodes();
                if (names(nodes).containsAll(joined) || System.nanoTime() > deadline) {
                    return nodes;
                }
                Launch.pause();
            }
        }

        private static List<String> names(List<JsonNode> nodes) {
            return nodes.stream().map(node -> node.path("name").asString()).toList();
        }

        private static String grid(List<JsonNode> nodes) {
            long cores = nodes.stream()
                    .mapToLong(node -> node.path("cores").asLong())
                    .sum();
            long memory = nodes.stream()
                    .mapToLong(node -> node.path("memory_mib").asLong())
                    .sum();
            return "grid: %s, %s, %s"
                    .formatted(
                            ProgressView.count(nodes.size(), "machine"),
                            ProgressView.count(cores, "core"),
                            Terminal.size(memory << 20));
        }
    }

    /// `dsg node replace`.
    @Command(
            name = "replace",
            mixinStandardHelpOptions = true,
            header = "Say that a machine which has joined anew is the one that it was.",
            description = {
                "A machine with a fresh disk has lost its key, and joins as NAME-2. This gives it its name back, and"
                        + " removes what it was before.",
                "dsg node replace pc-07 pc-07-2"
            })
    static final class Replace implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "OLD", description = "The node that it was; it must be away.")
        private String old = "";

        @Parameters(index = "1", paramLabel = "NEW", description = "The node that it is now.")
        private String now = "";

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            JsonNode node = client.post(
                    "/api/v1/nodes/" + GridClient.encoded(now) + "/replaces/" + GridClient.encoded(old), Map.of());
            new Terminal()
                    .print(Terminal.harmless(now) + " is "
                            + Terminal.harmless(node.path("name").asString()) + " now.");
            return ExitStatus.OK;
        }
    }

    /// `dsg node reject`.
    @Command(name = "reject", mixinStandardHelpOptions = true, header = "Do not let a machine in that asks.")
    static final class Reject implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "The machine's name.")
        private List<String> names = List.of();

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            for (String name : names) {
                client.post("/api/v1/joins/" + GridClient.encoded(name) + "/reject", Map.of());
                new Terminal().print(name + " was not let in.");
            }
            return ExitStatus.OK;
        }
    }

    /// `dsg node forget`.
    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            header = "Remove a machine from the grid.",
            description = {
                "Its link is closed at once, what it runs is given to others, and its key lets it in no more.",
                "It can join again only with a code or by three words, as a new machine."
            })
    static final class Forget implements Callable<Integer> {

        @Parameters(paramLabel = "NODE", description = "Its name or id.")
        private String node = "";

        @Option(
                names = {"-y", "--yes"},
                description = "Do not ask.")
        private boolean yes;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            if (!yes
                    && !terminal.asks(
                            "Remove " + Terminal.harmless(node) + " from the grid?",
                            "Say yes at once: dsg node forget " + Terminal.harmless(node) + " --yes")) {
                terminal.note("Nothing was removed.");
                return ExitStatus.OK;
            }
            JsonNode answer = client.delete("/api/v1/nodes/" + GridClient.encoded(node));
            terminal.print(answer.path("name").asString() + " was removed.");
            return ExitStatus.OK;
        }
    }
}
