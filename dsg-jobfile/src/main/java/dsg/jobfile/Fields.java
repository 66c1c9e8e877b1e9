// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The keys and values that stand in one place of the file. Whoever asks for a value says what it must be;
/// what is wrong with it is noted here, and nothing comes back.
final class Fields {

    private static final int FEW = 4;
    private static final String LATER = "known, but not in this version";

    private final List<Yaml.Entry> entries;
    private final List<Yaml.Entry> strays;
    private final Problems problems;

    private Fields(List<Yaml.Entry> entries, List<Yaml.Entry> strays, Problems problems) {
        this.entries = entries;
        this.strays = strays;
        this.problems = problems;
    }

    /// The fields of a mapping; keys that cannot stand there are noted, `where` being the words for "there".
    static Fields of(Yaml.Mapping mapping, Keys keys, String where, Problems problems) {
        List<Yaml.Entry> known = new ArrayList<>();
        List<Yaml.Entry> strays = new ArrayList<>();
        for (Yaml.Entry entry : mapping.entries()) {
            if (keys.now().contains(entry.key().text())) {
                known.add(entry);
            } else if (!problems.isFull()) {
                strays.add(entry);
                refuse(entry, keys, where, problems);
            }
        }
        return new Fields(known, strays, problems);
    }

    private static void refuse(Yaml.Entry entry, Keys keys, String where, Problems problems) {
        Yaml.Scalar key = entry.key();
        if (keys.later().contains(key.text())) {
            problems.add(
                    ProblemCode.E115,
                    key.span(),
                    Words.quote(key.text()) + " is " + LATER,
                    keys.now().size() > FEW
                            ? "leave it out until a later version brings it"
                            : "this version has only " + Words.list(keys.now()) + " here");
        } else {
            problems.add(
                    ProblemCode.E101,
                    key.span(),
                    "unknown key " + Words.quote(key.text()) + " in " + where,
                    Misplaced.advice(entry, keys, problems)
                            .orElseGet(() -> Words.didYouMean(
                                    key.text(), keys.all(), "here this version has " + String.join(", ", keys.now()))));
        }
    }

    /// The keys that cannot stand here; each is told.
    List<Yaml.Entry> strays() {
        return strays;
    }

    /// These fields with what was meant to stand under `key`, so that the rest is read as it was meant.
    ///
    /// @param some of these at least one must be there
    Fields adopting(String key, List<String> some, List<String> all) {
        List<Yaml.Entry> meant = strays.stream()
                .filter(stray -> all.contains(stray.key().text()))
                .toList();
        if (entry(key).isPresent()
                || meant.stream().noneMatch(stray -> some.contains(stray.key().text()))) {
            return this;
        }
        Span at = meant.getFirst().key().span();
        List<Yaml.Entry> adopted = new ArrayList<>(entries);
        adopted.add(new Yaml.Entry(new Yaml.Scalar(at, key, true, false), new Yaml.Mapping(at, meant)));
        return new Fields(adopted, strays, problems);
    }

    /// These fields, and of the others those that are missing here; what stands in `env` is taken one by one.
    Fields over(Fields defaults) {
        List<Yaml.Entry> all = new ArrayList<>();
        for (Yaml.Entry entry : entries) {
            all.add(entry.key().text().equals("env") ? merged(entry, defaults.value("env")) : entry);
        }
        defaults.entries.stream()
                .filter(other -> entry(other.key().text()).isEmpty())
                .forEach(all::add);
        return new Fields(all, strays, problems);
    }

    /// These fields but this one.
    Fields without(String key) {
        return new Fields(
                entries.stream()
                        .filter(entry -> !entry.key().text().equals(key))
                        .toList(),
                strays,
                problems);
    }

    private static Yaml.Entry merged(Yaml.Entry own, Optional<Yaml> others) {
        if (!(own.value() instanceof Yaml.Mapping(Span span, List<Yaml.Entry> mine))
                || !(others.orElse(own.value()) instanceof Yaml.Mapping(var _, List<Yaml.Entry> theirs))) {
            return own;
        }
        List<Yaml.Entry> all = new ArrayList<>(mine);
        theirs.stream()
                .filter(other -> mine.stream()
                        .noneMatch(
                                entry -> entry.key().text().equals(other.key().text())))
                .forEach(all::add);
        return new Yaml.Entry(own.key(), new Yaml.Mapping(span, all));
    }

    Optional<Yaml.Entry> entry(String key) {
        return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    }

