// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.Params.Param;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the values of parameters in place of `{{ params.name }}`, everywhere but in commands and variables, where
/// each task's own values are filled in together with them, and in conditions, which name parameters themselves.
final class ParamFiller {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{\\s*params\\.([A-Za-z0-9_]+)\\s*(?:\\|\\s*raw\\s*)?\\}\\}");
    private static final Set<String> KEPT_IN_JOB = Set.of("dsg", "params", "run", "env", "when");
    private static final Set<String> KEPT_IN_STAGE = Set.of("run", "env", "when");

    private final Params params;
    private final Problems problems;
    private int filled;

    ParamFiller(Params params, Problems problems) {
        this.params = params;
        this.problems = problems;
    }

    Yaml.Mapping fillJob(Yaml.Mapping job) {
        return mapping(job, entry -> switch (entry.key().text()) {
            case "stages" ->
                entry.value() instanceof Yaml.Mapping stages
                        ? mapping(stages, stage -> stage(stage.value()))
                        : entry.value();
            case "defaults" -> stage(entry.value());
            case String key when KEPT_IN_JOB.contains(key) -> entry.value();
            case "health" -> health(entry.value());
            default -> everywhere(entry.value());
        });
    }

    private Yaml stage(Yaml stage) {
        return stage instanceof Yaml.Mapping mapping
                ? mapping(mapping, entry -> switch (entry.key().text()) {
                    case String key when KEPT_IN_STAGE.contains(key) -> entry.value();
                    case "health" -> health(entry.value());
                    default -> everywhere(entry.value());
                })
                : stage;
    }

    private Yaml health(Yaml health) {
        return health instanceof Yaml.Mapping mapping
                ? mapping(
                        mapping, entry -> entry.key().text().equals("run") ? entry.value() : everywhere(entry.value()))
                : health;
    }

    private interface ValueOf {
        Yaml of(Yaml.Entry entry);
    }

    private static Yaml.Mapping mapping(Yaml.Mapping mapping, ValueOf value) {
        List<Yaml.Entry> entries = new ArrayList<>(mapping.entries().size());
        for (Yaml.Entry entry : mapping.entries()) {
            entries.add(new Yaml.Entry(entry.key(), value.of(entry)));
        }
        return new Yaml.Mapping(mapping.span(), entries);
    }

    private Yaml everywhere(Yaml yaml) {
        return switch (yaml) {
            case Yaml.Mapping mapping -> mapping(mapping, entry -> everywhere(entry.value()));
            case Yaml.Sequence(Span span, List<Yaml> items) ->
                new Yaml.Sequence(span, items.stream().map(this::everywhere).toList());
            case Yaml.Scalar scalar -> scalar.text().contains("{{") ? scalar(scalar) : scalar;
            case Yaml.Broken broken -> broken;
        };
    }

    private Yaml scalar(Yaml.Scalar scalar) {
        Matcher matcher = PLACEHOLDER.matcher(scalar.text());
        StringBuilder text = new StringBuilder();
        boolean any = false;
        boolean broken = false;
        Set<String> told = new HashSet<>();
        while (matcher.find()) {
            any = true;
            Param param = params.byName().get(matcher.group(1));
            if (param == null && told.add(matcher.group(1))) {
                refuse(scalar, matcher);
            }
            broken |= param == null || param.value().isEmpty();
            String value = param == null ? "" : param.value().orElse("");
            filled += value.length();
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
            if (filled > Source.CHARACTERS_MAX) {
                return tooMuch(scalar);
            }
        }
        if (!any || broken) {
            return broken ? new Yaml.Broken(scalar.span()) : scalar;
        }
        String whole = matcher.appendTail(text).toString();
        boolean plain = scalar.plain() || whole.equals("true") || whole.equals("false");
        return new Yaml.Scalar(scalar.span(), whole, plain && !whole.isEmpty(), false);
    }

    private Yaml tooMuch(Yaml.Scalar scalar) {
        filled = Source.CHARACTERS_MAX;
        problems.add(
                ProblemCode.E122,
                scalar.span(),
                "the parameters' values fill more than 4 MiB",
                "put what is long into files, and name them in `in`");
        return new Yaml.Broken(scalar.span());
    }

    private void refuse(Yaml.Scalar scalar, Matcher matcher) {
        if (problems.isFull() || problems.isTold("params." + matcher.group(1))) {
            return;
        }
        String written = matcher.group();
        int at = problems.source().slice(scalar.span()).indexOf(written);
        int start = scalar.span().start() + Math.max(at, 0);
        String name = matcher.group(1);
        String listed = params.byName().isEmpty()
                ? "this job has no parameters; `params` defines them"
                : "parameters: " + Words.list(params.byName().keySet());
        problems.add(
                ProblemCode.E106,
                at < 0 ? scalar.span() : new Span(start, start + written.length()),
                Words.quote("params." + name) + " is not defined",
                Words.nearest(name, params.byName().keySet())
                        .map(near -> "did you mean " + Words.quote("params." + near) + "?  " + listed)
                        .orElse(listed));
    }
}
