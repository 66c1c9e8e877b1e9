// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.Params.Param;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the job's parameters and what `--set` says of them.
final class ParamReader {

    private static final int VALUE_MAX = 10_000;
    private static final int PARAMS_MAX = 1_000;
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
    private static final String FORM = "params: {seeds: {type: int, default: 20, min: 1, max: 1000}}";
    private static final List<String> TYPES =
            Stream.of(Params.Type.values()).map(Params.Type::word).toList();

    private final Problems problems;
    private final Map<String, String> set;
    private final List<DeclaredParam> declared = new ArrayList<>();

    /// @param set what `--set` gave
    ParamReader(Problems problems, Map<String, String> set) {
        this.problems = problems;
        this.set = set;
    }

    Params read(Fields job) {
        Map<String, Param> params = new LinkedHashMap<>();
        job.mapping("params", FORM).ifPresent(mapping -> {
            if (mapping.entries().size() > PARAMS_MAX) {
                problems.add(
                        ProblemCode.E122,
                        mapping.span(),
                        "there are more than 1,000 parameters",
                        "put what belongs together into a file, and name the file in `in`");
                return;
            }
            for (Yaml.Entry entry : mapping.entries()) {
                params.put(entry.key().text(), param(entry));
            }
        });
        Span at = job.entry("params").map(entry -> entry.key().span()).orElse(new Span(0, 1));
        for (String name : Words.sorted(set.keySet())) {
            if (!params.containsKey(name) && !problems.isFull()) {
                String known = params.isEmpty()
                        ? "this job has no parameters; leave --set out"
                        : "parameters: " + Words.list(params.keySet());
                problems.add(
                        ProblemCode.E126,
                        at,
                        "--set: there is no parameter " + Words.quote(name),
                        Words.nearest(name, params.keySet())
                                .map(near -> "did you mean `--set " + Words.shown(near) + "=…`?  " + known)
                                .orElse(known));
            }
        }
        return new Params(params);
    }

    /// What was read: those parameters that have a type, in the order of the file.
    List<DeclaredParam> declared() {
        return List.copyOf(declared);
    }

    private Param param(Yaml.Entry entry) {
        Yaml.Scalar name = entry.key();
        if (!Words.isIdentifier(name.text())) {
            problems.add(
                    ProblemCode.E118,
                    name.span(),
                    Words.quote(name.text()) + " cannot name a parameter",
                    "use letters, digits and _, not beginning with a digit: seeds, max_depth");
        }
        Param unread = new Param(Params.Type.STRING, Optional.empty());
        return Fields.mapping(entry.value(), name.text(), name.span(), "{type: int, default: 20}", problems)
                .map(mapping -> Fields.of(mapping, Keys.PARAM, "parameter " + Words.shown(name.text()), problems))
                .flatMap(fields -> type(name, fields).map(type -> param(name, fields, type)))
                .orElse(unread);
    }