    Optional<Yaml> value(String key) {
        return entry(key).map(Yaml.Entry::value);
    }

    /// One value, not nothing.
    Optional<Yaml.Scalar> scalar(String key, String example) {
        return entry(key)
                .flatMap(entry -> scalar(entry.value(), key, entry.key().span(), example, problems));
    }

    Optional<Yaml.Mapping> mapping(String key, String example) {
        return entry(key)
                .flatMap(entry -> mapping(entry.value(), key, entry.key().span(), example, problems));
    }

    /// `true` or `false`; false if it is not there.
    boolean flag(String key) {
        return either(key, "true", "false", false);
    }

    /// `on` or `off`, also `true` or `false`.
    boolean isOn(String key, boolean byDefault) {
        Optional<Yaml.Scalar> scalar = value(key)
                .flatMap(value -> value instanceof Yaml.Scalar found
                                && (found.text().equals("true") || found.text().equals("false"))
                        ? Optional.of(found)
                        : Optional.empty());
        return scalar.map(found -> found.text().equals("true")).orElseGet(() -> either(key, "on", "off", byDefault));
    }

    private boolean either(String key, String yes, String no, boolean byDefault) {
        Optional<Yaml.Scalar> scalar = scalar(key, key + ": " + yes);
        if (scalar.isEmpty()) {
            return byDefault;
        }
        String text = scalar.get().text();
        if (scalar.get().plain() && (text.equals(yes) || text.equals(no))) {
            return text.equals(yes);
        }
        problems.add(
                ProblemCode.E117,
                scalar.get().span(),
                Words.quote(key) + " is " + yes + " or " + no + ", not " + Words.quote(text),
                "write " + key + ": " + (byDefault ? no : yes) + ", or leave it out");
        return byDefault;
    }

    /// A list of single values; one that is no single value is noted and left out.
    List<Yaml.Scalar> list(String key, String example) {
        Optional<Yaml.Entry> entry = entry(key);
        if (entry.isEmpty()) {
            return List.of();
        }
        if (!(entry.get().value() instanceof Yaml.Sequence(var _, List<Yaml> items))) {
            refuseKind(entry.get().value(), key, "a list", entry.get().key().span(), example, problems);
            return List.of();
        }
        List<Yaml.Scalar> values = new ArrayList<>(items.size());
        for (Yaml item : items) {
            scalar(item, key, item.span(), example, problems).ifPresent(values::add);
        }
        return values;
    }

    /// A line of text for people.
    String text(String key) {
        Optional<Yaml.Scalar> scalar = scalar(key, key + ": some words");
        return scalar.map(found -> sentence(found, key)).orElse("");
    }

    String sentence(Yaml.Scalar scalar, String key) {
        String text = scalar.text().strip();
        OptionalInt bad = text.chars()
                .filter(c -> c != '\n' && c != '\t' && Words.isControl(c))
                .findFirst();
        if (bad.isPresent() || text.length() > 10_000) {
            problems.add(
                    ProblemCode.E117,
                    scalar.span(),
                    Words.quote(key) + " has a control character or is longer than 10,000 characters",
                    "write a few words that can be shown to people");
            return "";
        }
        return text;
    }

    /// The value as one value; `at` is where to point if there is nothing.
    static Optional<Yaml.Scalar> scalar(Yaml value, String name, Span at, String example, Problems problems) {
        if (value instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
            return Optional.of(scalar);
        }
        refuseKind(value, name, "one value", at, example, problems);
        return Optional.empty();
    }

    static Optional<Yaml.Mapping> mapping(Yaml value, String name, Span at, String example, Problems problems) {
        if (value instanceof Yaml.Mapping mapping) {
            return Optional.of(mapping);
        }
        refuseKind(value, name, "keys and values", at, example, problems);
        return Optional.empty();
    }

    static void refuseKind(Yaml value, String name, String wanted, Span at, String example, Problems problems) {
        switch (value) {
            case Yaml.Broken _ -> {}
            case Yaml.Scalar scalar
            when scalar.isNothing() ->
                problems.add(ProblemCode.E117, at, Words.quote(name) + " has no value", "write " + example);
            case Yaml.Scalar _, Yaml.Sequence _, Yaml.Mapping _ ->
                problems.add(
                        ProblemCode.E117,
                        value.span(),
                        Words.quote(name) + " must be " + wanted + ", not " + value.kind(),
                        "write " + example);
        }
    }
}
