// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import dsg.node.OwnerDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `dsg node presence`: what the node of this machine sees of whoever uses it, from every source that works here.
@Command(
        name = "presence",
        mixinStandardHelpOptions = true,
        header = "What this machine's node sees of whoever uses the machine.",
        description = {
            "Each source that may know when mouse, keyboard or terminals were last used, and what it says. With"
                    + " dsg node policy --when idle the latest input counts; where none can tell, tasks run, or rest as"
                    + " --unknown says.",
            "The node sees when something was touched, and never what."
        })
final class PresenceCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    private final GridHome home = GridHome.ofEnvironment();

    @Override
    public Integer call() {
        JsonNode known = GridClient.JSON.readTree(OwnerDoor.ask(home.node(), OwnerDoor.PRESENCE)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.NOT_REACHABLE,
                        "The node of this machine cannot be asked.",
                        "None runs for " + home.folder() + ".",
                        "Start it: dsg up")));
        Terminal terminal = new Terminal();
        if (json) {
            terminal.print(GridClient.pretty(known));
            return ExitStatus.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SOURCE", "LAST INPUT", "NOTE"));
        known.path("sources")
                .forEach(source -> rows.add(List.of(
                        source.path("name").asString(),
                        ago(source),
                        Terminal.harmless(source.path("note").asString("")))));
        terminal.printTable(rows);
        terminal.print(together(known));
        machine(known).forEach(terminal::print);
        terminal.print(PolicyCommand.sentence(known));
        return ExitStatus.OK;
    }

    private static String ago(JsonNode source) {
        return source.has("idle_s") ? time(source) + " ago" : "not known";
    }

    private static String time(JsonNode source) {
        long seconds = (long) source.path("idle_s").asDouble();
        return seconds < 600
                ? Durations.text(Duration.ofSeconds(seconds))
                : Durations.clock(Duration.ofSeconds(seconds));
    }

    private static String together(JsonNode known) {
        return known.has("idle_s")
                ? "Together: somebody used this machine " + time(known) + " ago."
                : "Together: it cannot be told whether somebody uses this machine.";
    }

    private static List<String> machine(JsonNode known) {
        List<String> lines = new ArrayList<>();
        if (known.path("full_screen").asBoolean()) {
            lines.add("A program fills its screen.");
        }
        if (known.has("exclusive")) {
            lines.add(Terminal.harmless(known.path("exclusive").asString()) + " runs, which is to have it for itself.");
        }
        if (known.path("power").asString("").equals("battery")) {
            lines.add("It runs on its battery: " + known.path("battery_percent").asInt() + " %.");
        }
        if (known.has("others_percent")) {
            lines.add("Other programs keep " + known.path("others_percent").asInt() + " % of its cores busy.");
        }
        return lines;
    }
}
