// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.ShellQuote;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a job's results depend on, for its report: the job file and its parameters, the machines and the programs on
/// them, the files, and what the job builds on.
final class ReportSources {

    private final Html html;
    private final ReportRecord record;

    ReportSources(Html html, ReportRecord record) {
        this.html = html;
        this.record = record;
    }

    private long id() {
        return record.job().path("id").asLong();
    }

    /// Parameters, seeds, commands, the job file, and how to run it again.
    void howItRan() {
        html.leaf("h2", "What was run", "id", "run").line();
        JsonNode params = record.job().path("params");
        if (!params.isEmpty() || !record.seeds().isEmpty()) {
            html.open("dl", "class", "values").line();
            params.properties()
                    .forEach(param ->
                            html.figure(param.getKey(), param.getValue().asString()));
            if (!record.seeds().isEmpty()) {
                html.figure(
                        record.seeds().size() == 1 ? "seed" : "seeds",
                        String.join(", ", record.seeds()) + (record.hasMoreSeeds() ? ", ..." : ""));
            }
            html.close("dl").line();
        }
        for (ReportStage stage : record.stages()) {
            if (!stage.command().isEmpty()) {
                boolean sweep = stage.shape().path("sweep").asBoolean();
                html.leaf("p", stage.name() + (sweep ? ", its first task:" : ":"), "class", "label");
                ReportFiles.cut(html, stage.command(), 12);
            }
        }
        JsonNode file = record.job().path("file");
        html.open("p", "class", "label")
                .text("The job file, " + file.path("name").asString() + ":")
                .close("p");
        html.leaf("pre", file.path("text").asString()).line();
        html.leaf("p", "SHA-256 " + file.path("sha256").asString(), "class", "hash")
                .line();
        again(file.path("name").asString(), params);
    }

    private void again(String name, JsonNode params) {
        // The job file of a command that was typed has never been a file.
        String file = name.contains(".") ? name : name + ".yaml";
        StringBuilder command = new StringBuilder("dsg run ").append(ShellQuote.quote(file));
        params.properties()
                .forEach(param -> command.append(" --set ")
                        .append(ShellQuote.quote(
                                param.getKey() + "=" + param.getValue().asString())));
        boolean inputs = record.stages().stream()
                .anyMatch(stage -> stage.ownInputsInAll() > 0
                        || stage.shape().path("inputs").findValue("files") != null);
        html.leaf("h3", "Run it again").line();
        html.leaf(
                "p",
                "Keep the job file as " + file
                        + (inputs
                                ? ", put beside it the files that are listed below as inputs (their SHA-256 tells whether"
                                        + " they are the same), and type:"
                                : ", and type:"));
        html.leaf("pre", command.toString());
        html.leaf("p", "In the grid that ran it, this runs only what has changed since:");
        html.leaf("pre", "dsg resume " + id()).line();
    }

    /// The machines as they were then, and the programs on them.
    void machines() {
        if (record.machines().isEmpty()) {
            return;
        }
        html.leaf("h2", "Machines and programs", "id", "machines").line();
        html.open("div", "class", "machines").line();
        record.machines().forEach(this::machine);
        html.close("div").line();
    }

    private void machine(JsonNode machine, long attempts) {
        html.open("section").leaf("h3", machine.path("name").asString());
        html.open("dl", "class", "values").line();
        html.figure("ran", attempts == 0 ? "what was reused" : ProgressView.count(attempts, "attempt"));
        html.figure(
                "processor",
                machine.path("cpu").asString() + ", " + machine.path("arch").asString());
        html.figure("cores", Long.toString(machine.path("cores").asLong()));
        html.figure("memory", Terminal.size(machine.path("memory_mib").asLong() << 20));
        html.figure("system", machine.path("os").asString());
        html.figure("kernel", machine.path("kernel").asString("not known"));
        html.figure("isolation", machine.path("isolation").asString());
        html.figure(
                "DSG",
                machine.path("version").asString() + ", on Java "
                        + machine.path("jvm").asString("not known"));
        html.close("dl").line();
        JsonNode programs = machine.path("programs");
        if (programs.isEmpty()) {
            html.leaf("p", "Which programs it had is not known.", "class", "note");
        } else {
            html.leaf("p", "Programs that tasks found on it:", "class", "label");
            html.open("dl", "class", "values").line();
            programs.properties()
                    .forEach(program ->
                            html.figure(program.getKey(), program.getValue().asString()));
            html.close("dl");
        }
        html.close("section").line();
    }

    /// Every input and output with its SHA-256.
    void files() {
        List<List<String>> inputs = new ArrayList<>();
        List<List<String>> outputs = new ArrayList<>();
        long inputsInAll = 0;
        long outputsInAll = 0;
        for (ReportStage stage : record.stages()) {
            for (JsonNode input : stage.shape().path("inputs")) {
                input.path("files").forEach(file -> inputs.add(fileRow(stage.name(), file)));
                inputsInAll += input.path("files").size();
            }
            stage.ownInputs().forEach(file -> inputs.add(fileRow(stage.name(), file)));
            inputsInAll += stage.ownInputsInAll();
            for (ReportOutput output : stage.outputs()) {
                output.made()
                        .forEach(file -> outputs.add(
                                List.of(file.task(), file.path(), Terminal.size(file.bytes()), file.sha256())));
                outputsInAll += output.all();
            }
        }
        if (!inputs.isEmpty() || !outputs.isEmpty()) {
            html.leaf("h2", "Files", "id", "files").line();
            files("Inputs", "Stage", inputs, inputsInAll);
            files("Outputs", "Task", outputs, outputsInAll);
        }
    }

    private static List<String> fileRow(String of, JsonNode file) {
        return List.of(
                of,
                file.path("path").asString(),
                Terminal.size(file.path("bytes").asLong()),
                file.path("sha256").asString());
    }

    private void files(String title, String of, List<List<String>> rows, long all) {
        if (rows.isEmpty()) {
            return;
        }
        List<List<String>> shown = rows.subList(0, Math.min(rows.size(), ReportRecord.FILES_KEPT));
        html.open("details", "class", "more");
        html.leaf("summary", title + " (" + ReportFiles.number(all) + ")");
        html.open("div", "class", "scroll").open("table", "class", "files").open("thead");
        html.row("th", List.of(of, "File", "Size", "SHA-256"))
                .close("thead")
                .open("tbody")
                .line();
        shown.forEach(row -> html.row("td", row));
        html.close("tbody").close("table").close("div");
        if (all > shown.size()) {
            html.leaf(
                    "p",
                    "The first " + shown.size() + " of " + ReportFiles.number(all)
                            + "; the job's record has them all: /api/v1/jobs/" + id() + "/record",
                    "class",
                    "note");
        }
        html.close("details").line();
    }

    /// What the job builds on; a DOI is a link.
    void citations() {
        JsonNode citations = record.job().path("citations");
        if (citations.isEmpty()) {
            return;
        }
        html.leaf("h2", "What it builds on", "id", "citations").open("ul").line();
        for (JsonNode citation : citations) {
            String text = citation.asString();
            html.open("li");
            if (text.matches("10\\.\\d{4,9}/\\S+")) {
                html.leaf("a", "doi:" + text, "href", "https://doi.org/" + doi(text), "rel", "noreferrer noopener");
            } else {
                html.text(text);
            }
            html.close("li").line();
        }
        html.close("ul").line();
    }

    /// Escaped for an address, but for what DOIs have between their parts.
    private static String doi(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
