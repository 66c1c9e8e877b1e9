// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Collects what is wrong in one job file while it is read.
final class Problems {

    /// How many a person is shown at once.
    static final int SHOWN_MAX = 20;

    private static final int KEPT_MAX = 200;

    /// A place in another file that the job file names.
    record Elsewhere(String file, String text, Span span) {}

    private record Pending(ProblemCode code, Span span, String what, String help, Optional<Elsewhere> elsewhere) {}

    private final Source source;
    /// Each is told once, though what stands in `defaults` is read for every stage.
    private final Set<Pending> errors = new LinkedHashSet<>();

    private final Set<Pending> warnings = new LinkedHashSet<>();
    /// Names of placeholders that a key in the wrong place was meant to define.
    private final Set<String> told = new HashSet<>();

    Problems(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    /// Notes a problem; beyond the first few hundred no more are kept.
    void add(ProblemCode code, Span span, String what, String help) {
        add(new Pending(code, span, what, help, Optional.empty()));
    }

    /// Notes a problem in a file that the job file names at `span`.
    void addElsewhere(ProblemCode code, Span span, Elsewhere elsewhere, String what, String help) {
        add(new Pending(code, span, what, help, Optional.of(elsewhere)));
    }

    /// Notes all that another collector holds.
    void addAll(Problems others) {
        others.errors.forEach(this::add);
        others.warnings.forEach(this::add);
    }

    private void add(Pending pending) {
        Set<Pending> kept = pending.code.isWarning() ? warnings : errors;
        if (kept.size() < KEPT_MAX) {
            kept.add(pending);
        }
    }

    /// Notes that an error is told already of whatever defines this name: that it is not defined follows.
    void tell(String name) {
        told.add(name);
    }

    boolean isTold(String name) {
        return told.contains(name);
    }

    /// How many errors there are so far.
    int size() {
        return errors.size();
    }

    boolean anyError() {
        return !errors.isEmpty();
    }

    /// Whether there are so many errors that looking for more is a waste.
    boolean isFull() {
        return errors.size() >= KEPT_MAX;
    }

    /// The problems to show, in the order of the file; where there are too many, errors go before warnings.
    List<Problem> shown() {
        return Stream.concat(inOrder(errors), inOrder(warnings))
                .limit(SHOWN_MAX)
                .sorted(BY_PLACE)
                .map(this::drawn)
                .toList();
    }

    private Problem drawn(Pending pending) {
        return pending.elsewhere
                .map(other -> new Source(other.file, other.text, InputFiles.TEXT_MAX)
                        .problem(pending.code, other.span, pending.what, pending.help))
                .orElseGet(() -> source.problem(pending.code, pending.span, pending.what, pending.help));
    }

    private static final Comparator<Pending> BY_PLACE =
            Comparator.comparingInt(pending -> pending.span().start());

    private static Stream<Pending> inOrder(Set<Pending> pending) {
        return pending.stream().sorted(BY_PLACE);
    }
}
