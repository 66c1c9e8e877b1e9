// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Durations;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.TimeLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how much a stage asks for: cores, memory, time, retries.
final class Quantities {

    private static final Pattern CPU = Pattern.compile("\\d{1,5}(\\.\\d{1,3})?");
    private static final Pattern NUMBER_AND_LETTERS = Pattern.compile("\\d+(\\.\\d+)?\\s*[A-Za-z]*");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)\\s?([A-Za-z]{2,3})");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,3}");

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
    private static final int RETRY_MAX = 100;

    private static final String RESOURCES_FORM = "resources: {cpu: 1, memory: 512MiB}";
    private static final String TIME_FORM = "time: 10m (500ms, 20s, 10m, 2h, 7d)";
    private static final String RETRY_FORM = "retry: 2";

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
        return new Resources(cpuMilli, memoryMib);
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
                            + (isNumberAndLetters(text) ? " has no unit that DSG knows" : " is no amount of memory"),
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

    static TimeLimit time(Fields stage, Problems problems) {
        Optional<Yaml> value = stage.value("time");
        if (value.isPresent() && value.get() instanceof Yaml.Mapping mapping) {
            refuseMap("time", mapping, Keys.TIME, TIME_FORM, problems);
            return new TimeLimit.Unlimited();
        }
        Optional<Yaml.Scalar> scalar = stage.scalar("time", TIME_FORM);
        if (scalar.isEmpty()) {
            return new TimeLimit.Unlimited();
        }
        String text = scalar.get().text();
        Optional<Duration> duration = text.length() <= 40 ? Durations.parse(text) : Optional.empty();
        if (duration.isPresent()
                && duration.get().isPositive()
                && duration.get().compareTo(TIME_MAX) <= 0) {
            return new TimeLimit.AtMost(duration.get());
        }
        boolean outOfRange = duration.isPresent();
        problems.add(
                ProblemCode.E102,
                scalar.get().span(),
                Words.quote(text)
                        + (outOfRange
                                ? " is nothing, or more than a year"
                                : isNumberAndLetters(text) ? " has no unit that DSG knows" : " is no length of time"),
                "write " + TIME_FORM);
        return new TimeLimit.Unlimited();
    }

    static RetryPolicy retry(Fields stage, Problems problems) {
        Optional<Yaml> value = stage.value("retry");
        if (value.isPresent() && value.get() instanceof Yaml.Mapping mapping) {
            refuseMap("retry", mapping, Keys.RETRY, RETRY_FORM, problems);
            return RetryPolicy.NEVER;
        }
        Optional<Yaml.Scalar> scalar = stage.scalar("retry", RETRY_FORM);
        if (scalar.isEmpty()) {
            return RetryPolicy.NEVER;
        }
        String text = scalar.get().text();
        if (WHOLE.matcher(text).matches() && Integer.parseInt(text) <= RETRY_MAX) {
            return RetryPolicy.upTo(Integer.parseInt(text));
        }
        problems.add(
                ProblemCode.E102,
                scalar.get().span(),
                Words.quote(text) + " is no number of retries",
                "write a whole number from 0 to 100: " + RETRY_FORM);
        return RetryPolicy.NEVER;
    }

    private static void refuseMap(String key, Yaml.Mapping mapping, Keys keys, String form, Problems problems) {
        if (mapping.entries().isEmpty()) {
            Fields.refuseKind(mapping, key, "one value", mapping.span(), form, problems);
        }
        for (Yaml.Entry entry : mapping.entries()) {
            String name = entry.key().text();
            problems.add(
                    keys.later().contains(name) ? ProblemCode.E115 : ProblemCode.E101,
                    entry.key().span(),
                    keys.later().contains(name)
                            ? Words.quote(name) + " is known, but not in this version"
                            : "unknown key " + Words.quote(name) + " in " + key,
                    "write " + form);
        }
    }
}
