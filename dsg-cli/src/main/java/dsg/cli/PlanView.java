// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a job would do, for people.
final class PlanView {

    private static final int REASONS_SHOWN = 5;

    private PlanView() {}

    /// A line on the whole, one a stage with the reasons why its tasks run, one on where it fits.
    static List<String> lines(String file, JsonNode plan) {
        List<String> lines = new ArrayList<>();
        lines.add("%s is ok.  %s.  %d to run, %d reused."
                .formatted(
                        file,
                        join(
                                plan.path("stages"),
                                stage -> stage.path("name").asString() + " "
                                        + ProgressView.count(stage.path("tasks").asLong(), "task")),
                        plan.path("run").asLong(),
                        plan.path("reused").asLong()));
        plan.path("stages").forEach(stage -> lines.addAll(reasons(stage)));
        plan.path("stages").forEach(stage -> {
            if (!stage.path("fits").asBoolean()) {
                lines.add("warning[W201]: no machine in this grid can run stage "
                        + stage.path("name").asString() + " now: it needs "
                        + stage.path("request").asString());
            }
        });
        lines.add(fits(plan));
        return lines;
    }

    private static String join(JsonNode items, java.util.function.Function<JsonNode, String> words) {
        List<String> all = new ArrayList<>();
        items.forEach(item -> all.add(words.apply(item)));
        return String.join(", ", all);
    }

    private static List<String> reasons(JsonNode stage) {
        long run = stage.path("run").asLong();
        if (stage.path("reasons").isEmpty() || run == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("  %s: %d reused, %d to run"
                .formatted(stage.path("name").asString(), stage.path("reused").asLong(), run));
        stage.path("reasons").properties().stream()
                .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b.asLong(), a.asLong())))
                .limit(REASONS_SHOWN)
                .forEach(reason ->
                        lines.add("    %d: %s".formatted(reason.getValue().asLong(), reason.getKey())));
        return lines;
    }

    private static String fits(JsonNode plan) {
        List<String> nodes = new ArrayList<>();
        JsonNode first = plan.path("stages").path(0).path("at_once");
        first.propertyNames().forEach(node -> {
            long most = 0;
            for (JsonNode stage : plan.path("stages")) {
                most = Math.max(most, stage.path("at_once").path(node).asLong());
            }
            nodes.add(node + " " + most + " at a time");
        });
        String guess = plan.has("guess_s")
                ? "  guess: about "
                        + Durations.clock(
                                Duration.ofSeconds(plan.path("guess_s").asLong())) + " (from `expect`)"
                : "";
        return (nodes.isEmpty() ? "no node is connected." : "fits: " + String.join(", ", nodes) + ".") + guess;
    }
}
