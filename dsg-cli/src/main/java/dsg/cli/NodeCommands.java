// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The noun `node`.
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The machines of the grid.",
        subcommands = {
            NodeCommands.ListNodes.class,
            NodeCommands.ShowNode.class,
            JoinRequests.Approve.class,
            JoinRequests.Reject.class,
            JoinRequests.Forget.class,
            JoinRequests.Replace.class,
            NodeActions.Pause.class,
            NodeActions.Unpause.class,
            NodeActions.Drain.class,
            PolicyCommand.class,
            NodeCommands.Tag.class
        })
final class NodeCommands {

    /// The nodes as a table's rows.
    static List<List<String>> rows(List<JsonNode> nodes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "STATE", "ISOLATION", "CORES", "FREE", "MEMORY", "RUNNING", "CPU"));
        for (JsonNode node : nodes) {
            rows.add(List.of(
                    node.path("name").asString(),
                    node.path("state").asString(),
                    node.path("isolation").asString(),
                    Long.toString(node.path("cores").asLong()),
                    Long.toString(node.path("free_cores").asLong()),
                    Terminal.size(node.path("memory_mib").asLong() << 20),
                    Long.toString(node.path("running").asLong()),
                    node.path("cpu").asString()));
        }
        return rows;
    }

    /// `dsg node list`.
    @Command(name = "list", mixinStandardHelpOptions = true, header = "List the nodes.")
    static final class ListNodes implements Callable<Integer> {

        @Mixin
        private Listing listing = new Listing();

        @Option(names = "--pending", description = "Those that ask to join, and the words to compare.")
        private boolean pending;

        @Override
        public Integer call() {
            if (pending) {
                JsonNode joins = GridClient.of(GridHome.ofEnvironment()).get("/api/v1/joins");
                listing.print(new Terminal(), joins, () -> JoinRequests.rows(joins.path("joins")));
                return ExitStatus.OK;
            }
            JsonNode shape = GridClient.of(GridHome.ofEnvironment()).get("/api/v1/nodes");
            List<JsonNode> nodes = new ArrayList<>();
            shape.path("nodes").forEach(nodes::add);
            listing.print(new Terminal(), shape, () -> rows(nodes));
            return ExitStatus.OK;
        }
    }

    /// `dsg node show`.
    @Command(name = "show", mixinStandardHelpOptions = true, header = "Show one node and what tasks find on it.")
    static final class ShowNode implements Callable<Integer> {

        @Parameters(paramLabel = "NODE", description = "Its name.")
        private String name = "";

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            JsonNode node = GridClient.of(GridHome.ofEnvironment()).nodes().stream()
                    .filter(candidate -> candidate.path("name").asString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(
                            ExitStatus.NOT_FOUND,
                            "There is no node `" + Terminal.harmless(name) + "`.",
                            "A node is named as its machine.",
                            "See them all: dsg node list"));
            if (json) {
                Map<String, Object> shape = new LinkedHashMap<>();
                shape.put("v", 1);
                node.properties().forEach(member -> shape.put(member.getKey(), member.getValue()));
                terminal.print(GridClient.pretty(shape));
            } else {
                describe(node).forEach(terminal::print);
            }
            return ExitStatus.OK;
        }

        private static List<String> describe(JsonNode node) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "node " + node.path("name").asString(), node.path("state").asString()));
            if (node.has("why")) {
                rows.add(List.of("  why", Terminal.harmless(node.path("why").asString())));
            }
            rows.add(List.of(
                    "  cores",
                    "%d, %d free"
                            .formatted(
                                    node.path("cores").asLong(),
                                    node.path("free_cores").asLong())));
            rows.add(List.of("  memory", free(node, "memory_mib")));
            rows.add(List.of("  disk", free(node, "disk_mib")));
            rows.add(
                    List.of("  running", ProgressView.count(node.path("running").asLong(), "attempt")));
            rows.add(List.of("  isolation", node.path("isolation").asString()));
            rows.add(List.of("  tags", tags(node)));
            rows.add(List.of(
                    "  processor",
                    node.path("cpu").asString() + " (" + node.path("arch").asString() + ")"));
            rows.add(List.of("  system", node.path("os").asString()));
            rows.add(List.of("  kernel", node.path("kernel").asString("not known")));
            rows.add(List.of(
                    "  dsg",
                    node.path("version").asString() + " on Java "
                            + node.path("jvm").asString("not known")));
            boolean looked = !node.path("programs").isEmpty();
            rows.add(List.of("programs", looked ? "" : "not known yet; a node looks at its first start"));
            node.path("programs")
                    .properties()
                    .forEach(program -> rows.add(List.of(
                            "  " + program.getKey(),
                            Terminal.harmless(program.getValue().asString()))));
            return Terminal.table(rows);
        }

        private static String free(JsonNode node, String what) {
            return Terminal.size(node.path(what).asLong() << 20) + ", "
                    + Terminal.size(node.path("free_" + what).asLong() << 20) + " free";
        }

        private static String tags(JsonNode node) {
            List<String> tags = new ArrayList<>();
            node.path("tags").forEach(tag -> tags.add(tag.asString()));
            return tags.isEmpty() ? "none" : String.join(" ", tags);
        }
    }

    /// `dsg node tag`.
    @Command(
            name = "tag",
            mixinStandardHelpOptions = true,
            header = "Say what this machine is, for `where: {tags: [...]}` of job files.",
            description = "dsg node tag wired ssd adds two tags, dsg node tag --remove ssd takes one away.")
    static final class Tag implements Callable<Integer> {

        @Parameters(paramLabel = "TAG", arity = "0..*", description = "Letters, digits, - and _.")
        private List<String> tags = List.of();

        @Option(names = "--remove", description = "Take these away instead.")
        private boolean remove;

        @Override
        public Integer call() {
            for (String tag : tags) {
                if (!tag.matches("[A-Za-z0-9_-]{1,64}")) {
                    throw new CommandFailure(
                            ExitStatus.USAGE,
                            "`" + tag + "` cannot be a tag.",
                            "A tag has letters, digits, - and _, at most 64.",
                            "Write it so: dsg node tag wired");
                }
            }
            GridHome home = GridHome.ofEnvironment();
            home.prepare();
            Set<String> all = new TreeSet<>(home.policy().tags());
            boolean changed = remove ? all.removeAll(tags) : all.addAll(tags);
            home.policy().setTags(all);
            Terminal terminal = new Terminal();
            terminal.print("tags: " + (all.isEmpty() ? "none" : String.join(" ", all)));
            if (changed && home.running(ProcessKind.NODE).isPresent()) {
                terminal.note("The running node takes it up at its next start: dsg down, then dsg up");
            }
            return ExitStatus.OK;
        }
    }
}
