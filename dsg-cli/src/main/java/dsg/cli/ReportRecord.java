// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A job's record as a report needs it: read task by task, and of a job of very many tasks only the sums and the first
/// of each kind are kept.
final class ReportRecord {

    static final int FAILED_KEPT = 50;
    static final int FILES_KEPT = 200;
    private static final int SEEDS_KEPT = 12;

    /// A task that failed for good.
    record FailedTask(String id, Map<String, String> values, String why, int attempts, int machine) {}

    private JsonNode head = GridClient.JSON.missingNode();
    private String version = "";
    private String grid = "";
    private final List<ReportStage> stages = new ArrayList<>();
    private final Map<JsonNode, Long> machines = new LinkedHashMap<>();
    private final Map<Integer, Long> attemptsOn = new LinkedHashMap<>();
    private final Map<Integer, String> machineNames = new LinkedHashMap<>();
    private final List<FailedTask> failed = new ArrayList<>();
    private final Set<String> seeds = new LinkedHashSet<>();
    private boolean moreSeeds;

    /// Reads it to its end.
    ///
    /// @throws IOException if it breaks off
    static ReportRecord read(InputStream json) throws IOException {
        ReportRecord record = new ReportRecord();
        try (JsonParser parser = GridClient.JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                switch (member) {
                    case "dsg_version" -> record.version = parser.getString();
                    case "grid" -> record.grid = parser.getString();
                    case "job" -> record.head = parser.readValueAsTree();
                    case "stages" -> record.readStages(parser);
                    case "machines" -> record.readMachines(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        return record;
    }

    private void readStages(JsonParser parser) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            ReportStage stage = new ReportStage();
            stages.add(stage);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("tasks")) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        take(stage, parser.readValueAsTree());
                    }
                } else {
                    stage.shape().set(member, parser.<JsonNode>readValueAsTree());
                }
            }
        }
    }

    private void readMachines(JsonParser parser) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            take(parser.<ObjectNode>readValueAsTree());
        }
    }

    /// A machine that differs only by what was free of its disk is no other machine to a reader.
    private void take(ObjectNode machine) {
        int number = machine.path("number").asInt();
        machineNames.put(number, machine.path("name").asString());
        machine.remove(List.of("number", "disk_mib"));
        machines.merge(machine, attemptsOn.getOrDefault(number, 0L), Long::sum);
    }

    private void take(ReportStage stage, JsonNode task) {
        stage.take(task);
        if (task.has("seed")) {
            String seed = task.path("seed").asString();
            moreSeeds |= seeds.size() >= SEEDS_KEPT && !seeds.contains(seed);
            if (seeds.size() < SEEDS_KEPT) {
                seeds.add(seed);
            }
        }
        JsonNode attempts = task.path("attempts");
        String state = task.path("state").asString();
        if (!state.equals("cached")) {
            attempts.forEach(attempt -> attemptsOn.merge(attempt.path("machine").asInt(), 1L, Long::sum));
        }
        if (state.equals("failed") && failed.size() < FAILED_KEPT) {
            JsonNode last = attempts.path(attempts.size() - 1);
            failed.add(new FailedTask(
                    task.path("id").asString(),
                    ReportOutput.valuesOf(task),
                    last.path("why").asString(""),
                    attempts.size(),
                    last.path("machine").asInt()));
        }
    }

    /// What is true of the job as a whole.
    JsonNode job() {
        return head;
    }

    String version() {
        return version;
    }

    String grid() {
        return grid;
    }

    List<ReportStage> stages() {
        return stages;
    }

    /// The machines as they were, each with the number of attempts that ran on it.
    Map<JsonNode, Long> machines() {
        return machines;
    }

    /// The name of the machine that the record gives this number.
    String machineName(int number) {
        return machineNames.getOrDefault(number, "");
    }

    /// How many machines there were, whatever has changed on them meanwhile.
    long machineCount() {
        return machines.keySet().stream()
                .map(machine -> machine.path("node").asString())
                .distinct()
                .count();
    }

    /// The first tasks that failed.
    List<FailedTask> failed() {
        return failed;
    }

    /// The seeds that the job names, the first of them if they are many.
    Set<String> seeds() {
        return seeds;
    }

    boolean hasMoreSeeds() {
        return moreSeeds;
    }

    /// From its submission to its end, or to the last that has happened.
    Duration took() {
        Instant begun = Instant.parse(head.path("submitted_at").asString());
        Instant ended = head.has("ended_at")
                ? Instant.parse(head.path("ended_at").asString())
                : stages.stream()
                        .map(ReportStage::ended)
                        .max(Instant::compareTo)
                        .filter(begun::isBefore)
                        .orElse(begun);
        return Duration.between(begun, ended);
    }
}
