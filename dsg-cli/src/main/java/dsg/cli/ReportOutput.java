// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// All that a stage made under one name, for a report: the first of it, and how much there is.
final class ReportOutput {

    private static final int KEPT = ReportRecord.FILES_KEPT;

    /// A file that a task made.
    ///
    /// @param output what the job file says of it
    record Made(String task, Map<String, String> values, JsonNode output, String sha256, long bytes) {

        /// Of a task as the record has it.
        static Made of(JsonNode task, JsonNode output, JsonNode artefact) {
            return new Made(
                    task.path("id").asString(),
                    valuesOf(task),
                    output,
                    artefact.path("sha256").asString(),
                    artefact.path("bytes").asLong());
        }

        /// Its place in the task's folder.
        String path() {
            return output.path("path").asString();
        }
    }

    private final List<Made> made = new ArrayList<>();
    private final JsonNode shape;
    private long all;

    /// @param shape what the job file says of it
    ReportOutput(JsonNode shape) {
        this.shape = shape;
    }

    /// The sweep's values of a task.
    static Map<String, String> valuesOf(JsonNode task) {
        Map<String, String> values = new LinkedHashMap<>();
        task.path("values")
                .properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asString()));
        return values;
    }

    void take(JsonNode task, JsonNode artefact) {
        take(Made.of(task, shape, artefact));
    }

    void take(Made file) {
        all++;
        if (made.size() < KEPT) {
            made.add(file);
        }
    }

    /// The first files.
    List<Made> made() {
        return made;
    }

    Made first() {
        return made.getFirst();
    }

    /// How many there are in all.
    long all() {
        return all;
    }

    /// Whether the job file says that it is to be shown.
    boolean isAskedFor() {
        return shape.path("show").asBoolean();
    }

    boolean isPicture() {
        return first().path().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g|gif|webp|svg)");
    }
}