    private Optional<Params.Type> type(Yaml.Scalar name, Fields fields) {
        if (fields.entry("type").isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    name.span(),
                    "parameter " + Words.quote(name.text()) + " has no `type`",
                    "write {type: int, default: 20}; types: " + Words.list(TYPES));
            return Optional.empty();
        }
        Optional<Yaml.Scalar> written = fields.scalar("type", "type: int");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Yaml.Scalar word = written.get();
        Optional<Params.Type> type = Stream.of(Params.Type.values())
                .filter(known -> known.word().equals(word.text()))
                .findFirst();
        if (type.isEmpty()) {
            problems.add(
                    ProblemCode.E102,
                    word.span(),
                    Words.quote(word.text()) + " is no type",
                    Words.didYouMean(word.text(), TYPES, "types: " + Words.list(TYPES)));
        }
        return type;
    }

    private Param param(Yaml.Scalar name, Fields fields, Params.Type type) {
        String help = fields.text("help");
        Limits limits = new Limits(
                bound(fields, "min", type), bound(fields, "max", type), choices(name, fields, type), name.text());
        Optional<Yaml.Scalar> written = fields.scalar("default", "default: 20, \"\" for an empty text");
        Optional<String> byDefault = written.filter(scalar -> isFit(scalar.text(), type, limits, scalar.span()))
                .map(Yaml.Scalar::text);
        declared.add(new DeclaredParam(
                name.text(),
                type.word(),
                help,
                byDefault,
                limits.min.map(BigDecimal::toString),
                limits.max.map(BigDecimal::toString),
                limits.choices.orElse(List.of())));
        String given = set.get(name.text());
        if (given != null) {
            return new Param(type, Optional.of(given).filter(value -> isFit(value, type, limits, name.span())));
        }
        if (fields.entry("default").isEmpty()) {
            problems.add(
                    ProblemCode.E126,
                    name.span(),
                    "parameter " + Words.quote(name.text()) + " has no value",
                    "say --set " + Words.shown(name.text()) + "=…, or give it a `default`");
        }
        return new Param(type, byDefault);
    }

    private record Limits(
            Optional<BigDecimal> min, Optional<BigDecimal> max, Optional<List<String>> choices, String name) {}

    private Optional<BigDecimal> bound(Fields fields, String key, Params.Type type) {
        Optional<Yaml.Entry> entry = fields.entry(key);
        if (entry.isPresent() && type != Params.Type.INT && type != Params.Type.FLOAT) {
            problems.add(
                    ProblemCode.E117,
                    entry.get().key().span(),
                    Words.quote(key) + " is for numbers, not for type " + type.word(),
                    "leave it out, or write type: int or type: float");
            return Optional.empty();
        }
        return fields.scalar(key, key + ": 1").flatMap(scalar -> {
            if (isNumber(scalar.text())) {
                return Optional.of(new BigDecimal(scalar.text()));
            }
            problems.add(
                    ProblemCode.E102,
                    scalar.span(),
                    Words.quote(scalar.text()) + " is no number",
                    "write " + key + ": 1, or 0.5, or 1e-6");
            return Optional.empty();
        });
    }

    private Optional<List<String>> choices(Yaml.Scalar name, Fields fields, Params.Type type) {
        Optional<Yaml.Entry> entry = fields.entry("choices");
        if (entry.isPresent() == (type == Params.Type.CHOICE)) {
            return entry.flatMap(found -> choices(found));
        }
        problems.add(
                entry.isPresent() ? ProblemCode.E117 : ProblemCode.E116,
                entry.map(found -> found.key().span()).orElse(name.span()),
                entry.isPresent()
                        ? "`choices` is for type choice, not for type " + type.word()
                        : "parameter " + Words.quote(name.text()) + " has no `choices`",
                "write {type: choice, choices: [fast, exact], default: fast}");
        return Optional.empty();
    }

    private Optional<List<String>> choices(Yaml.Entry entry) {
        if (!(entry.value() instanceof Yaml.Sequence(Span span, List<Yaml> items))) {
            Fields.refuseKind(
                    entry.value(),
                    "choices",
                    "a list of values",
                    entry.key().span(),
                    "choices: [fast, exact]",
                    problems);
            return Optional.empty();
        }
        if (items.isEmpty()) {
            problems.add(ProblemCode.E116, span, "`choices` has no values", "write choices: [fast, exact]");
        }
        List<String> choices = new ArrayList<>(items.size());
        for (Yaml item : items) {
            Fields.scalar(item, "choices", item.span(), "one value, \"\" for an empty one", problems)
                    .ifPresent(choice -> choices.add(choice.text()));
        }
        return Optional.of(choices);
    }

    private static boolean isNumber(String text) {
        return text.length() <= 80 && NUMBER.matcher(text).matches();
    }

    private boolean isFit(String value, Params.Type type, Limits limits, Span at) {
        if (value.length() > VALUE_MAX || value.indexOf('\0') >= 0) {
            problems.add(
                    ProblemCode.E122,
                    at,
                    "the value of " + Words.quote(limits.name)
                            + " has more than 10,000 characters, or the character U+0000",
                    "put it into a file, and name the file in `in`");
            return false;
        }
        return switch (type) {
            case INT ->
                isOf(WHOLE.matcher(value).matches(), value, "whole number", "20", limits, at)
                        && isWithin(value, limits, at);
            case FLOAT -> isOf(isNumber(value), value, "number", "0.5", limits, at) && isWithin(value, limits, at);
            case BOOL ->
                isOf(value.equals("true") || value.equals("false"), value, "true or false", "true", limits, at);
            case CHOICE -> isChosen(value, limits, at);
            case STRING, PATH -> true;
        };
    }

    private boolean isOf(boolean fits, String value, String kind, String example, Limits limits, Span at) {
        if (!fits) {
            String name = Words.shown(limits.name);
            problems.add(
                    ProblemCode.E102,
                    at,
                    name + " = " + Words.shown(value) + ", which is " + (kind.startsWith("true") ? "not " : "no ")
                            + kind,
                    "write default: " + example + ", or say --set " + name + "=" + example);
        }
        return fits;
    }

    private boolean isWithin(String value, Limits limits, Span at) {
        BigDecimal number = new BigDecimal(value);
        boolean tooLarge = limits.max.filter(max -> number.compareTo(max) > 0).isPresent();
        boolean tooSmall = limits.min.filter(min -> number.compareTo(min) < 0).isPresent();
        if (tooLarge || tooSmall) {
            String bound = (tooLarge ? limits.max : limits.min)
                    .map(BigDecimal::toString)
                    .orElse("");
            refuse(
                    limits.name + " = " + Words.shown(value) + ", at " + (tooLarge ? "most " : "least ") + bound,
                    bound,
                    limits.name,
                    at);
        }
        return !tooLarge && !tooSmall;
    }

    private boolean isChosen(String value, Limits limits, Span at) {
        List<String> choices = limits.choices.orElse(List.of(value));
        if (!choices.isEmpty() && !choices.contains(value)) {
            String near = Words.nearest(value, choices).orElse(choices.getFirst());
            refuse(
                    limits.name + " = " + Words.shown(value) + ", none of " + Words.list(choices),
                    near,
                    limits.name,
                    at);
            return false;
        }
        return true;
    }

    private void refuse(String what, String example, String name, Span at) {
        problems.add(
                ProblemCode.E114,
                at,
                Words.printable(what),
                "write default: " + Words.shown(example) + ", or say --set " + Words.shown(name) + "="
                        + Words.shown(example));
    }
}
