// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Sweep;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the values along one dimension of a sweep.
final class AxisReader {

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,15}(\\.\\d{0,15})?|\\.\\d{1,15})([eE][-+]?\\d{1,2})?");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern RANGE = Pattern.compile("\\s*([-+]?\\d{1,18})\\s*\\.\\.\\s*([-+]?\\d{1,18})\\s*");
    private static final Pattern ROUNDING_ERROR = Pattern.compile("-?\\d*\\.\\d*(0{6}|9{6})\\d{1,3}");
    private static final int DIGITS_MAX = 15;

    private static final String AXIS_FORM = "[0.1, 0.2], {from: 0.1, to: 0.5, steps: 9} or {range: \"1..20\"}";

    /// Stands for what could not be read, so that the axis keeps its name.
    static final Sweep.Values UNREAD = new Sweep.Values.Listed(List.of("?"));

    private final Problems problems;

    AxisReader(Problems problems) {
        this.problems = problems;
    }

    Sweep.Values read(Yaml.Entry axis) {
        return switch (axis.value()) {
            case Yaml.Sequence sequence -> listed(sequence, axis.key());
            case Yaml.Mapping mapping -> computed(mapping, axis.key());
            case Yaml.Broken _ -> UNREAD;
            case Yaml.Scalar scalar -> {
                Fields.refuseKind(
                        scalar,
                        axis.key().text(),
                        "a list or a rule",
                        axis.key().span(),
                        AXIS_FORM,
                        problems);
                yield UNREAD;
            }
        };
    }

    private Sweep.Values listed(Yaml.Sequence sequence, Yaml.Scalar axis) {
        if (sequence.items().isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    sequence.span(),
                    Words.quote(axis.text()) + " has no values",
                    "write " + AXIS_FORM);
            return UNREAD;
        }
        List<String> values = new ArrayList<>(sequence.items().size());
        for (Yaml item : sequence.items()) {
            Fields.scalar(item, axis.text(), item.span(), "one value, \"\" for an empty one", problems)
                    .filter(this::isFinished)
                    .ifPresent(value -> {
                        warnOfRounding(value);
                        values.add(value.text());
                    });
        }
        return values.isEmpty() ? UNREAD : new Sweep.Values.Listed(values);
    }

    private boolean isFinished(Yaml.Scalar value) {
        if (value.text().contains("{{")) {
            problems.add(
                    ProblemCode.E115,
                    value.span(),
                    "placeholders in a sweep are known, but not in this version",
                    "write the value itself, or {{ params.name }}");
            return false;
        }
        if (value.text().indexOf('\0') >= 0) {
            problems.add(ProblemCode.E117, value.span(), "a value cannot hold the character U+0000", "leave it out");
            return false;
        }
        return true;
    }

    private void warnOfRounding(Yaml.Scalar value) {
        if (value.text().length() >= 15
                && value.text().length() <= 40
                && ROUNDING_ERROR.matcher(value.text()).matches()) {
            problems.add(
                    ProblemCode.W203,
                    value.span(),
                    Words.quote(value.text()) + " carries the rounding error of a sum",
                    "write {from: 0.1, to: 0.5, steps: 9}: its steps are computed in decimal");
        }
    }

    private Sweep.Values computed(Yaml.Mapping mapping, Yaml.Scalar axis) {
        Fields fields = Fields.of(mapping, Keys.AXIS, "the values of " + Words.shown(axis.text()), problems);
        Optional<Yaml.Entry> range = fields.entry("range");
        boolean steps = fields.entry("from").isPresent()
                || fields.entry("to").isPresent()
                || fields.entry("steps").isPresent();
        if (range.isPresent() == steps) {
            problems.add(
                    ProblemCode.E116,
                    axis.span(),
                    Words.quote(axis.text()) + " needs either `range`, or `from`, `to` and `steps`",
                    "write " + AXIS_FORM);
            return UNREAD;
        }
        return range.isPresent() ? range(fields) : steps(fields, axis);
    }

    private Sweep.Values range(Fields fields) {
        Optional<Yaml.Scalar> scalar =
                fields.scalar("range", "range: \"1..20\"").filter(this::isFinished);
        if (scalar.isEmpty()) {
            return UNREAD;
        }
        String text = scalar.get().text();
        Matcher matcher = RANGE.matcher(text);
        if (text.length() <= 60 && matcher.matches()) {
            long first = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            if (first <= last) {
                return new Sweep.Values.Range(first, last);
            }
        }
        problems.add(
                ProblemCode.E102,
                scalar.get().span(),
                Words.quote(text) + " is no range of whole numbers",
                "write range: \"1..20\": both ends belong to it, and it goes upwards");
        return UNREAD;
    }

    private Sweep.Values steps(Fields fields, Yaml.Scalar axis) {
        for (String key : List.of("from", "to", "steps")) {
            if (fields.entry(key).isEmpty()) {
                problems.add(
                        ProblemCode.E116,
                        axis.span(),
                        Words.quote(axis.text()) + " has no " + Words.quote(key),
                        "write {from: 0.1, to: 0.5, steps: 9}");
                return UNREAD;
            }
        }
        Optional<BigDecimal> from = number(fields, "from");
        Optional<BigDecimal> to = number(fields, "to");
        Optional<Yaml.Scalar> written = fields.scalar("steps", "steps: 9").filter(this::isFinished);
        Optional<Integer> steps = written.flatMap(this::stepCount);
        if (from.isEmpty() || to.isEmpty() || steps.isEmpty() || written.isEmpty()) {
            return UNREAD;
        }
        if (steps.get() == 1 && from.get().compareTo(to.get()) != 0) {
            problems.add(
                    ProblemCode.E102,
                    written.get().span(),
                    "one step never arrives at `to`",
                    "`steps` counts the values, both ends included: at least 2");
            return UNREAD;
        }
        return new Sweep.Values.Steps(from.get(), to.get(), steps.get());
    }

    private Optional<BigDecimal> number(Fields fields, String key) {
        Optional<Yaml.Scalar> scalar = fields.scalar(key, key + ": 0.1").filter(this::isFinished);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String text = scalar.get().text();
        if (text.length() <= 40 && NUMBER.matcher(text).matches()) {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() <= DIGITS_MAX) {
                return Optional.of(number);
            }
        }
        problems.add(
                ProblemCode.E102,
                scalar.get().span(),
                Words.quote(text) + " is no number that DSG can count with",
                "write a decimal number of at most 15 digits: 0.1, -3, 1e-6");
        return Optional.empty();
    }

    private Optional<Integer> stepCount(Yaml.Scalar scalar) {
        if (WHOLE.matcher(scalar.text()).matches()) {
            long steps = Long.parseLong(scalar.text());
            if (steps >= 1) {
                return Optional.of((int) Math.min(steps, Integer.MAX_VALUE));
            }
        }
        problems.add(
                ProblemCode.E102,
                scalar.span(),
                Words.quote(scalar.text()) + " is no number of steps",
                "write a whole number, at least 2: it counts the values, both ends included");
        return Optional.empty();
    }
}
