// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// The report of a job as one HTML page that stands on its own: no script, no font, nothing that is fetched. Its
/// Content-Security-Policy lets nothing else happen, whatever the job has made.
final class ReportPage {

    private static final String STYLE = style();

    private final GridClient client;
    private final JsonNode job;
    private final ReportRecord record;
    private final Instant now;
    private final Html html = new Html();
    private final ReportSections sections;
    private final ReportSources sources;

    /// @param job as its own route tells it
    /// @param now when the report is written
    ReportPage(GridClient client, JsonNode job, ReportRecord record, Instant now) {
        this.client = client;
        this.job = job;
        this.record = record;
        this.now = now;
        this.sections = new ReportSections(html, job, record);
        this.sources = new ReportSources(html, record);
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By its hash the policy knows this style, and no other.
    private static String policy() {
        byte[] hash = HexFormat.of()
                .parseHex(Digest.of(STYLE.getBytes(StandardCharsets.UTF_8)).hex());
        return "default-src 'none'; img-src data:; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "'; base-uri 'none'; form-action 'none'";
    }

    /// The whole page.
    String text() {
        head();
        sections.summary();
        results();
        failures();
        sections.stages();
        sources.howItRan();
        sources.machines();
        sources.files();
        sources.citations();
        sections.foot(now);
        html.own("</main></body></html>\n");
        return html.toString();
    }

    private void head() {
        html.own("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy())
                .line();
        html.own("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.own("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.own("<meta name=\"referrer\" content=\"no-referrer\">\n");
        html.leaf(
                        "title",
                        job.path("name").asString() + ", job " + job.path("id").asLong())
                .line();
        html.own("<style>").own(STYLE).own("</style></head>\n<body><main>\n");
    }

    private void results() {
        List<ReportOutput> outputs = new ArrayList<>();
        // What the job file says is to be shown comes first, and the last stage before those that led to it.
        for (boolean asked : List.of(true, false)) {
            for (ReportStage stage : record.stages().reversed()) {
                stage.shownOutputs()
                        .filter(output -> output.isAskedFor() == asked)
                        .forEach(outputs::add);
            }
        }
        record.stages().reversed().forEach(stage -> stage.printed().forEach(outputs::add));
        if (!outputs.isEmpty()) {
            html.leaf("h2", "Results", "id", "results").line();
            new ReportFiles(client, html).write(outputs);
        }
    }

    private void failures() {
        if (job.path("tasks").path("failed").asLong() == 0) {
            return;
        }
        html.leaf("h2", "What failed", "id", "failed").line();
        FailureCards cards = new FailureCards(client);
        for (JsonNode stage : job.path("stages")) {
            stage.path("differs")
                    .forEach(said -> html.open("p", "class", "differs")
                            .leaf("strong", stage.path("name").asString())
                            .text(": " + said.asString() + ".")
                            .close("p")
                            .line());
            cards.cards(stage).forEach(this::failure);
        }
        sections.failedTasks();
    }

    private void failure(FailureCards.Card card) {
        html.open("article", "class", "failure");
        html.open("h3")
                .leaf("span", card.task())
                .text(" ")
                .leaf("span", card.why(), "class", "why")
                .close("h3");
        String values =
                FailureCards.values(card.values()).map(with -> ", with " + with).orElse("");
        html.leaf(
                        "p",
                        "On " + card.node() + ", " + ProgressView.count(card.attempts(), "attempt") + values + ".",
                        "class",
                        "note")
                .line();
        if (!card.tail().lines().isEmpty()) {
            html.leaf("pre", String.join("\n", card.tail().lines()));
        }
        if (!card.alike().isEmpty()) {
            html.leaf("p", "The same in " + FailureCards.named(card.alike()) + ".", "class", "note");
        }
        html.close("article").line();
    }
}
