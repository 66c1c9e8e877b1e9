// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.node.PolicyWords;
import dsg.node.Setting;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The policy of a node's owner, seen and changed through the grid: `dsg node policy NAME`.
///
/// @param node its name or id
record PolicyFromAfar(GridClient grid, String node) {

    /// Printed though nothing is said of them.
    private static final Set<String> ALWAYS_SHOWN = Set.of("when", "isolation", "managed");

    void run(Map<Setting, List<String>> typed, boolean all, boolean json) {
        String path = "/api/v1/nodes/" + GridClient.encoded(node) + "/policy";
        JsonNode now = typed.isEmpty() ? grid.get(path) : grid.post(path, change(typed));
        Terminal terminal = new Terminal();
        if (json) {
            terminal.print(GridClient.pretty(shape(now)));
            return;
        }
        print(now, all, terminal);
    }

    /// Values go as they were typed: it is the node that knows what they mean, and what time it is there.
    private static Map<String, Object> change(Map<Setting, List<String>> typed) {
        Map<String, List<String>> set = new LinkedHashMap<>();
        List<String> unset = new ArrayList<>();
        typed.forEach((setting, values) -> {
            if (values.equals(List.of(PolicyWords.USUAL))) {
                unset.add(setting.typed());
            } else {
                set.put(setting.typed(), values);
            }
        });
        return Map.of("set", set, "unset", unset);
    }

    private static void print(JsonNode now, boolean all, Terminal terminal) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode entry : now.path("settings")) {
            String name = Terminal.harmless(entry.path("name").asString());
            boolean said = entry.path("said").asBoolean();
            if (entry.has("values") && (all || said || ALWAYS_SHOWN.contains(name))) {
                List<String> values = values(entry);
                rows.add(List.of(
                        name, values.isEmpty() ? "none" : String.join(", ", values), said || !all ? "" : "usual"));
            }
        }
        terminal.printTable(rows);
        if (!all) {
            terminal.print("All else is as usual; see it: dsg node policy "
                    + Terminal.harmless(now.path("node").asString()) + " --all");
        }
        JsonNode changed = now.path("changed");
        if (changed.has("what")) {
            try {
                terminal.print(PolicyCommand.fromAfar(
                        changed.path("by").asString(),
                        Instant.parse(changed.path("at").asString()),
                        changed.path("what").asString()));
            } catch (DateTimeParseException _) {
                terminal.print("Changed from afar by "
                        + Terminal.harmless(changed.path("by").asString()) + ".");
            }
        }
        terminal.print(sentence(now));
    }

    private static String sentence(JsonNode now) {
        if (!now.path("connected").asBoolean()) {
            return "It is away; this is what it told last.";
        }
        return now.has("why")
                ? "Now it takes nothing: " + Terminal.harmless(now.path("why").asString())
                : "Now it takes tasks.";
    }

    private static List<String> values(JsonNode entry) {
        List<String> values = new ArrayList<>();
        entry.path("values").forEach(value -> values.add(Terminal.harmless(value.asString())));
        return values;
    }

    /// As `dsg node policy --json` prints it of this machine.
    private static Map<String, Object> shape(JsonNode now) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("v", 1);
        for (JsonNode entry : now.path("settings")) {
            if (entry.has("values")) {
                List<String> values = values(entry);
                shape.put(
                        entry.path("name").asString().replace('-', '_'),
                        entry.path("several").asBoolean()
                                ? values
                                : values.stream().findFirst().orElse(""));
            }
        }
        return shape;
    }
}
