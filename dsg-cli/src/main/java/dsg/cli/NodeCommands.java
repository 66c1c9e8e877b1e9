// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The noun `node`.
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The machines of the grid.",
        subcommands = {NodeCommands.ListNodes.class, NodeCommands.Policy.class})
final class NodeCommands {

    /// The nodes as a table.
    static List<String> table(List<JsonNode> nodes) {
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
        return Terminal.table(rows);
    }

    /// `dsg node list`.
    @Command(name = "list", mixinStandardHelpOptions = true, header = "List the nodes.")
    static final class ListNodes implements Callable<Integer> {

        @Option(names = "--json", description = "Print them as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            List<JsonNode> nodes = GridClient.of(GridHome.ofEnvironment()).nodes();
            if (json) {
                Map<String, Object> shape = new LinkedHashMap<>();
                shape.put("v", 1);
                shape.put("nodes", nodes);
                terminal.print(GridClient.pretty(shape));
            } else {
                table(nodes).forEach(terminal::print);
            }
            return ExitStatus.OK;
        }
    }

    /// The rungs that an owner can name.
    enum Rung {
        bare,
        sandbox
    }

    /// `dsg node policy`.
    @Command(name = "policy", mixinStandardHelpOptions = true, header = "What the owner of this machine allows.")
    static final class Policy implements Callable<Integer> {

        @Option(
                names = "--isolation",
                required = true,
                paramLabel = "RUNG",
                description = "sandbox: isolate tasks where this machine can (default); bare: never isolate them")
        private Rung isolation = Rung.sandbox;

        @Override
        public Integer call() {
            GridHome home = GridHome.ofEnvironment();
            home.prepare();
            home.setIsolation(isolation.name());
            Terminal terminal = new Terminal();
            terminal.print("isolation: " + isolation);
            if (home.running(ProcessKind.NODE).isPresent()) {
                terminal.note("The running node takes it up at its next start: dsg down, then dsg up");
            }
            return ExitStatus.OK;
        }
    }
}
