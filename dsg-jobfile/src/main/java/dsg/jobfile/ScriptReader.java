// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a job of a script whose header says what it needs: `#DSG cpu=2 memory=4GiB time=10m`. The result is the
/// same as that of a job file, each value pointing into the script.
final class ScriptReader {

    private static final Pattern DIRECTIVE = Pattern.compile("#DSG(?:[ \\t].*)?");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern ARRAY = Pattern.compile("(\\d{1,9})-(\\d{1,9})");
    private static final String FORM = "#DSG cpu=2 memory=4GiB time=10m";
    private static final int HEADER_LINES_MAX = 1_000;

    private final Problems problems;
    private final Source source;
    private final Map<String, Yaml.Scalar> said = new LinkedHashMap<>();

    ScriptReader(Problems problems) {
        this.problems = problems;
        this.source = problems.source();
    }

    /// Whether a file is a script and no job file: by its name, and by how it begins.
    static boolean isScript(String text, String fileName) {
        String name = fileName.toLowerCase(java.util.Locale.ROOT);
        boolean jobFile = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return !jobFile && (text.startsWith("#!") || text.startsWith("#DSG ") || text.contains("\n#DSG "));
    }

    /// The job, as if a job file had said it.
    ///
    /// @param script the script's path beside itself: its base name
    Yaml read(String script) {
        int start = 0;
        for (int line = 0; line < HEADER_LINES_MAX && start < source.text().length(); line++) {
            int end = source.lineEnd(start);
            String written = source.text().substring(start, end);
            if (!written.isBlank() && !written.startsWith("#")) {
                break;
            }
            if (DIRECTIVE.matcher(written).matches()) {
                directive(start, end);
            }
            start = end + 1;
        }
        return job(script);
    }

    private void directive(int start, int end) {
        Matcher words = WORD.matcher(source.text()).region(start + "#DSG".length(), end);
        while (words.find() && !problems.isFull()) {
            String word = words.group();
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            Span span = new Span(words.start(), words.start() + key.length());
            if (!Keys.DIRECTIVE.now().contains(key)) {
                problems.add(
                        ProblemCode.E101,
                        span,
                        "unknown key " + Words.quote(key) + " in a #DSG line",
                        Words.didYouMean(
                                key,
                                Keys.DIRECTIVE.now(),
                                "#DSG lines have " + String.join(", ", Keys.DIRECTIVE.now())));
            } else if (equals < 0 || equals == word.length() - 1) {
                problems.add(ProblemCode.E117, span, Words.quote(key) + " has no value", "write " + FORM);
            } else if (said.containsKey(key)) {
                problems.add(
                        ProblemCode.E120,
                        span,
                        Words.quote(key) + " is given twice",
                        "keep one, and leave out the other");
            } else {
                int from = words.start() + equals + 1;
                said.put(key, scalar(new Span(from, words.end()), word.substring(equals + 1)));
            }
        }
    }

    private static Yaml.Scalar scalar(Span span, String text) {
        return new Yaml.Scalar(span, text, true, false);
    }

    private static Yaml.Scalar made(String text) {
        return scalar(new Span(0, 1), text);
    }

    private Yaml job(String script) {
        List<Yaml.Entry> job = new ArrayList<>();
        job.add(new Yaml.Entry(made("dsg"), made("1")));
        for (String key : List.of("name", "description", "time", "retry", "allow_failures", "network", "cache")) {
            copy(key, job);
        }
        List<Yaml.Entry> resources = new ArrayList<>();
        for (String key : List.of("cpu", "memory", "disk", "gpu")) {
            copy(key, resources);
        }
        job.add(new Yaml.Entry(made("resources"), new Yaml.Mapping(new Span(0, 1), resources)));
        List<Yaml> inputs = new ArrayList<>(List.of(new Yaml.Scalar(new Span(0, 1), script, false, false)));
        inputs.addAll(parts("in"));
        job.add(new Yaml.Entry(made("in"), new Yaml.Sequence(new Span(0, 1), inputs)));
        job.add(new Yaml.Entry(made("out"), new Yaml.Sequence(new Span(0, 1), parts("out"))));
        if (said.containsKey("tags")) {
            job.add(entry("where", entry("tags", new Yaml.Sequence(new Span(0, 1), parts("tags")))));
        }
        Optional.ofNullable(said.get("array")).ifPresent(array -> {
            job.add(entry("sweep", entry("grid", entry("array", array(array)))));
            job.add(entry("env", entry("ARRAY", made("{{ array }}"))));
        });
        job.add(entry("run", new Yaml.Sequence(new Span(0, 1), command(script))));
        return new Yaml.Mapping(new Span(0, 1), job);
    }

    private static Yaml.Entry entry(String key, Yaml value) {
        return new Yaml.Entry(made(key), value);
    }

    private static Yaml.Entry entry(String key, Yaml.Entry inside) {
        return new Yaml.Entry(made(key), new Yaml.Mapping(new Span(0, 1), List.of(inside)));
    }

    private void copy(String key, List<Yaml.Entry> to) {
        Yaml.Scalar value = said.get(key);
        if (value != null) {
            int start = Math.max(0, value.span().start() - key.length() - 1);
            to.add(new Yaml.Entry(scalar(new Span(start, start + key.length()), key), value));
        }
    }

    private List<Yaml> parts(String key) {
        Yaml.Scalar value = said.get(key);
        List<Yaml> parts = new ArrayList<>();
        if (value != null) {
            int at = value.span().start();
            for (String part : value.text().split(",", -1)) {
                parts.add(new Yaml.Scalar(new Span(at, at + part.length()), part, false, false));
                at += part.length() + 1;
            }
        }
        return parts;
    }

    /// `1-10` or `1,3,7`.
    private Yaml array(Yaml.Scalar array) {
        Matcher range = ARRAY.matcher(array.text());
        return range.matches()
                ? new Yaml.Mapping(
                        array.span(),
                        List.of(entry("range", scalar(array.span(), range.group(1) + ".." + range.group(2)))))
                : new Yaml.Sequence(array.span(), parts("array"));
    }

    /// The interpreter of the `#!` line, with its one argument if it has one, or a shell.
    private List<Yaml> command(String script) {
        List<Yaml> command = new ArrayList<>();
        String first = source.text().substring(0, source.lineEnd(0));
        String[] words = first.startsWith("#!") ? first.substring(2).strip().split("[ \\t]+", 2) : new String[] {""};
        if (words[0].isEmpty()) {
            command.add(made("/bin/sh"));
        } else {
            for (String word : words) {
                command.add(new Yaml.Scalar(new Span(0, first.length()), word, false, false));
            }
        }
        command.add(new Yaml.Scalar(new Span(0, 1), "./" + script, false, false));
        return command;
    }
}
