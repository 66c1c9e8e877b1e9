// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.cli.ReportRecord.FailedTask;
import dsg.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What became of a job, for its report: as a whole, stage by stage, and the tasks that failed.
final class ReportSections {

    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Html html;
    private final JsonNode job;
    private final ReportRecord record;

    ReportSections(Html html, JsonNode job, ReportRecord record) {
        this.html = html;
        this.job = job;
        this.record = record;
    }

    private String name() {
        return job.path("name").asString();
    }

    private long id() {
        return job.path("id").asLong();
    }

    /// What it was, how it ended, and the figures that people ask for first.
    void summary() {
        String state = job.path("state").asString();
        html.open("header");
        html.open("p", "class", "eyebrow")
                .text("Report of job " + id() + " (" + job.path("nickname").asString() + "), " + record.grid())
                .close("p");
        html.open("h1")
                .text(name())
                .text(" ")
                .leaf("span", state, "class", "state " + state)
                .close("h1");
        String description = record.job().path("description").asString("");
        if (!description.isEmpty()) {
            html.leaf("p", description, "class", "lead");
        }
        html.leaf("p", sentence(), "class", "sentence").line();
        html.open("dl", "class", "figures").line();
        JsonNode tasks = job.path("tasks");
        html.figure(
                "tasks done",
                ReportFiles.number(JobReport.done(tasks)) + " of "
                        + ReportFiles.number(tasks.path("total").asLong()));
        html.figure("took", duration(record.took().toMillis() / 1e3));
        html.figure("CPU time", duration(job.path("used").path("cpu_s").asDouble()));
        html.figure(
                "largest memory",
                job.path("used").has("peak_memory_mib")
                        ? Terminal.size(job.path("used").path("peak_memory_mib").asLong() << 20)
                        : "not known");
        html.figure("machines", Long.toString(record.machineCount()));
        html.close("dl").close("header").line();
    }

    private String sentence() {
        String handedIn = "Handed in on "
                + DAY_AND_TIME.format(Instant.parse(job.path("submitted_at").asString())) + ". ";
        JsonNode tasks = job.path("tasks");
        long total = tasks.path("total").asLong();
        long done = JobReport.done(tasks);
        String allowed = job.path("state").asString().equals("done") ? ", as the job file allows" : "";
        List<String> parts = new ArrayList<>();
        for (String state : List.of("cached", "failed", "cancelled", "running", "waiting")) {
            long number = tasks.path(state).asLong();
            if (number > 0) {
                parts.add(
                        switch (state) {
                            case "cached" ->
                                ReportFiles.number(number) + " of them by reuse" + resumed() + ", without a run";
                            case "failed" -> ReportFiles.number(number) + " failed" + allowed;
                            default -> ReportFiles.number(number) + (number == 1 ? " is " : " are ") + state;
                        });
            }
        }
        if (total == 1) {
            String state = job.path("state").asString();
            return handedIn + (state.equals("failed") ? "Its one task failed." : "Its one task is " + state + ".");
        }
        String begin = done == total
                ? "All " + ReportFiles.number(total) + " tasks are done"
                : ReportFiles.number(done) + " of " + ReportFiles.number(total) + " tasks are done";
        return handedIn + begin + (parts.isEmpty() ? "" : ", " + String.join(", ", parts)) + ".";
    }

    /// Of which job, if the record says it.
    private String resumed() {
        JsonNode earlier = record.job().path("resumes");
        boolean deleted = record.job().path("resumes_deleted").asBoolean(false);
        return earlier.isMissingNode() ? "" : " of job " + earlier.asLong() + (deleted ? " (deleted)" : "");
    }

