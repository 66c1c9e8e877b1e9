// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The noun `node`.
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The machines of the grid.",
        subcommands = {
            NodeCommands.ListNodes.class,
            NodeShow.class,
            JoinRequests.Approve.class,
            JoinRequests.Reject.class,
            JoinRequests.Forget.class,
            JoinRequests.Replace.class,
            NodeActions.Pause.class,
            NodeActions.Unpause.class,
            NodeActions.Drain.class,
            PolicyCommand.class,
            PresenceCommand.class,
            NodeTag.class,
            NodeBench.class
        })
final class NodeCommands {

    /// The nodes as a table's rows.
    static List<List<String>> rows(List<JsonNode> nodes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "STATE", "ISOLATION", "CORES", "FREE", "MEMORY", "GPU", "RUNNING", "CPU"));
        for (JsonNode node : nodes) {
            rows.add(List.of(
                    node.path("name").asString(),
                    node.path("state").asString(),
                    node.path("isolation").asString(),
                    Long.toString(node.path("cores").asLong()),
                    Long.toString(node.path("free_cores").asLong()),
                    Terminal.size(node.path("memory_mib").asLong() << 20),
                    gpus(node),
                    Long.toString(node.path("running").asLong()),
                    node.path("cpu").asString()));
        }
        return rows;
    }

    /// `2x NVIDIA A100`: the first of a node's graphics processors, and how many there are; `-` if it has none.
    private static String gpus(JsonNode node) {
        JsonNode gpus = node.path("hardware").path("gpus");
        String first = NodeShow.fullName(gpus.path(0));
        return gpus.isEmpty() ? "-" : gpus.size() == 1 ? first : gpus.size() + "x " + first;
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
}
