// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Command;
import dsg.model.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads how a running task is watched.
final class HealthReader {

    private static final Pattern FAILURES = Pattern.compile("[1-9]\\d{0,3}");
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int FAILURES_DEFAULT = 3;
    private static final int STUCK_AFTER_EXPECTED = 3;
    private static final String FORM = "health: {run: \"curl -f localhost:8080\", every: 30s, failures: 3}"
            + " or health: {progress: 10m, action: restart}";

    private final Problems problems;

    HealthReader(Problems problems) {
        this.problems = problems;
    }

    /// @param expect how long a task is expected to run: then it looks stuck when it is quiet for three times as long
    Health read(Fields stage, Optional<Duration> expect, CommandReader commands) {
        Optional<Health.Quiet> expected =
                expect.map(duration -> new Health.Quiet(duration.multipliedBy(STUCK_AFTER_EXPECTED), false));
        Optional<Yaml.Mapping> mapping = stage.mapping("health", FORM);
        if (mapping.isEmpty()) {
            return new Health(Optional.empty(), expected);
        }
        Fields fields = Fields.of(mapping.get(), Keys.HEALTH, "health", problems);
        if (mapping.get().entries().isEmpty()) {
            problems.add(ProblemCode.E116, mapping.get().span(), "`health` is empty", "write " + FORM);
        }
        for (String key : List.of("every", "failures")) {
            needs(fields, key, "run", "what is run");
        }
        needs(fields, "action", "progress", "how long a task may be quiet");
        return new Health(probe(fields, commands), quiet(fields).or(() -> expected));
    }

    private void needs(Fields fields, String key, String other, String what) {
        if (fields.entry(other).isEmpty()) {
            fields.entry(key)
                    .ifPresent(entry -> problems.add(
                            ProblemCode.E116,
                            entry.key().span(),
                            Words.quote(key) + " needs " + Words.quote(other) + ", which says " + what,
                            "write " + FORM));
        }
    }

    private Optional<Health.Probe> probe(Fields fields, CommandReader commands) {
        Duration every = fields.scalar("every", "every: 30s")
                .flatMap(scalar -> Quantities.duration(scalar, "every: 30s", problems))
                .orElse(EVERY);
        int failures =
                fields.scalar("failures", "failures: 3").flatMap(this::failures).orElse(FAILURES_DEFAULT);
        Optional<Command> command = fields.entry("run").map(commands::read);
        return command.map(run -> new Health.Probe(run, every, failures));
    }

    private Optional<Integer> failures(Yaml.Scalar scalar) {
        if (FAILURES.matcher(scalar.text()).matches()) {
            return Optional.of(Integer.parseInt(scalar.text()));
        }
        problems.add(
                ProblemCode.E102,
                scalar.span(),
                Words.quote(scalar.text()) + " is no number of failures in a row",
                "write a whole number from 1 to 9,999: failures: 3");
        return Optional.empty();
    }

    private Optional<Health.Quiet> quiet(Fields fields) {
        Optional<Yaml.Scalar> action = fields.scalar("action", "action: restart");
        boolean known = action.map(word -> List.of("show", "restart").contains(word.text()))
                .orElse(true);
        if (!known) {
            action.ifPresent(word -> problems.add(
                    ProblemCode.E102,
                    word.span(),
                    Words.quote(word.text()) + " is nothing that can be done to a quiet task",
                    "write action: show, which is the default, or action: restart"));
        }
        boolean end = action.filter(word -> word.text().equals("restart")).isPresent();
        return fields.scalar("progress", "progress: 10m")
                .flatMap(scalar -> Quantities.duration(scalar, "progress: 10m", problems))
                .map(after -> new Health.Quiet(after, end));
    }
}
