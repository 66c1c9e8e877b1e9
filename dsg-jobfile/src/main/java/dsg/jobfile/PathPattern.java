// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds files by a pattern: `*` and `?` within one name, `[ab]`, `{fits,csv}`, and `**` for any folders. What begins
/// with a dot is found only by a part that does, and links to folders are not followed by `**`.
final class PathPattern {

    /// A part that stands for any number of folders.
    private static final Pattern ANY_FOLDERS = Pattern.compile("\\*\\*");

    /// The most files that are taken, and the most folders and files that are looked at.
    static final int FOUND_MAX = 1_000_000;

    private final List<Pattern> parts;

    private PathPattern(List<Pattern> parts) {
        this.parts = parts;
    }

    /// @throws IllegalArgumentException if it is no pattern
    static PathPattern of(String pattern) {
        List<Pattern> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            if (part.equals("**")) {
                parts.add(ANY_FOLDERS);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(Pattern.compile(regex(part)));
            }
        }
        if (parts.isEmpty() || parts.size() > 64 || pattern.endsWith("/")) {
            throw new IllegalArgumentException("it fits no file");
        }
        if (parts.getLast() == ANY_FOLDERS) {
            parts.add(Pattern.compile(regex("*")));
        }
        return new PathPattern(parts);
    }

    private static String regex(String part) {
        StringBuilder regex = new StringBuilder(part.startsWith(".") ? "" : "(?!\\.)");
        boolean choosing = false;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    int close = part.indexOf(']', i + 2);
                    if (close < 0) {
                        throw new IllegalArgumentException("a [ is never closed");
                    }
                    String letters =
                            part.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
                    regex.append('[')
                            .append(letters.startsWith("!") ? "^" + letters.substring(1) : letters)
                            .append(']');
                    i = close;
                }
                case '{' -> regex.append("(?:");
                case '}' -> regex.append(choosing ? ")" : "\\}");
                case ',' -> regex.append(choosing ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
            choosing = c == '{' || (choosing && c != '}');
        }
        if (choosing) {
            throw new IllegalArgumentException("a { is never closed");
        }
        return regex.toString();
    }

    /// The files that fit, by their path from `start`, `/` between its parts, in that order.
    Map<String, Path> in(Path start) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        find(start, "", 0, found);
        return found;
    }

    private void find(Path folder, String way, int part, Map<String, Path> found) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        boolean deep = parts.get(part) == ANY_FOLDERS;
        if (deep) {
            find(folder, way, part + 1, found);
        }
        List<Path> children;
        try (Stream<Path> all = Files.list(folder)) {
            children = all.limit(FOUND_MAX).toList();
        }
        for (Path child : children) {
            String name = String.valueOf(child.getFileName());
            if (found.size() >= FOUND_MAX) {
                return;
            }
            if (deep) {
                if (!name.startsWith(".") && !Files.isSymbolicLink(child)) {
                    find(child, way + name + "/", part, found);
                }
            } else if (parts.get(part).matcher(name).matches()) {
                if (part == parts.size() - 1) {
                    if (Files.isRegularFile(child)) {
                        found.put(way + name, child);
                    }
                } else {
                    find(child, way + name + "/", part + 1, found);
                }
            }
        }
    }
}
