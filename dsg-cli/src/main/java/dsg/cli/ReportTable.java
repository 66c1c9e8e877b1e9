// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.CsvRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Rows of text as a table of a report, cut to what a person reads.
///
/// @param all how many rows there are in all, without the head
record ReportTable(List<String> head, List<List<String>> rows, long all) {

    static final int ROWS_MAX = 50;
    static final int COLUMNS_MAX = 24;
    private static final int CELL_MAX = 160;

    ReportTable {
        head = cut(head);
        rows = rows.stream().limit(ROWS_MAX).map(ReportTable::cut).toList();
    }

    private static List<String> cut(List<String> cells) {
        return cells.stream()
                .limit(COLUMNS_MAX)
                .map(cell -> Terminal.fit(cell, CELL_MAX))
                .toList();
    }

    /// Comma-separated values whose first row names the columns; none if it is no table.
    static Optional<ReportTable> ofCsv(String text) {
        CsvRows.First first = CsvRows.first(text, ROWS_MAX + 1);
        return first.rows().size() < 2 || !first.whole()
                ? Optional.empty()
                : Optional.of(new ReportTable(
                        first.rows().getFirst(),
                        first.rows().subList(1, first.rows().size()),
                        first.all() - 1));
    }

    /// The same with tabs between.
    static Optional<ReportTable> ofTabs(String text) {
        List<List<String>> rows = text.lines()
                .filter(line -> !line.isEmpty())
                .limit(ROWS_MAX + 1L)
                .map(line -> Arrays.asList(line.split("\t", -1)))
                .toList();
        long all = text.lines().filter(line -> !line.isEmpty()).count() - 1;
        return rows.size() < 2
                ? Optional.empty()
                : Optional.of(new ReportTable(rows.getFirst(), rows.subList(1, rows.size()), all));
    }

    /// A JSON object a line; none if the first lines are none.
    static Optional<ReportTable> ofJsonLines(String text) {
        List<Map<String, String>> objects = new ArrayList<>();
        for (String line :
                text.lines().filter(each -> !each.isBlank()).limit(ROWS_MAX).toList()) {
            Optional<Map<String, String>> object = scalars(line);
            if (object.isEmpty()) {
                return Optional.empty();
            }
            objects.add(object.get());
        }
        return ofObjects(objects, text.lines().filter(line -> !line.isBlank()).count());
    }

    /// Objects with a column for every name that one of them has.
    static Optional<ReportTable> ofObjects(List<Map<String, String>> objects, long all) {
        Set<String> names = new LinkedHashSet<>();
        objects.forEach(object -> names.addAll(object.keySet()));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReportTable(
                        List.copyOf(names),
                        objects.stream()
                                .map(object -> names.stream()
                                        .map(name -> object.getOrDefault(name, ""))
                                        .toList())
                                .toList(),
                        all));
    }

    /// The members of a JSON object, arrays and objects in short; none if the text is no object.
    static Optional<Map<String, String>> scalars(String json) {
        try {
            JsonNode node = GridClient.JSON.readTree(json);
            if (!node.isObject()) {
                return Optional.empty();
            }
            Map<String, String> members = new LinkedHashMap<>();
            node.properties().stream()
                    .limit(COLUMNS_MAX)
                    .forEach(member -> members.put(
                            member.getKey(),
                            member.getValue().isContainer()
                                    ? Terminal.fit(member.getValue().toString(), 40)
                                    : member.getValue().asString()));
            return Optional.of(members);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private boolean isNumeric(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .map(row -> row.get(column).strip())
                .allMatch(cell -> cell.isEmpty() || cell.matches("[-+]?[0-9][0-9.,_]*([eE][-+]?[0-9]+)?"));
    }

    void write(Html html) {
        html.open("div", "class", "scroll", "tabindex", "0")
                .open("table", "class", "data")
                .line();
        html.open("thead").open("tr");
        for (int i = 0; i < head.size(); i++) {
            html.leaf("th", head.get(i), "scope", "col", "class", isNumeric(i) ? "n" : "t");
        }
        html.close("tr").close("thead").open("tbody").line();
        for (List<String> row : rows) {
            html.open("tr");
            for (int i = 0; i < row.size(); i++) {
                html.leaf("td", row.get(i), "class", isNumeric(i) ? "n" : "t");
            }
            html.close("tr").line();
        }
        html.close("tbody").close("table").close("div").line();
        String count = all > rows.size()
                ? "The first " + ReportFiles.number(rows.size()) + " of " + ReportFiles.number(all) + " rows."
                : ReportFiles.number(all) + (all == 1 ? " row." : " rows.");
        html.leaf("p", count, "class", "note").line();
    }
}
