// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Tells a person how a job stands or has ended.
final class JobReport {

    private static final int PRINTED_TASKS_MAX = 20;
    private static final int FILES_SHOWN = 6;
    private static final int FILES_NAMED = 4;

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
                    tasks.path("failed").asLong() + " failed" + cancelled(tasks),
                    stage.path("verdict").asString("").equals("skipped")
                            ? "skipped: " + stage.path("when").asString()
                            : stage.path("reason").asString("")));
        }
        return Terminal.table(rows);
    }

    private static String cancelled(JsonNode tasks) {
        long number = tasks.path("cancelled").asLong();
        return number > 0 ? ", " + number + " cancelled" : "";
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

    /// How it has ended: its line, its results, and what has failed.
    void ended(JsonNode job) {
        terminal.note(headline(job));
        resultsToFetch(job).ifPresent(terminal::note);
        failures(job);
    }

    /// A line on its results, if there are any yet, and how they are fetched.
    Optional<String> resultsToFetch(JsonNode job) {
        long id = job.path("id").asLong();
        List<String> files = new ArrayList<>();
        client.get("/api/v1/jobs/" + id + "/results")
                .path("files")
                .forEach(file -> files.add(
                        file.path("folder").asString() + "/" + file.path("path").asString() + " "
                                + Terminal.size(file.path("bytes").asLong())));
        int shown = Math.min(FILES_NAMED, files.size());
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of("  results " + String.join("   ", files.subList(0, shown))
                        + (files.size() > shown ? "   and " + (files.size() - shown) + " more" : "")
                        + "    fetch them: dsg get " + id);
    }

    /// What has failed, and what to type next.
    void failures(JsonNode job) {
        if (job.path("tasks").path("failed").asLong() > 0) {
            new FailureCards(client).ofJob(job.path("id").asLong()).forEach(terminal::note);
        } else if (job.path("state").asString().equals("failed")
                && job.path("tasks").path("cancelled").asLong() > 0) {
            terminal.note("Tasks of it were cancelled, more than it may do without.  Run them after all: dsg retry "
                    + job.path("id").asLong());
        }
    }
}
