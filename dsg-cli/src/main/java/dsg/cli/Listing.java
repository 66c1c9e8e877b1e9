// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// How a command that lists things prints them: a table for people, or JSON, or CSV (RFC 4180), and which columns.
final class Listing {

    @Option(names = "--json", description = "Print them as JSON.")
    private boolean json;

    @Option(names = "--csv", description = "Print them as CSV.")
    private boolean csv;

    @Option(
            names = {"-o", "--columns"},
            paramLabel = "NAMES",
            description = "Only these columns, in this order, with commas between: name,state.")
    private Optional<String> columns = Optional.empty();

    /// Whether JSON is wanted.
    boolean isJson() {
        return json;
    }

    /// Whether it is the usual table.
    boolean isForPeople() {
        return !json && !csv && columns.isEmpty();
    }

    /// Prints the list.
    ///
    /// @param shape the list as JSON
    /// @param rows the list as a table; its first row has the columns' names
    void print(Terminal terminal, JsonNode shape, Supplier<List<List<String>>> rows) {
        if (json) {
            terminal.print(GridClient.pretty(shape));
            return;
        }
        List<List<String>> wanted = wanted(rows.get());
        if (csv) {
            wanted.forEach(
                    row -> terminal.print(row.stream().map(Listing::quoted).collect(Collectors.joining(","))));
        } else {
            terminal.printTable(wanted);
        }
    }

    private List<List<String>> wanted(List<List<String>> rows) {
        if (columns.isEmpty()) {
            return rows;
        }
        List<String> names = rows.getFirst().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<Integer> places = new ArrayList<>();
        for (String name : columns.get().split(",", -1)) {
            int place = names.indexOf(name.strip().toLowerCase(Locale.ROOT));
            if (place < 0) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "There is no column `" + name + "`.",
                        "The columns are " + String.join(", ", names) + ".",
                        "Write it so: -o " + String.join(",", names.subList(0, 2)));
            }
            places.add(place);
        }
        return rows.stream().map(row -> places.stream().map(row::get).toList()).toList();
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\\r\\n].*") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }
}
