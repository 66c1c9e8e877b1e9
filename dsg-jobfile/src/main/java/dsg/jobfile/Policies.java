// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.AllowedFailures;
import dsg.model.Isolation;
import dsg.model.RetryPolicy;
import dsg.model.RetryPolicy.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads what becomes of failures, and which nodes a stage wants.
final class Policies {

    private static final Pattern WHOLE = Pattern.compile("\\d{1,3}");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(\\.\\d{1,6})?%");
    private static final Pattern GROWTH = Pattern.compile("\\d{1,2}(\\.\\d{1,3})?x");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int RETRY_MAX = 100;
    private static final int TAGS_MAX = 50;
    private static final BigDecimal GROWTH_MAX = BigDecimal.valueOf(16);
    private static final String RETRY_FORM = "retry: 2";
    private static final String RETRIES_FORM = "retry: {max: 2, on: [out-of-memory], grow: {memory: 1.5x}}";
    private static final String WAIT_FORM = "wait: 5s..5m, or wait: 5s";
    private static final List<String> CAUSES =
            Stream.of(Cause.values()).map(Cause::word).toList();

    private final Problems problems;

    Policies(Problems problems) {
        this.problems = problems;
    }

    RetryPolicy retry(Fields stage) {
        Optional<Yaml> value = stage.value("retry");
        if (value.isPresent() && value.get() instanceof Yaml.Mapping mapping) {
            return retries(mapping);
        }
        return stage.scalar("retry", RETRY_FORM)
                .flatMap(this::times)
                .map(RetryPolicy::upTo)
                .orElse(RetryPolicy.NEVER);
    }

    private RetryPolicy retries(Yaml.Mapping mapping) {
        Fields fields = Fields.of(mapping, Keys.RETRY, "retry", problems);
        if (fields.entry("max").isEmpty()) {
            problems.add(ProblemCode.E116, mapping.span(), "`retry` has no `max`", "write " + RETRIES_FORM);
        }
        int max = fields.scalar("max", "max: 2").flatMap(this::times).orElse(0);
        RetryPolicy simple = RetryPolicy.upTo(max);
        Waits waits = fields.scalar("wait", WAIT_FORM)
                .flatMap(this::waits)
                .orElse(new Waits(simple.firstWait(), simple.longestWait()));
        return new RetryPolicy(max, causes(fields), waits.first, waits.longest, growth(fields));
    }

    private Optional<Integer> times(Yaml.Scalar scalar) {
        String text = scalar.text();
        if (WHOLE.matcher(text).matches() && Integer.parseInt(text) <= RETRY_MAX) {
            return Optional.of(Integer.parseInt(text));
        }
        problems.add(
                ProblemCode.E102,
                scalar.span(),
                Words.quote(text) + " is no number of retries",
                "write a whole number from 0 to 100: " + RETRY_FORM);
        return Optional.empty();
    }

    private Set<Cause> causes(Fields fields) {
        Optional<Yaml> on = fields.value("on");
        if (on.isEmpty() || (on.get() instanceof Yaml.Scalar any && any.text().equals("any"))) {
            return RetryPolicy.ANY;
        }
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        List<Yaml.Scalar> words = on.get() instanceof Yaml.Scalar word && !word.isNothing()
                ? List.of(word)
                : fields.list("on", "on: any, or on: [failed, timed-out, out-of-memory]");
        for (Yaml.Scalar word : words) {
            Optional<Cause> cause = Stream.of(Cause.values())
                    .filter(known -> known.word().equals(word.text()))
                    .findFirst();
            cause.ifPresent(causes::add);
            if (cause.isEmpty()) {
                problems.add(
                        ProblemCode.E102,
                        word.span(),
                        Words.quote(word.text()) + " is no cause of a retry",
                        Words.didYouMean(word.text(), CAUSES, "write any, or a list of " + String.join(", ", CAUSES)));
            }
        }
        return causes;
    }

    private record Waits(Duration first, Duration longest) {}

    private Optional<Waits> waits(Yaml.Scalar scalar) {
        String text = scalar.text();
        int dots = text.indexOf("..");
        String first = dots < 0 ? text : text.substring(0, dots).strip();
        String last = dots < 0 ? text : text.substring(dots + 2).strip();
        Optional<Duration> from = Quantities.duration(part(scalar, first), WAIT_FORM, problems);
        Optional<Duration> to = Quantities.duration(part(scalar, last), WAIT_FORM, problems);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (to.get().compareTo(from.get()) < 0) {
            problems.add(
                    ProblemCode.E102,
                    scalar.span(),
                    "the longest wait is shorter than the first one",
                    "write " + WAIT_FORM + ": it doubles from the first to the longest");
            return Optional.empty();
        }
        return Optional.of(new Waits(from.get(), to.get()));
    }