    /// `0.42 s`, `12.3 s`, `6:40`, `1:02:03`.
    static String duration(double seconds) {
        return seconds < 60
                ? String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds)
                : Durations.clock(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /// A row a stage, and when it ran.
    void stages() {
        html.leaf("h2", "Stages", "id", "stages").line();
        html.open("div", "class", "scroll").open("table").line();
        html.open("thead")
                .row("th", List.of("Stage", "Done", "Failed", "Ran", "CPU time", "Longest", "Memory", "When"))
                .close("thead")
                .open("tbody")
                .line();
        for (ReportStage stage : record.stages()) {
            html.open("tr").leaf("th", stage.name(), "scope", "row");
            JsonNode tasks = tasksOf(stage);
            number(ReportFiles.number(JobReport.done(tasks)) + " of "
                    + ReportFiles.number(tasks.path("total").asLong()));
            number(ReportFiles.number(tasks.path("failed").asLong()));
            if (stage.attempts() > 0) {
                number(ReportFiles.number(stage.attempts()));
                number(duration(stage.cpuSeconds()));
                number(duration(stage.longestSeconds()));
                number(stage.peakMib() > 0 ? Terminal.size(stage.peakMib() << 20) : "not known");
            } else {
                html.leaf("td", stage.hasReused() ? "reused" : "did not run", "colspan", "4", "class", "note");
            }
            html.open("td", "class", "when");
            bar(stage);
            html.close("td").close("tr").line();
        }
        html.close("tbody").close("table").close("div").line();
        html.leaf(
                        "p",
                        "Ran counts attempts; Longest is one attempt's time by the clock, Memory the largest process's.",
                        "class",
                        "note")
                .line();
    }

    private JsonNode tasksOf(ReportStage stage) {
        for (JsonNode shape : job.path("stages")) {
            if (shape.path("name").asString().equals(stage.name())) {
                return shape.path("tasks");
            }
        }
        return job.path("none");
    }

    private void number(String text) {
        html.leaf("td", text, "class", "n");
    }

    /// Where in the job's time the stage's attempts lie.
    private void bar(ReportStage stage) {
        double all = record.took().toMillis();
        if (!stage.hasRun() || all <= 0) {
            return;
        }
        Instant begun = Instant.parse(job.path("submitted_at").asString());
        double from = within(Duration.between(begun, stage.begun()).toMillis() / all);
        double to = within(Duration.between(begun, stage.ended()).toMillis() / all);
        String title = "from " + duration(from * all / 1e3) + " to " + duration(to * all / 1e3);
        html.open("svg", "viewBox", "0 0 200 12", "preserveAspectRatio", "none", "role", "img", "aria-label", title)
                .leaf("title", title)
                .leaf("rect", "", "class", "track", "width", "200", "height", "12", "rx", "3")
                .leaf(
                        "rect",
                        "",
                        "class",
                        "ran",
                        "x",
                        place(from),
                        "width",
                        place(Math.max(to - from, 0.01)),
                        "height",
                        "12",
                        "rx",
                        "3")
                .close("svg");
    }

    private static double within(double share) {
        return Math.clamp(share, 0, 1);
    }

    private static String place(double share) {
        return String.format(Locale.ROOT, "%.1f", 200 * share);
    }

    /// The first tasks that failed, in a table, where the cards do not name them all.
    void failedTasks() {
        List<FailedTask> failed = record.failed();
        if (failed.size() < 2) {
            return;
        }
        long all = job.path("tasks").path("failed").asLong();
        html.open("details", "class", "more")
                .leaf("summary", "Every task that failed")
                .open("div", "class", "scroll")
                .open("table")
                .open("thead")
                .row("th", List.of("Task", "Values", "Why", "Attempts", "Machine"))
                .close("thead")
                .open("tbody")
                .line();
        for (FailedTask task : failed) {
            html.row(
                    "td",
                    List.of(
                            task.id(),
                            Terminal.fit(ReportFiles.joined(task.values()), 120),
                            task.why(),
                            Integer.toString(task.attempts()),
                            record.machineName(task.machine())));
        }
        html.close("tbody").close("table").close("div");
        if (all > failed.size()) {
            html.leaf("p", "The first " + failed.size() + " of " + ReportFiles.number(all) + ".", "class", "note");
        }
        html.close("details").line();
    }

    void foot(Instant now) {
        html.leaf(
                "footer",
                "Written on " + DAY_AND_TIME.format(now) + " by DSG " + record.version()
                        + " from the job's record. This page needs nothing beside it and sends nothing.");
    }
}
