// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Keys that are known, but not in the place where they stand: where each belongs.
final class Misplaced {

    /// What shows that keys and values are a stage.
    private static final Set<String> OF_STAGES = Set.of("run", "sweep", "in", "out", "needs");

    private static final Pattern INT = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][-+]?\\d+)?");
    private static final int SHOWN_MAX = 40;

    private static final Map<String, String> GROUPS = groups();

    private Misplaced() {}

    /// The key that a known key stands under, and how the two are written.
    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        for (String form : Keys.SWEEPS) {
            String value =
                    List.of("grid", "zip").contains(form) ? "{…}" : form.equals("csv") ? "points.csv" : "…, as: x";
            groups.put(form, "sweep: {" + form + ": " + value + "}");
        }
        groups.put("cpu", "resources: {cpu: 4}");
        groups.put("memory", "resources: {memory: 4GiB}");
        groups.put("disk", "resources: {disk: 20GiB}");
        groups.put("gpu", "resources: {gpu: 1}");
        groups.put("expect", "time: {expect: 20s, limit: 2m}");
        groups.put("limit", "time: {limit: 2m}");
        groups.put("max", "retry: {max: 2}");
        groups.put("on", "retry: {max: 2, on: [node-lost]}");
        groups.put("wait", "retry: {max: 2, wait: 5s..5m}");
        groups.put("grow", "retry: {max: 2, grow: {memory: 1.5x}}");
        groups.put("tags", "where: {tags: [wired]}");
        for (String key : List.of("every", "failures", "progress", "action")) {
            groups.put(key, "health: {" + key + ": …}");
        }
        for (String key : List.of("path", "show", "caption")) {
            groups.put(key, "out: {map: {path: map.png, show: true, caption: A map}}");
        }
        groups.put("from", "in: {runs: {from: simulate.run, as: jsonl}}");
        for (String key : List.of("steps", "range")) {
            groups.put(
                    key,
                    "sweep: {grid: {x: {" + (key.equals("range") ? "range: 1..20" : "from: 0, to: 1, steps: 5")
                            + "}}}");
        }
        return groups;
    }

    /// Where a key belongs that is unknown where it stands, if that can be told.
    ///
    /// @param here what can stand in its place
    static Optional<String> advice(Yaml.Entry entry, Keys here, Problems problems) {
        String key = entry.key().text();
        boolean ofStage = here.isJob() || here.isStage();
        boolean isValue = entry.value() instanceof Yaml.Scalar || isAxis(entry.value());
        if (ofStage && isValue && problems.source().placeholders().contains(key)) {
            problems.tell(key);
            problems.tell("params." + key);
            return Optional.of(asValue(entry, here));
        }
        if (here.isJob() && isStage(entry)) {
            return Optional.of(Words.quote(key) + " looks like a stage: indent it under `stages`");
        }
        String group = GROUPS.getOrDefault(key, "");
        String parent = group.substring(0, Math.max(0, group.indexOf(':')));
        if (!parent.isEmpty() && here.now().contains(parent)) {
            return Optional.of(Words.quote(key) + " stands under " + Words.quote(parent) + ": " + group);
        }
        if (here.equals(Keys.SWEEP) && isAxis(entry.value())) {
            return Optional.of(Words.quote(key) + " stands under `grid`: sweep: {grid: {" + Words.shown(key) + ": …}}");
        }
        return outside(key, here);
    }

    /// A key that stands too deep.
    private static Optional<String> outside(String key, Keys here) {
        if (here.isJob()) {
            return Optional.empty();
        }
        if (!here.isStage() && !here.equals(Keys.DEFAULTS) && Keys.STAGE.now().contains(key)) {
            return Optional.of(Words.quote(key) + " is a key of the whole stage: indent it less");
        }
        return Keys.JOB.now().contains(key) && !Keys.STAGE.now().contains(key)
                ? Optional.of(Words.quote(key) + " stands at the top of the file: do not indent it")
                : Optional.empty();
    }

    /// What placeholders call by its name is a parameter, or if it has several values, something to sweep over.
    private static String asValue(Yaml.Entry entry, Keys here) {
        String name = Words.shown(entry.key().text());
        if (!(entry.value() instanceof Yaml.Scalar scalar)) {
            return "`" + name + "` stands under `sweep`: sweep: {grid: {" + name + ": …}}";
        }
        String text = scalar.text();
        boolean shown = scalar.plain() && !text.isEmpty() && text.length() <= SHOWN_MAX;
        String type = !scalar.plain() ? "string" : type(text);
        return "`" + name + "` goes under `params`" + (here.isJob() ? "" : ", at the top of the file")
                + ": params: {"
                + name + ": {type: " + type + ", default: " + (shown ? Words.shown(text) : "…") + "}}; say {{ params."
                + name
                + " }}";
    }

    private static String type(String text) {
        return INT.matcher(text).matches()
                ? "int"
                : FLOAT.matcher(text).matches()
                        ? "float"
                        : text.equals("true") || text.equals("false") ? "bool" : "string";
    }

    /// Whether a key at the top of a job file, which is not known there, seems to be a stage.
    static boolean isStage(Yaml.Entry entry) {
        return entry.value() instanceof Yaml.Mapping(var _, List<Yaml.Entry> entries)
                && entries.stream()
                        .anyMatch(inside -> OF_STAGES.contains(inside.key().text()))
                && Words.nearest(entry.key().text(), Keys.JOB.now()).isEmpty();
    }

    private static boolean isAxis(Yaml value) {
        return switch (value) {
            case Yaml.Sequence _ -> true;
            case Yaml.Mapping(var _, List<Yaml.Entry> entries) ->
                entries.stream()
                        .anyMatch(entry -> Keys.AXIS.now().contains(entry.key().text()));
            case Yaml.Scalar _, Yaml.Broken _ -> false;
        };
    }
}
