// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Shows a job's progress: bars that are drawn over on a terminal; elsewhere a line at each tenth, or every
/// 30 s.
final class ProgressView {

    private static final int BAR = 20;
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(30);

    // So many tasks, or such a share of what tasks say of themselves, before the rest is guessed.
    private static final int GUESS_AFTER = 4;
    private static final double GUESS_AFTER_SHARE = 0.05;
    private static final int NOTE_WIDTH_MAX = 40;

    /// When a stage was first seen to run, and which share of it was over by then.
    private record Begun(long nanos, double share) {}

    private final Map<String, Begun> begunStages = new HashMap<>();
    private final Terminal terminal;
    private final boolean live;
    private Optional<JsonNode> shown = Optional.empty();
    private boolean ended;
    private boolean headShown;
    private int tenthShown = -1;
    private long plainAtNanos = System.nanoTime();

    ProgressView(Terminal terminal, boolean plain) {
        this.terminal = terminal;
        this.live = !plain && terminal.isLive();
    }

    synchronized void show(JsonNode job) {
        if (!headShown) {
            headShown = true;
            long tasks = job.path("tasks").path("total").asLong();
            terminal.note("job %d %s   %s   %s"
                    .formatted(
                            job.path("id").asLong(),
                            job.path("nickname").asString(),
                            job.path("name").asString(),
                            count(tasks, "task")));
        }
        if (live) {
            terminal.draw(bars(job));
            if (shown.isEmpty()) {
                var _ = Thread.ofVirtual().name("clock").start(this::tick);
            }
            shown = Optional.of(job);
        } else {
            plain(job);
        }
    }

    /// Time goes on between events.
    private void tick() {
        try {
            while (drawAgain()) {
                Thread.sleep(1000);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean drawAgain() {
        shown.ifPresent(job -> terminal.draw(bars(job)));
        return !ended;
    }

    /// The last that is shown stays.
    synchronized void end() {
        ended = true;
        shown = Optional.empty();
        terminal.keep();
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private List<String> bars(JsonNode job) {
        List<String> lines = new ArrayList<>();
        int name = 4;
        for (JsonNode stage : job.path("stages")) {
            name = Math.max(name, stage.path("name").asString().length());
        }
        for (JsonNode stage : job.path("stages")) {
            lines.add("  " + pad(stage.path("name").asString(), name) + "  " + bar(job, stage));
        }
        return lines;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String bar(JsonNode job, JsonNode stage) {
        JsonNode tasks = stage.path("tasks");
        long total = tasks.path("total").asLong();
        long over = over(tasks);
        boolean begun = over > 0 || tasks.path("running").asLong() > 0;
        if (!begun && stage.path("reason").asString("").startsWith("waits for")) {
            return stage.path("reason").asString();
        }
        if (stage.path("verdict").asString("").equals("skipped")) {
            return "skipped: " + stage.path("when").asString();
        }
        double share = stage.path("progress").asDouble((double) over / Math.max(1, total));
        int filled = (int) (BAR * share);
        StringBuilder line =
                new StringBuilder("[%s%s] %d/%d".formatted("#".repeat(filled), "-".repeat(BAR - filled), over, total));
        for (String state : List.of("running", "cached", "retried", "failed", "cancelled")) {
            long number = tasks.path(state).asLong();
            if (number > 0) {
                line.append("  ").append(number).append(' ').append(state);
            }
        }
        if (total == 1 && stage.has("progress")) {
            line.append("  %.0f %%".formatted(100 * share));
        }
        if (stage.has("note")) {
            line.append("  ")
                    .append(Terminal.fit(Terminal.harmless(stage.path("note").asString()), NOTE_WIDTH_MAX));
        }
        if (stage.path("looks_stuck").asLong() > 0) {
            line.append("  ! ")
                    .append(stage.path("looks_stuck").asLong())
                    .append(stage.path("looks_stuck").asLong() == 1 ? " looks stuck" : " look stuck");
        }
        if (stage.path("frozen").asLong() > 0) {
            line.append("  ")
                    .append(stage.path("frozen").asLong())
                    .append(" frozen: ")
                    .append(Terminal.fit(
                            Terminal.harmless(stage.path("why_frozen").asString()), NOTE_WIDTH_MAX));
        }
        if (tasks.path("running").asLong() == 0 && over < total) {
            line.append("  ").append(stage.path("reason").asString(""));
        }
        line.append("  ").append(elapsed(job));
        left(stage, share, total)
                .ifPresent(left -> line.append("  about ").append(left).append(" left"));
        return line.toString();
    }

    /// A guess by what the stage has done since it was first seen to run.
    private Optional<String> left(JsonNode stage, double share, long total) {
        Begun begun =
                begunStages.computeIfAbsent(stage.path("name").asString(), _ -> new Begun(System.nanoTime(), share));
        double since = share - begun.share();
        boolean known = since * total >= GUESS_AFTER || (stage.has("progress") && since >= GUESS_AFTER_SHARE);
        if (!known || share >= 1) {
            return Optional.empty();
        }
        double took = Duration.ofNanos(System.nanoTime() - begun.nanos()).toMillis();
        return Optional.of(Durations.clock(Duration.ofMillis((long) (took * (1 - share) / since))));
    }

    private static long over(JsonNode tasks) {
        return JobReport.done(tasks)
                + tasks.path("failed").asLong()
                + tasks.path("cancelled").asLong();
    }

    /// How long the job has taken so far.
    static String elapsed(JsonNode job) {
        Instant submitted = Instant.parse(job.path("submitted_at").asString());
        Instant until = job.has("ended_at") ? Instant.parse(job.path("ended_at").asString()) : Instant.now();
        // Somebody may have set this machine's clock meanwhile.
        Duration took = Duration.between(submitted, until);
        return Durations.clock(took.isNegative() ? Duration.ZERO : took);
    }

    private void plain(JsonNode job) {
        JsonNode tasks = job.path("tasks");
        long total = Math.max(1, tasks.path("total").asLong());
        int tenth = (int) (10 * over(tasks) / total);
        long now = System.nanoTime();
        if (tenth != tenthShown || now - plainAtNanos > PLAIN_EVERY.toNanos()) {
            tenthShown = tenth;
            plainAtNanos = now;
            terminal.note("  %d/%d tasks   %d running   %d failed   %s"
                    .formatted(
                            over(tasks),
                            total,
                            tasks.path("running").asLong(),
                            tasks.path("failed").asLong(),
                            elapsed(job)));
        }
    }
}
