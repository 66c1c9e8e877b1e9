// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.cli.ReportOutput.Made;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The files that a job has made, shown in its report: pictures, tables, JSON and text. What is too large or of another
/// kind is named, and nothing of it is run: a picture with a script in it is only ever looked at.
final class ReportFiles {

    private static final int PICTURE_MAX = 8 * 1024 * 1024;
    private static final int PICTURES_MAX = 32 * 1024 * 1024;
    private static final int PICTURES_EACH = 24;
    private static final int TEXT_MAX = 4 * 1024 * 1024;
    private static final int TEXT_SHOWN = 12 * 1024;
    private static final int LINES_SHOWN = 60;
    /// Of an output that each task of a sweep makes, so many are shown, unless they make one table.
    private static final int EACH_SHOWN = 3;

    private static final String OF_EACH = " of each task";

    private final GridClient client;
    private final Html html;
    private long pictureBytes;

    ReportFiles(GridClient client, Html html) {
        this.client = client;
        this.html = html;
    }

    /// Pictures side by side, and then all the rest.
    void write(List<ReportOutput> outputs) {
        List<ReportOutput> pictures =
                outputs.stream().filter(ReportOutput::isPicture).toList();
        if (!pictures.isEmpty()) {
            boolean one = pictures.size() == 1 && pictures.getFirst().made().size() == 1;
            html.open("div", "class", one ? "picture" : "pictures").line();
            pictures.forEach(this::writePictures);
            html.close("div").line();
            pictures.forEach(output -> more(output.all() - PICTURES_EACH, output.first()));
        }
        outputs.stream().filter(output -> !output.isPicture()).forEach(this::writeReadable);
    }

    private void writeReadable(ReportOutput output) {
        boolean objects = output.made().size() > 1
                && output.first().path().toLowerCase(Locale.ROOT).endsWith(".json");
        if (!objects || !writeObjects(output)) {
            output.made().stream().limit(EACH_SHOWN).forEach(this::writeOne);
            more(output.all() - EACH_SHOWN, output.first());
        }
    }

    private void more(long left, Made of) {
        if (left > 0) {
            html.leaf(
                            "p",
                            number(left) + " more files " + of.path() + " are not shown here; fetch them: dsg get "
                                    + of.task().split("\\.")[0],
                            "class",
                            "note")
                    .line();
        }
    }

    /// With the size, where it is of one file.
    private void caption(Made file, String name) {
        String caption = file.output().path("caption").asString("");
        html.open("figcaption");
        if (!caption.isEmpty()) {
            html.leaf("strong", caption).text(" ");
        }
        html.leaf("span", name, "class", "file")
                .text(" ")
                .leaf("span", name.endsWith(OF_EACH) ? "" : Terminal.size(file.bytes()), "class", "size")
                .close("figcaption")
                .line();
    }

    /// How a file is called where there are several alike.
    private static String label(Made file) {
        return file.values().isEmpty() ? file.path() : file.path() + "  " + Terminal.fit(joined(file.values()), 80);
    }

    static String joined(Map<String, String> values) {
        List<String> parts = new ArrayList<>();
        values.forEach((name, value) -> parts.add(name + " = " + value));
        return String.join(", ", parts);
    }

    private void writePictures(ReportOutput output) {
        for (Made file : output.made().subList(0, Math.min(output.made().size(), PICTURES_EACH))) {
            html.open("figure");
            Optional<String> data = picture(file);
            if (data.isPresent()) {
                String caption = file.output().path("caption").asString("");
                html.open("img", "src", data.get(), "alt", caption.isEmpty() ? label(file) : caption)
                        .line();
                pictureBytes += file.bytes();
            }
            caption(file, label(file));
            if (data.isEmpty()) {
                html.leaf("p", "Not shown: it is too large, or no picture after all.", "class", "note");
            }
            html.close("figure").line();
        }
    }

    /// The picture as a `data:` address, if it is one by its first bytes and not too large.
    private Optional<String> picture(Made file) {
        return file.bytes() > PICTURE_MAX || pictureBytes + file.bytes() > PICTURES_MAX
                ? Optional.empty()
                : content(file)
                        .flatMap(content -> type(content)
                                .map(type -> "data:" + type + ";base64,"
                                        + Base64.getEncoder().encodeToString(content)));
    }

