// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Collects what is wrong in one job file while it is read.
final class Problems {

    /// How many a person is shown at once.
    static final int SHOWN_MAX = 20;

    private static final int KEPT_MAX = 200;

    private record Pending(ProblemCode code, Span span, String what, String help) {}

    private final Source source;
    private final List<Pending> errors = new ArrayList<>();
    private final List<Pending> warnings = new ArrayList<>();

    Problems(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    /// Notes a problem; beyond the first few hundred no more are kept.
    void add(ProblemCode code, Span span, String what, String help) {
        List<Pending> kept = code.isWarning() ? warnings : errors;
        if (kept.size() < KEPT_MAX) {
            kept.add(new Pending(code, span, what, help));
        }
    }

    /// Notes all that another collector holds.
    void addAll(Problems others) {
        others.errors.forEach(this::add);
        others.warnings.forEach(this::add);
    }

    private void add(Pending pending) {
        add(pending.code, pending.span, pending.what, pending.help);
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
                .map(pending -> source.problem(pending.code, pending.span, pending.what, pending.help))
                .toList();
    }

    private static final Comparator<Pending> BY_PLACE =
            Comparator.comparingInt(pending -> pending.span().start());

    private static Stream<Pending> inOrder(List<Pending> pending) {
        return pending.stream().sorted(BY_PLACE);
    }
}
