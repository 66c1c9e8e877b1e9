// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a path of the job file lies in a task's folder. Every path that leaves this class stays inside that
/// folder, on Linux, macOS and Windows alike.
sealed interface TaskPath {

    /// Relative, `/` between its parts, none of them empty, `.` or `..`; `.` alone is the folder itself.
    record At(String path) implements TaskPath {}

    /// Not a path that can be taken; `why` ends the sentence "it …".
    record Refused(ProblemCode code, String why, String help) implements TaskPath {}

    int LENGTH_MAX = 1_000;
    int FILES_MAX = 10_000;
    String TOO_MANY_FILES = "has more than 10,000 files; pack them into one archive";

    Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    /// Where an input lands: where it lies beside the job file, or at its base name if it lies elsewhere.
    static TaskPath ofInput(String path) {
        Optional<Refused> unfit = unfit(path);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        List<String> parts = parts(path);
        if (!isElsewhere(path)) {
            return new At(parts.isEmpty() ? "." : String.join("/", parts));
        }
        String base = parts.isEmpty() ? ".." : parts.getLast();
        return base.equals("..") || DRIVE.matcher(base).matches()
                ? new Refused(
                        ProblemCode.E119, "has no name of its own", "name a folder or a file in it: ../data, ../run.py")
                : new At(base);
    }

    /// Whether a path leads out of the folder of the job file, by how it is written.
    static boolean isElsewhere(String path) {
        return path.startsWith("/")
                || DRIVE.matcher(path).matches()
                || parts(path).contains("..");
    }

    /// Below which folder the files land that fit a pattern: that of its parts without wildcards.
    static TaskPath ofPattern(String pattern) {
        Optional<Refused> unfit = unprintable(pattern);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        String folder = folderOf(pattern);
        boolean nameless = folder.isEmpty() || parts(folder).stream().allMatch(".."::equals);
        return nameless ? new At(".") : ofInput(folder);
    }

    /// The leading parts of a pattern that hold no wildcard, as written; a pattern without one is its own.
    static String folderOf(String pattern) {
        int wild = 0;
        while (wild < pattern.length() && "*?[{".indexOf(pattern.charAt(wild)) < 0) {
            wild++;
        }
        return wild == pattern.length() ? pattern : pattern.substring(0, pattern.lastIndexOf('/', wild) + 1);
    }

    /// Where a task must leave an output.
    static TaskPath ofOutput(String path) {
        Optional<Refused> unfit = unfit(path);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        List<String> parts = parts(path);
        if (isElsewhere(path)) {
            return new Refused(
                    ProblemCode.E119,
                    "leaves the task's folder",
                    "write a path inside the task's folder: peak.json or plots/peak.png");
        }
        return parts.isEmpty() || path.endsWith("/")
                ? new Refused(ProblemCode.E119, "is a folder, not a file", "name one file: peak.json or plots/peak.png")
                : new At(String.join("/", parts));
    }

    /// Whether a file handed in for an input that lands at `landing` is that input or lies inside it.
    static boolean isAtOrBelow(String landing, String path) {
        if (path.equals(landing)) {
            return !landing.equals(".");
        }
        String prefix = landing.equals(".") ? "" : landing + "/";
        return path.startsWith(prefix)
                && path.length() <= LENGTH_MAX
                && !path.startsWith("/")
                && !DRIVE.matcher(path).matches()
                && isPortable(path.substring(prefix.length()));
    }

    private static boolean isPortable(String path) {
        return path.chars().noneMatch(c -> Words.isControl(c) || c == '\\')
                && List.of(path.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /// The path of something inside a folder.
    static String below(String folder, String path) {
        return folder.equals(".") ? path : folder + "/" + path;
    }

    /// The last part of a path.
    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<Refused> unprintable(String path) {
        if (path.isBlank() || path.length() > LENGTH_MAX || path.chars().anyMatch(Words::isControl)) {
            return Optional.of(new Refused(
                    ProblemCode.E119,
                    "is empty, longer than 1,000 characters or not printable",
                    "write a path like data/x.csv"));
        }
        if (path.indexOf('\\') >= 0) {
            return Optional.of(new Refused(
                    ProblemCode.E119, "has a backslash", "write / between folders, on Windows too: data/x.csv"));
        }
        if (path.contains("{{")) {
            return Optional.of(new Refused(
                    ProblemCode.E115,
                    "has a placeholder: known, but not in this version",
                    "in a path only {{ params.name }} is filled"));
        }
        return Optional.empty();
    }

    private static Optional<Refused> unfit(String path) {
        Optional<Refused> unprintable = unprintable(path);
        if (unprintable.isPresent()) {
            return unprintable;
        }
        if (path.indexOf('*') >= 0) {
            return Optional.of(new Refused(
                    ProblemCode.E115,
                    "is a pattern: known, but not in this version",
                    "name each file, or a folder: all files in it are taken"));
        }
        return Optional.empty();
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
