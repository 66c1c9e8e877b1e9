// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptId;
import dsg.model.Input;
import dsg.wire.Gathered;
import dsg.wire.MissingException;
import dsg.wire.Need;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts an attempt's inputs into its folder before it starts, in the form that the job file asks for.
final class Inputs {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Courier courier;

    Inputs(Courier courier) {
        this.courier = courier;
    }

    /// @throws IOException if an input cannot be brought; the message is for people
    void bring(AttemptId attempt, Input input, TaskFolder folder) throws IOException, InterruptedException {
        switch (input) {
            case Input.Local local -> {
                for (Input.LocalFile file : local.files()) {
                    bring(new Need(attempt, Optional.empty()), file, folder);
                }
            }
            case Input.From from -> gather(attempt, from, courier.gather(attempt, from.name()), folder);
        }
    }

    private void bring(Need need, Input.LocalFile file, TaskFolder folder) throws IOException, InterruptedException {
        try {
            courier.bring(need, file.artefact(), folder.inside(file.path()));
        } catch (MissingException e) {
            throw new IOException("its input " + file.path() + " is not whole on the coordinator any more: "
                    + e.getMessage() + " Hand the job in again, which sends the file again: dsg submit FILE");
        }
    }

    private void bring(AttemptId attempt, Gathered item, Path place) throws IOException, InterruptedException {
        try {
            courier.bring(new Need(attempt, Optional.of(item.task())), item.artefact(), place);
        } catch (MissingException e) {
            throw new IOException(item.path() + ", which " + item.task() + " made, is not whole on the coordinator any"
                    + " more: " + e.getMessage() + " Run the job again, which makes it again: dsg submit FILE");
        }
    }

    private void gather(AttemptId attempt, Input.From from, List<Gathered> items, TaskFolder folder)
            throws IOException, InterruptedException {
        Path place = folder.inside(from.path());
        switch (from.as()) {
            case FILE, EACH -> {
                if (items.size() != 1) {
                    throw new IOException("input " + from.name() + " is one file, but " + items.size() + " were made");
                }
                bring(attempt, items.getFirst(), place);
            }
            case DIR -> asFolder(attempt, items, place);
            case LIST -> asList(attempt, items, place, from.name(), folder);
            case JSONL -> asJsonLines(attempt, items, place, folder);
        }
    }

    private void asFolder(AttemptId attempt, List<Gathered> items, Path place)
            throws IOException, InterruptedException {
        Files.createDirectories(place);
        for (Gathered item : items) {
            bring(attempt, item, ownPath(item, place));
        }
        try (Writer index = Files.newBufferedWriter(place.resolve("index.csv"))) {
            List<String> names = items.isEmpty()
                    ? List.of()
                    : List.copyOf(items.getFirst().values().keySet());
            index.write(csvRow("task", names, "path"));
            for (Gathered item : items) {
                String path = place.relativize(ownPath(item, place)).toString();
                index.write(csvRow(numberOf(item), item.values().values(), path));
            }
        }
    }

    private void asList(AttemptId attempt, List<Gathered> items, Path place, String name, TaskFolder folder)
            throws IOException, InterruptedException {
        Path files = folder.inside(name);
        try (Writer list = Files.newBufferedWriter(place)) {
            for (Gathered item : items) {
                Path file = ownPath(item, files);
                bring(attempt, item, file);
                list.write(name + "/" + files.relativize(file) + "\n");
            }
        }
    }

    /// One folder a task, so that equal names do not meet.
    private static Path ownPath(Gathered item, Path place) {
        return place.resolve(numberOf(item)).resolve(item.path()).normalize();
    }

    private static String numberOf(Gathered item) {
        return Integer.toString(item.task().number());
    }

    private static String csvRow(String first, Collection<String> values, String last) {
        return Stream.concat(Stream.concat(Stream.of(first), values.stream()), Stream.of(last))
                        .map(Inputs::csvField)
                        .collect(Collectors.joining(","))
                + "\n";
    }

    /// Quoted as RFC 4180 says.
    private static String csvField(String value) {
        return value.matches("[^\",\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private void asJsonLines(AttemptId attempt, List<Gathered> items, Path place, TaskFolder folder)
            throws IOException, InterruptedException {
        Path one = folder.root().resolve("gathered");
        try (Writer lines = Files.newBufferedWriter(place)) {
            for (Gathered item : items) {
                bring(attempt, item, one);
                lines.write(jsonLine(item, one));
                lines.write('\n');
                Files.delete(one);
            }
        }
    }

    /// The output as one line, the task and its sweep's values first. What the output says itself is kept.
    private static String jsonLine(Gathered item, Path file) throws IOException {
        JsonNode made;
        try {
            made = JSON.readTree(file);
        } catch (JacksonException e) {
            throw new IOException(item.task() + " made " + item.path() + ", which is no JSON (" + e.getOriginalMessage()
                    + "); take it by as: dir or as: list");
        }
        ObjectNode line = JSON.createObjectNode();
        line.put("task", item.task().toString());
        for (Map.Entry<String, String> value : item.values().entrySet()) {
            line.set(value.getKey(), scalar(value.getValue()));
        }
        if (made instanceof ObjectNode object) {
            line.setAll(object);
        } else {
            line.set("value", made);
        }
        return JSON.writeValueAsString(line);
    }

    /// A number where the text is one as JSON writes it, else the text.
    private static JsonNode scalar(String text) {
        if (text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,3})?")) {
            return JSON.readTree(text);
        }
        return JSON.getNodeFactory().stringNode(text);
    }
}
