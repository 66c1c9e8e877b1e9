// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Tells a person how a job stands or has ended.
final class JobReport {

    private static final int PRINTED_TASKS_MAX = 20;
    private static final int FILES_SHOWN = 6;
    private static final int LINES_SHOWN = 10;
    private static final int LINE_WIDTH_MAX = 200;
    private static final int TAIL_BYTES = 8 * 1024;

    private final GridClient client;
    private final Terminal terminal;

    JobReport(GridClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
    }

    /// One line on the whole job.
    static String headline(JsonNode job) {
        JsonNode tasks = job.path("tasks");
        StringBuilder line = new StringBuilder("job %d %s   %s   %s   %d/%d"
                .formatted(
                        job.path("id").asLong(),
                        job.path("nickname").asString(),
                        job.path("name").asString(),
                        Terminal.styled(colour(job), job.path("state").asString()),
                        done(tasks),
                        tasks.path("total").asLong()));
        for (String state : List.of("running", "cached", "retried", "failed", "cancelled")) {
            long number = tasks.path(state).asLong();
            if (number > 0) {
                line.append("   ").append(number).append(' ').append(state);
            }
        }
        return line.append("   ").append(ProgressView.elapsed(job)).toString();
    }

    /// How many tasks are done, by a run or by reuse.
    static long done(JsonNode tasks) {
        return tasks.path("done").asLong() + tasks.path("cached").asLong();
    }

    private static String colour(JsonNode job) {
        return switch (job.path("state").asString()) {
            case "done" -> "fg(green)";
            case "failed" -> "bold,fg(red)";
            case "running" -> "fg(cyan)";
            default -> "faint";
        };
    }

    /// A line a stage, with the reason where it waits.
    static List<String> stages(JsonNode job) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode stage : job.path("stages")) {
            JsonNode tasks = stage.path("tasks");
            rows.add(List.of(
                    "  " + stage.path("name").asString(),
                    done(tasks) + "/" + tasks.path("total").asLong(),
                    tasks.path("running").asLong() + " running",
                    tasks.path("failed").asLong() + " failed",
                    stage.path("verdict").asString("").equals("skipped")
                            ? "skipped: " + stage.path("when").asString()
                            : stage.path("reason").asString("")));
        }
        return Terminal.table(rows);
    }

    /// What the tasks of the job's final stages have printed goes to standard output, if they are few.
    void printOutput(JsonNode job) {
        for (JsonNode stage : job.path("stages")) {
            long tasks = stage.path("tasks").path("total").asLong();
            if (stage.path("final").asBoolean() && tasks <= PRINTED_TASKS_MAX) {
                for (int task = 1; task <= tasks; task++) {
                    printOutput(logs(job.path("id").asLong(), stage.path("name").asString(), task, "out"));
                }
            }
        }
    }

    private void printOutput(String logs) {
        LogText text = new LogText(System.out);
        try (InputStream printed = client.stream(logs).body()) {
            text.take(printed);
        } catch (IOException e) {
            terminal.note("What it printed broke off (" + e.getMessage() + ").");
        }
        text.endLine();
    }

    private static String logs(long job, String stage, int task, String stream) {
        return "/api/v1/jobs/" + job + "/stages/" + stage + "/tasks/" + task + "/logs?stream=" + stream;
    }

    /// The last lines, as far as they are among the last bytes.
    private List<String> lastLines(String logs) {
        byte[] tail = new byte[0];
        try (InputStream printed = client.stream(logs).body()) {
            for (byte[] part = printed.readNBytes(TAIL_BYTES); part.length > 0; part = printed.readNBytes(TAIL_BYTES)) {
                tail = part.length == TAIL_BYTES ? part : lastOf(tail, part);
            }
        } catch (IOException e) {
            return List.of("(broke off: " + e.getMessage() + ")");
        }
        String text = Terminal.harmless(new String(tail, StandardCharsets.UTF_8));
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Terminal.fit(line, LINE_WIDTH_MAX))
                .toList();
        return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    }

    private static byte[] lastOf(byte[] before, byte[] part) {
        byte[] both = Arrays.copyOf(before, before.length + part.length);
        System.arraycopy(part, 0, both, before.length, part.length);
        return Arrays.copyOfRange(both, Math.max(0, both.length - TAIL_BYTES), both.length);
    }

    /// Where the results are.
    void results(Path folder, List<Results.Fetched> files) {
        if (files.isEmpty()) {
            return;
        }
        StringBuilder line = new StringBuilder("  results in " + folder + "/");
        files.stream()
                .limit(FILES_SHOWN)
                .forEach(file -> line.append("   ")
                        .append(folder.relativize(file.file()))
                        .append(' ')
                        .append(Terminal.size(file.bytes())));
        if (files.size() > FILES_SHOWN) {
            line.append("   and ").append(files.size() - FILES_SHOWN).append(" more");
        }
        terminal.note(line.toString());
    }

    /// The first failures, each with its reason, its last lines, where it was, and what to type next.
    void failures(JsonNode job) {
        for (JsonNode stage : job.path("stages")) {
            for (JsonNode failure : stage.path("failures")) {
                failure(failure.path("task").asString(), failure.path("why").asString());
            }
            long more = stage.path("tasks").path("failed").asLong()
                    - stage.path("failures").size();
            if (more > 0) {
                terminal.note("  and " + more + " more failed in "
                        + stage.path("name").asString());
            }
        }
    }

    private void failure(String task, String why) {
        JsonNode shape = client.get(Selector.taskPath(client, task));
        JsonNode attempts = shape.path("attempts");
        String node = attempts.path(attempts.size() - 1).path("node").asString("no node");
        terminal.note("");
        terminal.note("  " + Terminal.styled("bold,fg(red)", "x " + task) + "   " + why);
        String values = shape.path("values").toString();
        terminal.note("    on " + node + ", " + ProgressView.count(attempts.size(), "attempt")
                + (values.equals("{}") ? "" : ", with " + values));
        String[] parts = task.split("\\.");
        lastLines(logs(Long.parseLong(parts[0]), parts[1], Integer.parseInt(parts[2]), "err"))
                .forEach(line -> terminal.note("    | " + line));
        terminal.note("    next: dsg logs " + task);
    }
}
