// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Tells a person of tasks that failed: the reason, the last lines, where, what sets them apart from those that passed,
/// and what to type next. Tasks that failed alike share a card.
final class FailureCards {

    private static final int LINES_SHOWN = 20;
    private static final int LINE_WIDTH_MAX = 200;
    private static final int TAIL_BYTES = 16 * 1024;
    private static final int ALIKE_NAMED = 4;

    private final GridClient client;

    FailureCards(GridClient client) {
        this.client = client;
    }

    /// A task that failed, and the tasks that failed like it: for the same reason, with the same last words.
    record Card(String task, String why, String node, int attempts, JsonNode values, Tail tail, List<String> alike) {

        /// What stands on standard output are results, and may differ where the failure is the same.
        boolean isLike(Card other) {
            boolean sameWords = tail.stream().equals("out")
                    ? other.tail.stream().equals("out")
                    : tail.last().equals(other.tail.last());
            return why.equals(other.why) && sameWords;
        }

        String named() {
            return task
                    + FailureCards.values(values).map(with -> " (" + with + ")").orElse("");
        }
    }

    /// The last lines that a task printed.
    ///
    /// @param stream `err`, or `out` where it said nothing there
    record Tail(String stream, List<String> lines) {

        String last() {
            return lines.isEmpty() ? "" : lines.getLast();
        }
    }

    /// The cards of the job's failed tasks, as far as the job names them; empty if none failed.
    List<String> ofJob(long id) {
        JsonNode job = client.get("/api/v1/jobs/" + id);
        List<String> lines = new ArrayList<>();
        for (JsonNode stage : job.path("stages")) {
            if (stage.path("tasks").path("failed").asLong() > 0) {
                addStage(id, stage, lines);
            }
        }
        if (!lines.isEmpty()) {
            lines.add("");
            lines.add("  next: dsg resume " + id + " takes up files that you mend; dsg retry " + id
                    + " tries the same again");
        }
        return lines;
    }

    private void addStage(long job, JsonNode stage, List<String> lines) {
        for (Card card : cards(stage)) {
            lines.add("");
            lines.addAll(text(card));
        }
        String name = job + "." + stage.path("name").asString();
        int before = lines.size();
        stage.path("differs").forEach(said -> lines.add("  " + name + ": " + Terminal.harmless(said.asString())));
        long more = stage.path("tasks").path("failed").asLong()
                - stage.path("failures").size();
        if (more > 0) {
            lines.add(
                    "  " + name + ": " + more + " more failed; all of them: dsg task list " + name + " --state failed");
        }
        if (lines.size() > before) {
            lines.add(before, "");
        }
    }

    /// A card for each way in which tasks of this stage failed, among those that the job names.
    List<Card> cards(JsonNode stage) {
        List<Card> cards = new ArrayList<>();
        for (JsonNode failure : stage.path("failures")) {
            Card card =
                    card(failure.path("task").asString(), failure.path("why").asString());
            cards.stream()
                    .filter(card::isLike)
                    .findFirst()
                    .ifPresentOrElse(like -> like.alike().add(card.named()), () -> cards.add(card));
        }
        return cards;
    }

    static String named(List<String> tasks) {
        String first = String.join(", ", tasks.subList(0, Math.min(ALIKE_NAMED, tasks.size())));
        return tasks.size() <= ALIKE_NAMED ? first : first + " and " + (tasks.size() - ALIKE_NAMED) + " more";
    }

    private Card card(String task, String why) {
        String path = Selector.taskPath(client, task);
        JsonNode shape = client.get(path);
        JsonNode attempts = shape.path("attempts");
        String node =
                newest(attempts).map(attempt -> attempt.path("node").asString()).orElse("no node");
        return new Card(task, why, node, attempts.size(), shape.path("values"), tail(path, shape), new ArrayList<>());
    }

    private static List<String> text(Card card) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + Terminal.styled("bold,fg(red)", "x " + card.task()) + "   " + Terminal.harmless(card.why()));
        lines.add("    on " + card.node() + ", " + ProgressView.count(card.attempts(), "attempt")
                + values(card.values()).map(with -> ", with " + with).orElse(""));
        lines.addAll(quoted(card.tail()));
        if (!card.alike().isEmpty()) {
            lines.add("    the same in " + named(card.alike()));
        }
        lines.add("    more: dsg logs " + card.task() + ", dsg explain " + card.task());
        return lines;
    }

    /// The last lines of a task that failed, and what sets it apart.
    List<String> ofTask(String path, JsonNode task) {
        List<String> lines = new ArrayList<>(quoted(tail(path, task)));
        task.path("differs").forEach(said -> lines.add("  differs  " + Terminal.harmless(said.asString())));
        String id = task.path("id").asString();
        lines.add("  next     dsg logs " + id + ", or when it is mended: dsg retry " + id);
        return lines;
    }

    private static List<String> quoted(Tail tail) {
        List<String> lines = new ArrayList<>();
        if (tail.stream().equals("out") && !tail.lines().isEmpty()) {
            lines.add("    (nothing on standard error; on standard output:)");
        }
        tail.lines().forEach(line -> lines.add("    | " + line));
        return lines;
    }

    private static Optional<JsonNode> newest(JsonNode attempts) {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.path(attempts.size() - 1));
    }

    /// `a = 1, b = 0`; none if the task has no values.
    static Optional<String> values(JsonNode values) {
        List<String> parts = new ArrayList<>();
        values.properties()
                .forEach(value -> parts.add(Terminal.harmless(
                        value.getKey() + " = " + value.getValue().asString())));
        return parts.isEmpty() ? Optional.empty() : Optional.of(Terminal.fit(String.join(", ", parts), LINE_WIDTH_MAX));
    }

    /// The last lines of the newest attempt.
    Tail tail(String path, JsonNode task) {
        Optional<JsonNode> attempt = newest(task.path("attempts"));
        for (String stream : List.of("err", "out")) {
            long bytes = attempt.map(newest -> newest.path(stream).path("bytes").asLong())
                    .orElse(0L);
            List<String> lines = bytes == 0 ? List.of() : lastLines(path, stream, bytes);
            if (!lines.isEmpty()) {
                return new Tail(stream, lines);
            }
        }
        return new Tail("err", List.of());
    }

    private List<String> lastLines(String path, String stream, long bytes) {
        long offset = Math.max(0, bytes - TAIL_BYTES);
        try (InputStream printed = client.stream(path + "/logs?stream=" + stream + "&offset=" + offset)
                .body()) {
            String text = Terminal.harmless(new String(printed.readNBytes(TAIL_BYTES), StandardCharsets.UTF_8));
            List<String> lines = text.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> Terminal.fit(line, LINE_WIDTH_MAX))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        } catch (IOException e) {
            return List.of("(broke off: " + e.getMessage() + ")");
        }
    }
}
