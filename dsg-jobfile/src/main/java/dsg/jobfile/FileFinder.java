// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what the job file names, and says so where it cannot.
final class FileFinder {

    private final Problems problems;
    private final InputFiles files;

    FileFinder(Problems problems, InputFiles files) {
        this.problems = problems;
        this.files = files;
    }

    /// The files of an input that lands at `landing`.
    Optional<List<Input.LocalFile>> list(Yaml.Scalar path, String landing) {
        return switch (files.list(path.text())) {
            case InputFiles.Listing.Found(List<Input.LocalFile> found) -> checked(path, landing, found);
            case InputFiles.Missing missing -> missing(path, missing);
            case InputFiles.Unreadable(String why) -> unfit(path, why);
        };
    }

    /// The files that fit a pattern, one a task.
    Optional<List<Input.LocalFile>> matching(Yaml.Scalar pattern) {
        return switch (TaskPath.ofPattern(pattern.text())) {
            case TaskPath.Refused refused -> {
                refuse(pattern, refused);
                yield Optional.empty();
            }
            case TaskPath.At(String landing) ->
                switch (files.glob(pattern.text())) {
                    case InputFiles.Listing.Found(List<Input.LocalFile> found) -> matches(pattern, landing, found);
                    case InputFiles.Missing missing -> missing(pattern, missing);
                    case InputFiles.Unreadable(String why) -> unfit(pattern, why);
                };
        };
    }

    /// The text of a file.
    Optional<String> text(Yaml.Scalar path) {
        if (TaskPath.ofInput(path.text()) instanceof TaskPath.Refused refused) {
            refuse(path, refused);
            return Optional.empty();
        }
        return switch (files.text(path.text())) {
            case InputFiles.Content.Text(String text)
            when text.length() > InputFiles.TEXT_MAX ->
                unfit(path, "is larger than 16 MiB; put what each task needs into files, and sweep over those");
            case InputFiles.Content.Text(String text) -> Optional.of(text);
            case InputFiles.Missing missing -> missing(path, missing);
            case InputFiles.Unreadable(String why) -> unfit(path, why);
        };
    }

    void refuse(Yaml.Scalar path, TaskPath.Refused refused) {
        problems.add(
                refused.code(),
                path.span(),
                "the path " + Words.quote(path.text()) + " " + refused.why(),
                refused.help());
    }

    private <T> Optional<T> missing(Yaml.Scalar path, InputFiles.Missing missing) {
        String looked = "looked in " + Words.printable(missing.lookedIn());
        problems.add(
                ProblemCode.E105,
                path.span(),
                "input file not found: " + Words.shown(path.text()),
                Words.nearest(path.text(), missing.nearby())
                        .map(near -> looked + "; did you mean " + Words.quote(near) + "?")
                        .orElse(looked));
        return Optional.empty();
    }

    private Optional<List<Input.LocalFile>> checked(Yaml.Scalar path, String landing, List<Input.LocalFile> found) {
        if (found.isEmpty()) {
            return unfit(path, "is a folder without files");
        }
        if (found.size() > TaskPath.FILES_MAX) {
            return unfit(path, TaskPath.TOO_MANY_FILES);
        }
        return travelling(path, landing, found);
    }

    private Optional<List<Input.LocalFile>> matches(Yaml.Scalar pattern, String landing, List<Input.LocalFile> found) {
        if (found.isEmpty()) {
            problems.add(
                    ProblemCode.E105,
                    pattern.span(),
                    "no file fits " + Words.quote(pattern.text()),
                    "* stands for any letters of one name, ** for any folders: \"data/*.fits\", \"**/*.csv\"");
            return Optional.empty();
        }
        return travelling(
                pattern,
                landing,
                found.stream()
                        .sorted(Comparator.comparing(Input.LocalFile::path))
                        .toList());
    }

    private Optional<List<Input.LocalFile>> travelling(Yaml.Scalar path, String landing, List<Input.LocalFile> found) {
        for (Input.LocalFile file : found) {
            if (!TaskPath.isAtOrBelow(landing, file.path())) {
                return unfit(path, "holds a file whose name cannot travel: " + Words.shown(file.path()));
            }
        }
        return Optional.of(found);
    }

    private <T> Optional<T> unfit(Yaml.Scalar path, String why) {
        problems.add(
                ProblemCode.E105,
                path.span(),
                "input " + Words.quote(path.text()) + " " + Words.printable(why),
                "name a file that is there, or a folder with files in it");
        return Optional.empty();
    }
}
