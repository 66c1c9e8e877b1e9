// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Durations;
import dsg.model.Resources;
import dsg.model.TimeLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how much a stage asks for: cores, memory, disk, time.
final class Quantities {

    private static final Pattern CPU = Pattern.compile("\\d{1,5}(\\.\\d{1,3})?");
    private static final Pattern GPUS = Pattern.compile("\\d{1,2}");
    private static final Pattern NUMBER_AND_LETTERS = Pattern.compile("\\d+(\\.\\d+)?\\s*[A-Za-z]*");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)\\s?([A-Za-z]{2,3})");

    private static final Map<String, Long> UNIT_BYTES = Map.of(
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40,
            "KB", 1_000L,
            "kB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L);

    private static final BigDecimal BYTES_PER_MIB = BigDecimal.valueOf(1L << 20);
    private static final BigDecimal MEMORY_MAX_MIB = BigDecimal.valueOf(1L << 30);
    private static final Duration TIME_MAX = Duration.ofDays(365);

    private static final String RESOURCES_FORM = "resources: {cpu: 1, memory: 512MiB}";
    private static final String GPU_FORM = "gpu: 1";
    private static final String TIME_FORM = "time: 10m (500ms, 20s, 10m, 2h, 7d)";
    private static final String TIMES_FORM = "time: {expect: 20s, limit: 2m}";

    private Quantities() {}

    static Resources resources(Fields stage, Problems problems) {
        Optional<Yaml.Mapping> mapping = stage.mapping("resources", RESOURCES_FORM);
        if (mapping.isEmpty()) {
            return Resources.DEFAULT;
        }
        Fields fields = Fields.of(mapping.get(), Keys.RESOURCES, "resources", problems);
        int cpuMilli = fields.scalar("cpu", "cpu: 1")
                .flatMap(scalar -> cpuMilli(scalar, problems))
                .orElse(Resources.DEFAULT.cpuMilli());
        long memoryMib = fields.scalar("memory", "memory: 512MiB")
                .flatMap(scalar -> memoryMib(scalar, problems))
                .orElse(Resources.DEFAULT.memoryMib());
        long diskMib = fields.scalar("disk", "disk: 10GiB")
                .flatMap(scalar -> memoryMib(scalar, problems))
                .orElse(Resources.DEFAULT.diskMib());
        return new Resources(cpuMilli, memoryMib, diskMib, gpus(fields, problems));
    }

    /// `gpu: 1`, or `gpu: {count: 1}`, which has room for more.
    private static int gpus(Fields resources, Problems problems) {
        Optional<Yaml> value = resources.value("gpu");
        Optional<Yaml.Scalar> count = value.isPresent() && value.get() instanceof Yaml.Mapping mapping
                ? Fields.of(mapping, Keys.GPU, "gpu", problems).scalar("count", GPU_FORM)
                : resources.scalar("gpu", GPU_FORM);
        if (count.isEmpty()) {
            return value.isPresent() && value.get() instanceof Yaml.Mapping ? 1 : 0;
        }
        String text = count.get().text();
        if (GPUS.matcher(text).matches()) {
            return Integer.parseInt(text);
        }
        problems.add(
                ProblemCode.E102,
                count.get().span(),
                Words.quote(text) + " is no number of graphics processors",
                "write gpu: 1, gpu: 2: whole ones, up to 99");
        return 0;
    }

    private static Optional<Integer> cpuMilli(Yaml.Scalar scalar, Problems problems) {
        if (CPU.matcher(scalar.text()).matches()) {
            int milli = new BigDecimal(scalar.text()).movePointRight(3).intValueExact();
            if (milli > 0) {
                return Optional.of(milli);
            }
        }
        problems.add(
                ProblemCode.E102,
                scalar.span(),
                Words.quote(scalar.text()) + " is no number of cores",
                "write cpu: 1, cpu: 4 or cpu: 0.5: more than 0, less than 100,000, at most three decimals");
        return Optional.empty();
    }

    private static Optional<Long> memoryMib(Yaml.Scalar scalar, Problems problems) {
        String text = scalar.text();
        Matcher matcher = MEMORY.matcher(text);
        Long unit = matcher.matches() ? UNIT_BYTES.get(matcher.group(2)) : null;
        if (unit == null) {
            problems.add(
                    ProblemCode.E102,
                    scalar.span(),
                    Words.quote(text)
                            + (isNumberAndLetters(text) ? " has no unit that DSG knows" : " is no amount of bytes"),
                    "write 4GiB, 512MiB or 4GB; a bare number or `4g` is refused because it is easy to get wrong by"
                            + " 1000");
            return Optional.empty();
        }
        BigDecimal mib = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .divide(BYTES_PER_MIB, 0, RoundingMode.CEILING);
        if (mib.signum() == 0 || mib.compareTo(MEMORY_MAX_MIB) > 0) {
            problems.add(
                    ProblemCode.E102,
                    scalar.span(),
                    Words.quote(text) + " is more than any machine has, or nothing",
                    "write what one task needs at most: 512MiB, 4GiB");
            return Optional.empty();
        }
        return Optional.of(mib.longValueExact());
    }

    private static boolean isNumberAndLetters(String text) {
        return text.length() <= 40 && NUMBER_AND_LETTERS.matcher(text).matches();
    }

    /// How long a task may run, and how long it is expected to.
    record Times(TimeLimit limit, Optional<Duration> expect) {

        static final Times UNSAID = new Times(new TimeLimit.Unlimited(), Optional.empty());
    }

    static Times time(Fields stage, Problems problems) {
        Optional<Yaml> value = stage.value("time");
        if (value.isPresent() && value.get() instanceof Yaml.Mapping mapping) {
            return times(mapping, problems);
        }
        return new Times(
                limit(stage.scalar("time", TIME_FORM).flatMap(scalar -> duration(scalar, TIME_FORM, problems))),
                Optional.empty());
    }

    private static TimeLimit limit(Optional<Duration> duration) {
        return duration.<TimeLimit>map(TimeLimit.AtMost::new).orElseGet(TimeLimit.Unlimited::new);
    }

    private static Times times(Yaml.Mapping mapping, Problems problems) {
        if (mapping.entries().isEmpty()) {
            problems.add(ProblemCode.E117, mapping.span(), "`time` is empty", "write " + TIMES_FORM);
        }
        Fields fields = Fields.of(mapping, Keys.TIME, "time", problems);
        Optional<Duration> expect =
                fields.scalar("expect", "expect: 20s").flatMap(scalar -> duration(scalar, "expect: 20s", problems));
        Optional<Duration> limit =
                fields.scalar("limit", "limit: 2m").flatMap(scalar -> duration(scalar, "limit: 2m", problems));
        if (expect.isPresent() && limit.isPresent() && expect.get().compareTo(limit.get()) > 0) {
            fields.value("expect")
                    .ifPresent(value -> problems.add(
                            ProblemCode.E102,
                            value.span(),
                            "a task cannot be expected to run longer than its limit",
                            "write a shorter `expect` or a longer `limit`: " + TIMES_FORM));
        }
        return new Times(limit(limit), expect);
    }

    /// A length of time, more than nothing and at most a year.
    static Optional<Duration> duration(Yaml.Scalar scalar, String form, Problems problems) {
        String text = scalar.text();
        Optional<Duration> duration = text.length() <= 40 ? Durations.parse(text) : Optional.empty();
        if (duration.isPresent()
                && duration.get().isPositive()
                && duration.get().compareTo(TIME_MAX) <= 0) {
            return duration;
        }
        boolean outOfRange = duration.isPresent();
        problems.add(
                ProblemCode.E102,
                scalar.span(),
                Words.quote(text)
                        + (outOfRange
                                ? " is nothing, or more than a year"
                                : isNumberAndLetters(text) ? " has no unit that DSG knows" : " is no length of time"),
                "write " + form + (form.equals(TIME_FORM) ? "" : " (500ms, 20s, 10m, 2h, 7d)"));
        return Optional.empty();
    }
}