    private static Yaml.Scalar part(Yaml.Scalar scalar, String text) {
        return new Yaml.Scalar(scalar.span(), text, scalar.plain(), scalar.block());
    }

    private BigDecimal growth(Fields fields) {
        Optional<Yaml.Scalar> memory = fields.mapping("grow", "grow: {memory: 1.5x}")
                .map(mapping -> Fields.of(mapping, Keys.GROW, "grow", problems))
                .flatMap(grow -> grow.scalar("memory", "memory: 1.5x"));
        if (memory.isEmpty()) {
            return BigDecimal.ONE;
        }
        String text = memory.get().text();
        if (GROWTH.matcher(text).matches()) {
            BigDecimal growth = new BigDecimal(text.substring(0, text.length() - 1));
            if (growth.compareTo(BigDecimal.ONE) >= 0 && growth.compareTo(GROWTH_MAX) <= 0) {
                return growth;
            }
        }
        problems.add(
                ProblemCode.E102,
                memory.get().span(),
                Words.quote(text) + " is nothing that memory can grow by",
                "write grow: {memory: 1.5x}: from 1x to 16x, with every retry again");
        return BigDecimal.ONE;
    }

    AllowedFailures allowFailures(Fields stage) {
        Optional<Yaml.Scalar> scalar = stage.scalar("allow_failures", "allow_failures: 3, or allow_failures: 1%");
        if (scalar.isEmpty()) {
            return AllowedFailures.none();
        }
        String text = scalar.get().text();
        if (COUNT.matcher(text).matches()) {
            return new AllowedFailures.Count(Integer.parseInt(text));
        }
        if (PERCENT.matcher(text).matches()) {
            BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
            if (percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
                return new AllowedFailures.Percent(percent);
            }
        }
        problems.add(
                ProblemCode.E102,
                scalar.get().span(),
                Words.quote(text) + " is no number of failures",
                "write how many tasks may fail, allow_failures: 3, or how many of a hundred, allow_failures: 1%");
        return AllowedFailures.none();
    }

    /// The weakest rung of isolation that will do.
    Optional<Isolation> isolation(Fields stage) {
        Optional<Yaml.Scalar> word = stage.scalar("isolation", "isolation: sandbox");
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<Isolation> rung =
                Isolation.of(word.get().text()).filter(asked -> asked.compareTo(Isolation.SANDBOX) <= 0);
        if (rung.isEmpty()) {
            boolean type = Isolation.of(word.get().text()).isPresent();
            problems.add(
                    ProblemCode.E102,
                    word.get().span(),
                    Words.quote(word.get().text())
                            + (type
                                    ? " is a type of task, not a rung that commands could run in"
                                    : " is no rung of isolation"),
                    type
                            ? "write " + word.get().text() + ": and what is to run in it: dsg type show "
                                    + word.get().text()
                            : "write isolation: sandbox, or isolation: bare if a node without isolation will do, too");
        }
        return rung;
    }

    /// The tags that a node must have.
    Set<String> tags(Fields stage) {
        Optional<Yaml.Mapping> mapping = stage.mapping("where", "where: {tags: [wired]}");
        if (mapping.isEmpty()) {
            return Set.of();
        }
        Fields fields = Fields.of(mapping.get(), Keys.WHERE, "where", problems);
        if (mapping.get().entries().isEmpty()) {
            problems.add(ProblemCode.E116, mapping.get().span(), "`where` is empty", "write where: {tags: [wired]}");
        }
        Set<String> tags = new LinkedHashSet<>();
        for (Yaml.Scalar tag : fields.list("tags", "tags: [wired]")) {
            if (TAG.matcher(tag.text()).matches() && tags.size() < TAGS_MAX) {
                tags.add(tag.text());
            } else {
                problems.add(
                        ProblemCode.E118,
                        tag.span(),
                        Words.quote(tag.text()) + " cannot be a tag, or there are more than " + TAGS_MAX,
                        "use letters, digits, - _ and ., at most 63: wired, ubuntu-24.04");
            }
        }
        return tags;
    }
}
