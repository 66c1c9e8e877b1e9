// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows of comma-separated values, as RFC 4180 has them, one by one. Lines with nothing in them are no rows.
public final class CsvRows {

    private static final int CELLS_MAX = 1_000;

    /// A row and where it stands.
    record Row(Span span, List<String> cells) {}

    /// Why there are no more rows, if that is not the end.
    record Mistake(Span span, String what) {}

    private final String text;
    private int at;
    private Optional<Mistake> mistake = Optional.empty();

    /// The first rows of a text, and how many there are in all.
    ///
    /// @param whole whether it is comma-separated values to its end
    public record First(List<List<String>> rows, long all, boolean whole) {}

    /// At most `max` rows of this text, the head of its columns counted in.
    public static First first(String text, int max) {
        CsvRows rows = new CsvRows(text.replace("\r\n", "\n"));
        List<List<String>> first = new ArrayList<>();
        long all = 0;
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            all++;
            if (first.size() < max) {
                first.add(row.get().cells());
            }
        }
        return new First(first, all, rows.mistake().isEmpty());
    }

    /// @param text lines end in `\n` alone
    CsvRows(String text) {
        this.text = text;
    }

    Optional<Mistake> mistake() {
        return mistake;
    }

    /// The next row; nothing at the end and after a mistake.
    Optional<Row> next() {
        while (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        if (at >= text.length() || mistake.isPresent()) {
            return Optional.empty();
        }
        int start = at;
        List<String> cells = new ArrayList<>();
        boolean more = true;
        while (more) {
            Optional<String> cell = text.startsWith("\"", at) ? quoted() : bare();
            if (cell.isEmpty()) {
                return Optional.empty();
            }
            if (cells.size() >= CELLS_MAX || cell.get().indexOf('\0') >= 0) {
                return refuse(start, "a row of more than 1,000 values, or with the character U+0000");
            }
            cells.add(cell.get());
            more = text.startsWith(",", at);
            at += at < text.length() ? 1 : 0;
        }
        return Optional.of(new Row(new Span(start, Math.max(start + 1, end(start))), cells));
    }

    private int end(int start) {
        int end = text.indexOf('\n', start);
        return end < 0 ? text.length() : end;
    }

    private Optional<String> bare() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            if (text.charAt(at) == '"') {
                refuse(at, "a quote inside a value that does not begin with one");
                return Optional.empty();
            }
            at++;
        }
        return Optional.of(text.substring(start, at));
    }

    private Optional<String> quoted() {
        int start = at;
        StringBuilder cell = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                refuse(start, "the quote that begins here never ends");
                return Optional.empty();
            }
            cell.append(text, at, quote);
            at = quote + 1;
            if (!text.startsWith("\"", at)) {
                break;
            }
            cell.append('"');
            at++;
        }
        if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            refuse(at, "something stands between the closing quote and the comma");
            return Optional.empty();
        }
        return Optional.of(cell.toString());
    }

    private Optional<Row> refuse(int place, String what) {
        mistake = Optional.of(new Mistake(new Span(place, place + 1), what));
        return Optional.empty();
    }
}
