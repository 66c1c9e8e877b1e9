// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.CsvRows;
import dsg.model.Role;
import dsg.model.UserName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A class as a spreadsheet has it: CSV with the column `name` and, if not all have one role, the column `role`.
final class ClassList {

    private static final int ROWS_MAX = 2_000;
    private static final String HOW = "The first row names the columns, name and perhaps role: name,role";

    /// Somebody who is to be a user.
    record Member(String name, Role role) {}

    private final List<String> faults = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    private ClassList() {}

    /// Reads the file.
    ///
    /// @param otherwise the role of those for whom the file says none
    /// @param isKnown whether there is a user of that name already
    /// @throws CommandFailure with all its faults
    static List<Member> read(Path file, Role otherwise, Predicate<String> isKnown) {
        ClassList list = new ClassList();
        list.readRows(file, text(file), otherwise, isKnown);
        if (!list.faults.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Nobody was added: " + file + " has " + ProgressView.count(list.faults.size(), "fault") + ".",
                    String.join("%n         ".formatted(), list.faults),
                    "Mend them, and type the same again.");
        }
        return list.members;
    }

    private static String text(Path file) {
        try {
            String text = Files.readString(file).replaceFirst("^\ufeff", "");
            // As spreadsheets write it where the comma stands in numbers.
            return text.contains(";") && !text.contains(",") && !text.contains("\"") ? text.replace(';', ',') : text;
        } catch (NoSuchFileException _) {
            throw unreadable(file, "There is no such file.");
        } catch (CharacterCodingException _) {
            throw unreadable(file, "It is no text in UTF-8. In a spreadsheet, choose CSV UTF-8 when you save it.");
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure unreadable(Path file, String why) {
        return new CommandFailure(
                ExitStatus.NOT_FOUND,
                "The class in " + file + " cannot be read.",
                why,
                "Give a CSV file with the columns name and role: dsg user add --csv pupils.csv");
    }

    private void readRows(Path file, String text, Role otherwise, Predicate<String> isKnown) {
        CsvRows.First rows = CsvRows.first(text, ROWS_MAX + 2);
        if (!rows.whole()) {
            throw unreadable(
                    file, "It is no CSV: somewhere a quote is not closed, or stands in the middle of a value.");
        }
        List<String> head = rows.rows().isEmpty()
                ? List.of()
                : rows.rows().getFirst().stream()
                        .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                        .toList();
        int name = head.indexOf("name");
        int role = head.indexOf("role");
        if (name < 0 || rows.all() < 2 || rows.all() > ROWS_MAX + 1) {
            throw unreadable(
                    file,
                    name < 0
                            ? "It has no column `name`. " + HOW
                            : rows.all() < 2
                                    ? "It has nobody below its head."
                                    : "It has more than " + ROWS_MAX + " rows.");
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 1; i < rows.rows().size(); i++) {
            readRow(i + 1, rows.rows().get(i), name, role, otherwise, seen, isKnown);
        }
    }

    private void readRow(
            int number,
            List<String> cells,
            int name,
            int role,
            Role otherwise,
            Map<String, Integer> seen,
            Predicate<String> isKnown) {
        String called = cell(cells, name);
        String word = cell(cells, role).toLowerCase(Locale.ROOT);
        Optional<Role> wanted = word.isEmpty() ? Optional.of(otherwise) : Role.parse(word);
        Optional<String> fault = UserName.fault(called).map(text -> text + suggestion(called));
        Integer before = seen.putIfAbsent(UserName.same(called), number);
        if (fault.isPresent()) {
            faults.add("row " + number + ": " + fault.get());
        } else if (before != null) {
            faults.add("row " + number + ": `" + called + "` stands in row " + before + " already.");
        } else if (isKnown.test(called)) {
            faults.add("row " + number + ": there is a user `" + called + "` already.");
        }
        if (wanted.isEmpty()) {
            faults.add("row " + number + ": `" + Terminal.harmless(word)
                    + "` is no role; there are viewer, submitter and admin.");
        }
        wanted.ifPresent(one -> members.add(new Member(called, one)));
    }

    private static String cell(List<String> cells, int column) {
        return column < 0 || column >= cells.size() ? "" : cells.get(column).strip();
    }

    private static String suggestion(String name) {
        String better = name.strip().replaceAll("\\s+", ".");
        return !better.equals(name) && UserName.fault(better).isEmpty() ? " Perhaps " + better + "." : "";
    }
}
