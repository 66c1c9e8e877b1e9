// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Sweep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads files whose rows or lines are the values of a sweep.
final class TableReader {

    private static final int COLUMNS_MAX = 50;
    private static final int ROWS_MAX = 2_000_000;

    private final Problems problems;
    private final FileFinder finder;

    TableReader(Problems problems, InputFiles files) {
        this.problems = problems;
        this.finder = new FileFinder(problems, files);
    }

    /// A file of which each line is a value.
    Optional<Sweep> lines(Yaml.Scalar path, Yaml.Scalar as) {
        Optional<String> text = finder.text(path).map(Source::normalised);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = text.get().lines().limit(ROWS_MAX + 1L).toList();
        int start = 0;
        for (String line : lines) {
            if (line.indexOf('\0') >= 0) {
                refuse(path, text.get(), new Span(start, start + line.length()), "a value cannot hold U+0000");
                return Optional.empty();
            }
            start += line.length() + 1;
        }
        return isOfGoodLength(path, lines.size(), "no lines")
                ? Optional.of(new Sweep.Table(List.of(as.text()), lines))
                : Optional.empty();
    }

    /// A file of comma-separated values, the names above them.
    Optional<Sweep> csv(Yaml.Scalar path) {
        Optional<String> text = finder.text(path).map(Source::normalised);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        CsvRows rows = new CsvRows(text.get());
        Optional<CsvRows.Row> header = rows.next();
        if (header.isEmpty()) {
            return refuse(path, text.get(), rows.mistake());
        }
        List<String> names = header.get().cells().stream().map(String::strip).toList();
        if (!areNames(path, text.get(), header.get(), names)) {
            return Optional.empty();
        }
        List<String> cells = new ArrayList<>();
        int count = 0;
        for (Optional<CsvRows.Row> row = rows.next();
                row.isPresent() && count <= ROWS_MAX;
                row = rows.next(), count++) {
            int found = row.get().cells().size();
            if (found != names.size()) {
                return refuse(
                        path,
                        text.get(),
                        row.get().span(),
                        "this row has " + found + (found == 1 ? " value" : " values") + ", and the header has "
                                + names.size());
            }
            cells.addAll(row.get().cells());
        }
        if (rows.mistake().isPresent()) {
            return refuse(path, text.get(), rows.mistake());
        }
        return isOfGoodLength(path, count, "no rows below its header")
                ? Optional.of(new Sweep.Table(names, cells))
                : Optional.empty();
    }

    private boolean areNames(Yaml.Scalar path, String text, CsvRows.Row header, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            boolean odd = !Words.isIdentifier(name);
            if (odd || !seen.add(name) || seen.size() > COLUMNS_MAX) {
                refuse(
                        path,
                        text,
                        header.span(),
                        odd
                                ? Words.quote(name) + " cannot name a value of a sweep"
                                : seen.size() > COLUMNS_MAX
                                        ? "there are more than 50 columns"
                                        : "two columns are called " + Words.quote(name));
                return false;
            }
        }
        return true;
    }

    private boolean isOfGoodLength(Yaml.Scalar path, int rows, String empty) {
        if (rows == 0 || rows > ROWS_MAX) {
            problems.add(
                    rows == 0 ? ProblemCode.E127 : ProblemCode.E122,
                    path.span(),
                    Words.quote(path.text()) + " has " + (rows == 0 ? empty : "more than 2,000,000 rows"),
                    "one row or line is one task; the first row of a CSV file names the columns");
        }
        return rows > 0 && rows <= ROWS_MAX;
    }

    private Optional<Sweep> refuse(Yaml.Scalar path, String text, Optional<CsvRows.Mistake> mistake) {
        return mistake.isEmpty()
                ? refuse(path, text, new Span(0, 1), "the file is empty")
                : refuse(path, text, mistake.get().span(), mistake.get().what());
    }

    private Optional<Sweep> refuse(Yaml.Scalar path, String text, Span span, String what) {
        problems.addElsewhere(
                ProblemCode.E127,
                path.span(),
                new Problems.Elsewhere(path.text(), text, span),
                what,
                "first the names, then a row a task: beta,label and 0.1,\"a, b\"; a \" inside quotes is written \"\"");
        return Optional.empty();
    }
}
