// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.StageSpec;
import dsg.model.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the rule that makes a stage's tasks.
final class SweepReader {

    static final long TASKS_MAX = 100_000;

    private static final int AXES_MAX = 50;

    private static final String GRID_FORM = "sweep: {grid: {beta: [0.1, 0.2]}}";
    private static final SweepDraft UNREAD = new SweepDraft.Unread();

    private final Problems problems;
    private final InputFiles files;
    private final AxisReader axes;
    private final boolean large;

    SweepReader(Problems problems, InputFiles files, ReadOptions options) {
        this.problems = problems;
        this.files = files;
        this.axes = new AxisReader(problems);
        this.large = options.large();
    }

    SweepDraft read(Fields written) {
        Fields stage = written.adopting("sweep", Keys.SWEEPS, Keys.SWEEP.now());
        Optional<Yaml.Entry> sweep = stage.entry("sweep");
        if (sweep.isEmpty()) {
            return new SweepDraft.Whole(new Sweep.Single());
        }
        Optional<Yaml.Mapping> mapping = stage.mapping("sweep", GRID_FORM);
        if (mapping.isEmpty()) {
            return UNREAD;
        }
        Fields fields = Fields.of(mapping.get(), Keys.SWEEP, "sweep", problems);
        List<Yaml.Entry> forms = Keys.SWEEPS.stream()
                .flatMap(form -> fields.entry(form).stream())
                .toList();
        if (forms.size() == 1) {
            return form(fields, forms.getFirst());
        }
        if (forms.size() > 1) {
            problems.add(
                    ProblemCode.E117,
                    forms.get(1).key().span(),
                    "a sweep is of one form, not " + forms.getFirst().key().text() + " and "
                            + forms.get(1).key().text() + " at once",
                    "keep one of " + String.join(", ", Keys.SWEEPS));
        } else if (mapping.get().entries().stream()
                .allMatch(entry -> entry.key().text().equals("as"))) {
            problems.add(ProblemCode.E116, sweep.get().key().span(), "the sweep is empty", "write " + GRID_FORM);
        }
        return UNREAD;
    }

    private SweepDraft form(Fields fields, Yaml.Entry form) {
        String word = form.key().text();
        Optional<Yaml.Scalar> as = as(fields, form);
        return switch (word) {
            case "grid", "zip" ->
                fields.mapping(word, GRID_FORM.replace("grid", word))
                        .map(mapping -> axes(mapping, form.key()))
                        .orElse(UNREAD);
            case "csv" ->
                fields.scalar(word, "sweep: {csv: points.csv}")
                        .flatMap(path -> new TableReader(problems, files).csv(path))
                        .map(table -> few(table, form.key()))
                        .orElse(UNREAD);
            case "lines" ->
                both(fields.scalar(word, "sweep: {lines: names.txt, as: name}"), as)
                        .flatMap(both -> new TableReader(problems, files).lines(both.value, both.as))
                        .map(table -> few(table, form.key()))
                        .orElse(named(as));
            case "files" ->
                both(fields.scalar(word, "sweep: {files: \"data/*.fits\", as: file}"), as)
                        .flatMap(both -> new FileFinder(problems, files)
                                .matching(both.value)
                                .map(found -> few(new Sweep.Files(both.as.text(), found), form.key())))
                        .orElse(named(as));
            default ->
                both(fields.scalar(word, "sweep: {each: simulate.run, as: run}"), as)
                        .<SweepDraft>map(both -> new SweepDraft.Follows(both.as, both.value))
                        .orElse(UNREAD);
        };
    }

    private record Both(Yaml.Scalar value, Yaml.Scalar as) {}

    private static Optional<Both> both(Optional<Yaml.Scalar> value, Optional<Yaml.Scalar> as) {
        return value.flatMap(one -> as.map(other -> new Both(one, other)));
    }

    /// What keeps the name of a sweep whose values could not be read.
    private static SweepDraft named(Optional<Yaml.Scalar> as) {
        return as.<SweepDraft>map(name ->
                        new SweepDraft.Whole(new Sweep.Grid(List.of(new Sweep.Axis(name.text(), AxisReader.UNREAD)))))
                .orElse(UNREAD);
    }

