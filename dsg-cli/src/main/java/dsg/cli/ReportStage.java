// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.cli.ReportOutput.Made;
import dsg.model.ShellQuote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A stage in a job's report: the sums over its tasks, and the first of what they took and made.
final class ReportStage {

    /// What more tasks than this have printed is nothing to read through.
    private static final int PRINTED_MAX = 3;

    private final ObjectNode shape = GridClient.JSON.createObjectNode();
    private final Map<String, ReportOutput> outputs = new LinkedHashMap<>();
    private boolean reused;
    private final ReportOutput printed = new ReportOutput(GridClient.JSON.missingNode());
    private final List<JsonNode> ownInputs = new ArrayList<>();
    private long ownInputsInAll;
    private String command = "";
    private Instant begun = Instant.MAX;
    private Instant ended = Instant.MIN;
    private double cpuSeconds;
    private double longestSeconds;
    private long peakMib;
    private long attempts;

    String name() {
        return shape.path("name").asString();
    }

    /// What is true of all its tasks; filled in as it is read.
    ObjectNode shape() {
        return shape;
    }

    /// What its tasks have made, an output each.
    Collection<ReportOutput> outputs() {
        return outputs.values();
    }

    /// The outputs that a report shows: those of a stage from which no other takes, and those that the job file says
    /// are to be shown.
    Stream<ReportOutput> shownOutputs() {
        return outputs.values().stream().filter(output -> shape.path("final").asBoolean() || output.isAskedFor());
    }

    /// What its tasks printed, if others take nothing from it and so few of them printed that a person reads it.
    Stream<ReportOutput> printed() {
        boolean few = printed.all() > 0 && printed.all() <= PRINTED_MAX;
        return shape.path("final").asBoolean() && few ? Stream.of(printed) : Stream.empty();
    }

    /// The first files that one task each took.
    List<JsonNode> ownInputs() {
        return ownInputs;
    }

    long ownInputsInAll() {
        return ownInputsInAll;
    }

    /// Whether some of its tasks did not have to run.
    boolean hasReused() {
        return reused;
    }

    /// What its first task ran.
    String command() {
        return command;
    }

    boolean hasRun() {
        return begun.isBefore(Instant.MAX) && ended.isAfter(Instant.MIN);
    }

    Instant begun() {
        return begun;
    }

    Instant ended() {
        return ended;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    double longestSeconds() {
        return longestSeconds;
    }

    long peakMib() {
        return peakMib;
    }

    long attempts() {
        return attempts;
    }

    /// Adds a task as the record has it.
    void take(JsonNode task) {
        if (command.isEmpty()) {
            command = command(task.path("command"));
        }
        for (JsonNode input : task.path("inputs")) {
            input.path("files").forEach(this::takeInput);
        }
        String state = task.path("state").asString();
        JsonNode attempts = task.path("attempts");
        if (state.equals("cached")) {
            reused = true;
        } else {
            attempts.forEach(this::takeAttempt);
        }
        if (state.equals("done") || state.equals("cached")) {
            takeMade(task, attempts.path(attempts.size() - 1));
        }
    }

    private void takeInput(JsonNode file) {
        ownInputsInAll++;
        if (ownInputs.size() < ReportRecord.FILES_KEPT) {
            ownInputs.add(file);
        }
    }

    private void takeAttempt(JsonNode attempt) {
        attempts++;
        Instant from = Instant.parse(attempt.path("started_at").asString());
        begun = from.isBefore(begun) ? from : begun;
        if (attempt.has("ended_at")) {
            Instant to = Instant.parse(attempt.path("ended_at").asString());
            ended = to.isAfter(ended) ? to : ended;
        }
        cpuSeconds += attempt.path("cpu_s").asDouble(0);
        longestSeconds = Math.max(longestSeconds, attempt.path("wall_s").asDouble(0));
        peakMib = Math.max(peakMib, attempt.path("peak_memory_mib").asLong(0));
    }

    private void takeMade(JsonNode task, JsonNode attempt) {
        for (JsonNode made : attempt.path("outputs")) {
            outputs.computeIfAbsent(made.path("name").asString(), name -> new ReportOutput(described(name)))
                    .take(task, made);
        }
        if (attempt.path("out").path("bytes").asLong() > 0) {
            String name = "printed by " + task.path("id").asString();
            printed.take(Made.of(task, GridClient.JSON.createObjectNode().put("path", name), attempt.path("out")));
        }
    }

    private JsonNode described(String output) {
        for (JsonNode candidate : shape.path("outputs")) {
            if (candidate.path("name").asString().equals(output)) {
                return candidate;
            }
        }
        return GridClient.JSON.missingNode();
    }

    /// As a person would type it: of `/bin/sh -c TEXT` only the text.
    private static String command(JsonNode argv) {
        List<String> words = new ArrayList<>();
        argv.forEach(word -> words.add(word.asString()));
        boolean shell = words.size() == 3
                && words.getFirst().equals("/bin/sh")
                && words.get(1).equals("-c");
        return shell
                ? words.getLast()
                : String.join(" ", words.stream().map(ShellQuote::quote).toList());
    }
}
