// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.CodePages;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg explain`: why does it wait, and what has become of it?
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Say why a job or a task waits and what was tried, or what a code of `dsg check` means.")
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "JOB, TASK or CODE", description = "For example 2, last, 2.simulate.17, or E106.")
    private String which = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() {
        if (which.matches("[EWew]\\d{3}")) {
            return explainCode(which.toUpperCase(Locale.ROOT));
        }
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        boolean task = Selector.isTask(which);
        JsonNode shape =
                client.get(task ? Selector.taskPath(client, which) : "/api/v1/jobs/" + Selector.job(client, which));
        if (json) {
            terminal.print(GridClient.pretty(shape));
        } else if (task) {
            explainTask(shape);
            if (shape.path("state").asString().equals("failed")) {
                new FailureCards(client)
                        .ofTask(Selector.taskPath(client, which), shape)
                        .forEach(terminal::print);
            }
        } else {
            terminal.print(JobReport.headline(shape));
            JobReport.stages(shape).forEach(terminal::print);
        }
        return ExitStatus.OK;
    }

    /// Needs no grid.
    private int explainCode(String code) {
        terminal.print(CodePages.page(code)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no code " + code + ".",
                        "Job files have mistakes E100 and up, and warnings W200 and up.",
                        "Check your file again: dsg check job.yaml")));
        return ExitStatus.OK;
    }

    /// A sentence on one task: its state, and why if it waits or is cancelled.
    static String headline(JsonNode task) {
        String reason = task.path("reason").asString("");
        return task.path("id").asString() + " is " + task.path("state").asString()
                + (reason.isEmpty() ? "." : ": " + reason + ".");
    }

    private void explainTask(JsonNode task) {
        terminal.print(headline(task));
        FailureCards.values(task.path("values")).ifPresent(values -> terminal.print("  values   " + values));
        if (task.has("rerun")) {
            terminal.print("  runs     because " + task.path("rerun").asString());
        }
        if (task.has("checkpoint") && task.path("state").asString().equals("waiting")) {
            terminal.print(
                    "  keeps    " + checkpoint(task.path("checkpoint")) + ", from which its next attempt continues");
        }
        task.path("attempts").forEach(attempt -> explainStatus(attempt).forEach(terminal::print));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("  ATTEMPT", "NODE", "STARTED", "END", "WHY", "WALL", "CPU"));
        for (JsonNode attempt : task.path("attempts")) {
            rows.add(List.of(
                    "  " + attempt.path("number").asLong(),
                    attempt.path("node").asString(),
                    local(attempt.path("started_at").asString()),
                    attempt.path("end").asString("running"),
                    attempt.path("why").asString(""),
                    "%.2f s".formatted(attempt.path("wall_s").asDouble()),
                    "%.2f s".formatted(attempt.path("cpu_s").asDouble())));
        }
        if (rows.size() > 1) {
            Terminal.table(rows).forEach(terminal::print);
        }
    }

    /// How a running attempt fares, if it says so.
    private static List<String> explainStatus(JsonNode attempt) {
        List<String> lines = new ArrayList<>();
        continuesFrom(attempt).ifPresent(words -> lines.add("  attempt " + attempt.path("number") + " " + words));
        if (attempt.has("progress")) {
            lines.add("  progress %.0f %%   %s"
                    .formatted(
                            100 * attempt.path("progress").asDouble(),
                            Terminal.harmless(attempt.path("note").asString(""))));
        } else if (!attempt.path("note").asString("").isEmpty()) {
            lines.add("  note     " + Terminal.harmless(attempt.path("note").asString()));
        }
        if (attempt.has("left_out_bytes")) {
            lines.add("  printed  %s more than is kept of it"
                    .formatted(Terminal.size(attempt.path("left_out_bytes").asLong())));
        }
        if (attempt.has("metrics")) {
            lines.add("  metrics  " + attempt.path("metrics"));
        }
        if (attempt.path("looks_stuck").asBoolean()) {
            lines.add("  looks stuck: it has printed nothing for longer than its stage expects");
        }
        return lines;
    }

    /// What an attempt goes on from, if it did not begin from the start.
    static Optional<String> continuesFrom(JsonNode attempt) {
        return attempt.has("continues_from")
                ? Optional.of("continues from " + checkpoint(attempt.path("continues_from")))
                : Optional.empty();
    }

    private static String checkpoint(JsonNode checkpoint) {
        Instant at = Instant.parse(checkpoint.path("at").asString());
        String time = LocalDateTime.ofInstant(at, ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("HH:mm"));
        return "its checkpoint of %s (%s)"
                .formatted(time, Terminal.size(checkpoint.path("bytes").asLong()));
    }

    /// In this machine's time zone.
    private static String local(String instant) {
        return LocalDateTime.ofInstant(Instant.parse(instant), ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
    }
}