    private Optional<Yaml.Scalar> as(Fields fields, Yaml.Entry form) {
        String word = form.key().text();
        boolean wanted = Set.of("lines", "files", "each").contains(word);
        Optional<Yaml.Entry> entry = fields.entry("as");
        if (wanted && entry.isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    form.key().span(),
                    Words.quote(word) + " has no `as`",
                    "say what a value is called: sweep: {" + word + ": …, as: name}");
        }
        if (!wanted && entry.isPresent()) {
            problems.add(
                    ProblemCode.E117,
                    entry.get().key().span(),
                    Words.quote(word) + " takes no `as`: its values have names already",
                    "leave it out");
        }
        Optional<Yaml.Scalar> as = wanted ? fields.scalar("as", "as: name") : Optional.empty();
        as.ifPresent(this::checkName);
        return as;
    }

    private void checkName(Yaml.Scalar name) {
        if (!Words.isIdentifier(name.text())) {
            problems.add(
                    ProblemCode.E118,
                    name.span(),
                    Words.quote(name.text()) + " cannot name a value of a sweep",
                    "use letters, digits and _, not beginning with a digit: beta, seed_2");
        }
    }

    private SweepDraft axes(Yaml.Mapping mapping, Yaml.Scalar key) {
        List<Sweep.Axis> read = new ArrayList<>();
        int before = problems.size();
        for (Yaml.Entry entry : mapping.entries()) {
            checkName(entry.key());
            read.add(new Sweep.Axis(entry.key().text(), axes.read(entry)));
        }
        if (read.isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    key.span(),
                    "the " + key.text() + " has no values",
                    "write " + GRID_FORM.replace("grid", key.text()));
            return UNREAD;
        }
        if (read.size() > AXES_MAX) {
            problems.add(
                    ProblemCode.E122,
                    key.span(),
                    "the " + key.text() + " has more than " + AXES_MAX + " kinds of values",
                    "put what belongs together into one file per task, and sweep over the files' names");
        }
        boolean grid = key.text().equals("grid");
        boolean fits = grid ? isFew(read, key.span()) : problems.size() == before && isOfOneLength(read, key.span());
        if (!fits) {
            return new SweepDraft.Whole(new Sweep.Grid(read.stream()
                    .map(axis -> new Sweep.Axis(axis.name(), AxisReader.UNREAD))
                    .toList()));
        }
        return new SweepDraft.Whole(grid ? new Sweep.Grid(read) : new Sweep.Zip(read));
    }

    private boolean isOfOneLength(List<Sweep.Axis> read, Span at) {
        if (read.stream().mapToLong(axis -> axis.values().size()).distinct().count() > 1) {
            problems.add(
                    ProblemCode.E111,
                    at,
                    "the lists of `zip` are of different length: " + sizes(read, ", "),
                    "give each as many values as the others; `grid` makes every combination instead");
            return false;
        }
        return isFew(read.getFirst().values().size(), at, sizes(List.of(read.getFirst()), ""));
    }

    private SweepDraft few(Sweep sweep, Yaml.Scalar key) {
        return isFew(sweep.size(), key.span(), sweep instanceof Sweep.Files ? "one for each file" : "one for each row")
                ? new SweepDraft.Whole(sweep)
                : new SweepDraft.Whole(new Sweep.Grid(sweep.names().stream()
                        .map(name -> new Sweep.Axis(name, AxisReader.UNREAD))
                        .toList()));
    }

    private boolean isFew(List<Sweep.Axis> read, Span at) {
        long tasks = 1;
        for (Sweep.Axis axis : read) {
            tasks = times(tasks, axis.values().size());
        }
        return isFew(tasks, at, sizes(read, " x "));
    }

    private static String sizes(List<Sweep.Axis> read, String between) {
        return read.stream()
                .limit(12)
                .map(axis -> Words.shown(axis.name()) + " "
                        + Words.count(axis.values().size()))
                .collect(Collectors.joining(between));
    }

    private boolean isFew(long tasks, Span at, String product) {
        if (tasks <= TASKS_MAX || (large && tasks <= StageSpec.TASKS_MAX)) {
            return true;
        }
        problems.add(
                ProblemCode.E110,
                at,
                tasks > StageSpec.TASKS_MAX
                        ? "this sweep makes more tasks than DSG can count"
                        : "this sweep makes " + Words.count(tasks) + " tasks",
                product + "; "
                        + (tasks > StageSpec.TASKS_MAX
                                ? "take fewer values"
                                : "take fewer values, or say --yes-large if more than 100,000 is meant"));
        return false;
    }

    /// The product, or the largest number there is.
    private static long times(long a, long b) {
        return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
