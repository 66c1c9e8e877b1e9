// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What is done to one or several nodes at once: pause, unpause, drain.
final class NodeActions {

    private NodeActions() {}

    /// What every command on several nodes shares.
    abstract static class ManyNodes extends JobActions.Many {

        @Parameters(
                paramLabel = "NODE",
                arity = "0..*",
                description = "Names of nodes, or their ids, with blanks or commas between.")
        private List<String> names = List.of();

        @Option(names = "--all", description = "All nodes of the grid.")
        private boolean all;

        @Override
        public Integer call() {
            return inTurn(which(), this::act);
        }

        /// The exit status of what became of this one.
        abstract int act(String node);

        private Set<String> which() {
            if (all == !names.isEmpty()) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        all ? "All nodes, or these?" : "Which node?",
                        all ? "Nodes are named, and --all is given, too." : "No node is named.",
                        "Name nodes, or write --all. See them: dsg node list");
            }
            Set<String> which = new LinkedHashSet<>();
            if (all) {
                client.nodes().forEach(node -> which.add(node.path("id").asString()));
            } else {
                names.forEach(text -> which.addAll(List.of(text.split(",", -1))));
            }
            return which;
        }

        /// Asks this of the node; how it is then.
        JsonNode ask(String node, String what) {
            return client.post("/api/v1/nodes/" + GridClient.encoded(node) + "/" + what, Map.of());
        }

        static String name(JsonNode node) {
            return Terminal.harmless(node.path("name").asString());
        }

        /// What of the node goes on, as the end of a line; empty if nothing does.
        static String goesOn(JsonNode node) {
            long running = node.path("running").asLong();
            return running == 0
                    ? ""
                    : "; " + ProgressView.count(running, "attempt") + (running == 1 ? " goes on" : " go on")
                            + " to the end";
        }

        static boolean isAway(JsonNode node) {
            return node.path("state").asString().equals("away");
        }
    }

    /// `dsg node pause`.
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            header = "Pause nodes: they take nothing new, what runs on them goes on to its end.",
            footer = {"", "They take tasks again with: dsg node unpause NODE"})
    static final class Pause extends ManyNodes {

        @Override
        int act(String node) {
            JsonNode now = ask(node, "pause");
            terminal.print(
                    name(now) + (isAway(now) ? " is away, and paused when it comes back" : " is paused") + goesOn(now));
            return ExitStatus.OK;
        }
    }

    /// `dsg node unpause`.
    @Command(
            name = "unpause",
            mixinStandardHelpOptions = true,
            header = "Let nodes take tasks again that were paused or drain.")
    static final class Unpause extends ManyNodes {

        @Override
        int act(String node) {
            JsonNode now = ask(node, "unpause");
            terminal.print(name(now) + (isAway(now) ? " takes tasks again when it comes back" : " takes tasks again"));
            return ExitStatus.OK;
        }
    }

    /// `dsg node drain`.
    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            header = "Let nodes finish what runs on them and take nothing new; then they are paused.",
            footer = {
                "",
                "For a machine that is to be switched off: dsg node drain attic --wait",
                "They take tasks again with: dsg node unpause NODE"
            })
    static final class Drain extends ManyNodes {

        @Option(names = "--wait", description = "Return only when nothing runs on them any more.")
        private boolean wait;

        @Option(
                names = "--timeout",
                paramLabel = "TIME",
                description = "With --wait: at most this long, for example 10m.")
        private Optional<String> timeout = Optional.empty();

        private record Draining(String name, long running) {}

        /// Those that still drain by their ids, as they were told last.
        private final Map<String, Draining> draining = new LinkedHashMap<>();

        @Override
        public Integer call() {
            Optional<Duration> limit = timeout.map(Drain::time);
            int status = super.call();
            return wait && !draining.isEmpty() ? worse(status, awaitDrained(limit)) : status;
        }

        private static Duration time(String text) {
            return Durations.parse(text)
                    .orElseThrow(() -> new CommandFailure(
                            ExitStatus.USAGE,
                            "`" + text + "` is no time.",
                            "A time is a whole number and a unit.",
                            "Write 20s, 10m or 2h."));
        }

        private static int worse(int one, int other) {
            return one == ExitStatus.OK ? other : one;
        }

        @Override
        int act(String node) {
            JsonNode now = ask(node, "drain");
            long running = now.path("running").asLong();
            if (now.path("state").asString().equals("draining")) {
                draining.put(now.path("id").asString(), new Draining(name(now), running));
                terminal.print(name(now) + " drains" + goesOn(now));
            } else {
                terminal.print(name(now)
                        + (isAway(now) ? " is away, and paused when it comes back" : " is paused; nothing runs on it"));
            }
            return ExitStatus.OK;
        }

        private int awaitDrained(Optional<Duration> limit) {
            long begun = System.nanoTime();
            int status = ExitStatus.OK;
            while (true) {
                for (JsonNode node : client.nodes()) {
                    String id = node.path("id").asString();
                    if (draining.containsKey(id)) {
                        status = worse(status, look(node, id));
                    }
                }
                if (draining.isEmpty()) {
                    return status;
                }
                if (limit.filter(most -> System.nanoTime() - begun > most.toNanos())
                        .isPresent()) {
                    throw timeOver();
                }
                Launch.pause();
            }
        }

        private CommandFailure timeOver() {
            List<String> left = draining.values().stream().map(Draining::name).toList();
            return new CommandFailure(
                    ExitStatus.TIMEOUT,
                    String.join(", ", left) + (left.size() == 1 ? " still drains." : " still drain."),
                    "The time given by --timeout has passed.",
                    "Wait on: dsg node drain " + String.join(" ", left) + " --wait");
        }

        /// What has changed since it was told last, and whether it drains on.
        private int look(JsonNode node, String id) {
            long running = node.path("running").asLong();
            return switch (node.path("state").asString()) {
                case "draining" -> {
                    Draining before = draining.put(id, new Draining(name(node), running));
                    if (before != null && before.running() != running) {
                        terminal.note(name(node) + ": " + ProgressView.count(running, "attempt") + " left");
                    }
                    yield ExitStatus.OK;
                }
                case "away" -> { // what ran on it is lost in a moment, and runs elsewhere
                    if (running == 0) {
                        draining.remove(id);
                        terminal.print(name(node) + " is away, and paused when it comes back");
                    }
                    yield ExitStatus.OK;
                }
                case "paused" -> {
                    draining.remove(id);
                    terminal.print(name(node) + " is paused; nothing runs on it");
                    yield ExitStatus.OK;
                }
                default -> {
                    draining.remove(id);
                    terminal.note(name(node) + " drains no more: somebody has let it take tasks again");
                    yield ExitStatus.FAILED;
                }
            };
        }
    }
}