    private static Optional<String> type(byte[] content) {
        String begin = new String(content, 0, Math.min(content.length, 1024), StandardCharsets.ISO_8859_1);
        if (begin.startsWith("\u0089PNG\r\n")) {
            return Optional.of("image/png");
        }
        if (begin.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (begin.startsWith("GIF8")) {
            return Optional.of("image/gif");
        }
        if (begin.startsWith("RIFF") && begin.startsWith("WEBP", 8)) {
            return Optional.of("image/webp");
        }
        return begin.contains("<svg") ? Optional.of("image/svg+xml") : Optional.empty();
    }

    /// JSON of the tasks of a sweep, as one table with the sweep's values; whether it is one.
    private boolean writeObjects(ReportOutput output) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Made file : output.made().subList(0, Math.min(output.made().size(), ReportTable.ROWS_MAX))) {
            Optional<Map<String, String>> members = text(file).flatMap(ReportTable::scalars);
            if (members.isEmpty()) {
                return false;
            }
            Map<String, String> row = new LinkedHashMap<>();
            row.put("task", file.task().substring(file.task().lastIndexOf('.') + 1));
            row.putAll(file.values());
            members.get().forEach(row::putIfAbsent);
            rows.add(row);
        }
        ReportTable.ofObjects(rows, output.all()).ifPresent(table -> {
            html.open("figure");
            Made first = output.first();
            caption(first, first.path() + OF_EACH);
            table.write(html);
            html.close("figure").line();
        });
        return true;
    }

    private void writeOne(Made file) {
        Optional<String> text = text(file);
        html.open("figure");
        caption(file, label(file));
        if (text.isEmpty()) {
            html.leaf(
                    "p",
                    "Not shown: it is too large, or neither a picture, a table nor text, or not in the grid any more.",
                    "class",
                    "note");
        } else {
            writeText(file.path().toLowerCase(Locale.ROOT), text.get());
        }
        html.close("figure").line();
    }

    private void writeText(String name, String text) {
        Optional<ReportTable> table = switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "csv" -> ReportTable.ofCsv(text);
            case "tsv" -> ReportTable.ofTabs(text);
            case "jsonl", "ndjson" -> ReportTable.ofJsonLines(text);
            default -> Optional.empty();
        };
        Optional<Map<String, String>> members = name.endsWith(".json") ? ReportTable.scalars(text) : Optional.empty();
        if (table.isPresent()) {
            table.get().write(html);
        } else if (members.filter(flat -> flat.size() < ReportTable.COLUMNS_MAX).isPresent() && !text.contains("[")) {
            html.open("dl", "class", "values");
            members.get()
                    .forEach((member, value) -> html.open("div")
                            .leaf("dt", member)
                            .leaf("dd", value)
                            .close("div"));
            html.close("dl").line();
        } else {
            cut(html, name.endsWith(".json") ? pretty(text) : text, LINES_SHOWN);
        }
    }

    private static String pretty(String json) {
        try {
            return GridClient.pretty(GridClient.JSON.readTree(json));
        } catch (JacksonException _) {
            return json;
        }
    }

    /// The first lines of a text, and a word on what is left out.
    static void cut(Html html, String text, int lines) {
        String begin = text.length() > TEXT_SHOWN ? text.substring(0, TEXT_SHOWN) : text;
        List<String> shown = begin.lines().limit(lines).toList();
        html.leaf("pre", String.join("\n", shown)).line();
        long all = text.lines().count();
        if (all > shown.size()) {
            html.leaf("p", "The first " + number(shown.size()) + " of " + number(all) + " lines.", "class", "note");
        } else if (begin.length() < text.length()) {
            html.leaf("p", "Cut here; the file is longer.", "class", "note");
        }
    }

    /// The file as text, if it is UTF-8 and not too large.
    private Optional<String> text(Made file) {
        if (file.bytes() > TEXT_MAX) {
            return Optional.empty();
        }
        return content(file).flatMap(ReportFiles::decoded);
    }

    private static Optional<String> decoded(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /// None if the grid has it no more.
    private Optional<byte[]> content(Made file) {
        try (InputStream in = client.artefact(file.sha256())) {
            return Optional.of(in.readAllBytes());
        } catch (CommandFailure failure) {
            if (failure.status() == ExitStatus.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The report was not written.",
                    "The grid's answer broke off: " + e.getMessage(),
                    "Type the command again.");
        }
    }

    /// With a comma between thousands, wherever the report is written.
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
