// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.store.FigureStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is known of one thing over time: finely of the last hour, coarsely of the last week. Whoever writes says what
/// time it is.
final class FigureSeries {

    /// No answer has more points than this.
    static final int POINTS_MOST = 360;

    private static final Duration FINE_LENGTH = HistorySpan.HOUR.length();
    private static final Duration COARSE_LENGTH = HistorySpan.WEEK.length();

    private final Form form;
    private final FigureRing fine;
    private final FigureRing coarse;
    private long writtenFine;
    private long writtenCoarse;

    /// What a series is made of.
    ///
    /// @param means the names of what is a mean over its slot
    /// @param sums the names of what is a count of what happened in it
    /// @param fineStep how many seconds a slot of the last hour has
    /// @param coarseStep how many seconds a slot of the last week has
    record Form(List<String> means, List<String> sums, int fineStep, int coarseStep) {
        Form {
            means = List.copyOf(means);
            sums = List.copyOf(sums);
        }

        List<String> names() {
            List<String> names = new ArrayList<>(means);
            names.addAll(sums);
            return names;
        }
    }

    /// Points for a picture: point `i` is about the `step` seconds from `from + i * step` on.
    ///
    /// @param points in each what [FigureRing] keeps of a slot; none where nothing is known
    record Drawn(Instant from, int step, List<Optional<float[]>> points) {
        Drawn {
            points = List.copyOf(points);
        }
    }

    FigureSeries(Form form) {
        this.form = form;
        fine = ring(form, FINE_LENGTH, form.fineStep());
        coarse = ring(form, COARSE_LENGTH, form.coarseStep());
    }

    private static FigureRing ring(Form form, Duration length, int step) {
        // One more for the slot that is being filled.
        return new FigureRing(form.means().size(), form.sums().size(), (int) (length.toSeconds() / step) + 1);
    }

    Form form() {
        return form;
    }

    /// How many bytes its figures take.
    long bytes() {
        return fine.bytes() + coarse.bytes();
    }

    void sample(Instant now, float... means) {
        fine.sample(slot(now, form.fineStep()), means);
        coarse.sample(slot(now, form.coarseStep()), means);
    }

    void add(Instant now, float... sums) {
        fine.add(slot(now, form.fineStep()), sums);
        coarse.add(slot(now, form.coarseStep()), sums);
    }

    /// When anything was said of it last.
    Instant newest() {
        return Instant.ofEpochSecond((coarse.newest() + 1) * form.coarseStep());
    }

    static long slot(Instant time, int step) {
        return Math.floorDiv(time.getEpochSecond(), (long) step);
    }

    /// What is known of the time up to now, in no more points than a picture has room for.
    Drawn drawn(HistorySpan span, Instant now) {
        boolean isFine = span.length().compareTo(FINE_LENGTH) <= 0;
        int step = isFine ? form.fineStep() : form.coarseStep();
        FigureRing ring = isFine ? fine : coarse;
        int slots = (int) (span.length().toSeconds() / step);
        int together = Math.ceilDiv(slots, POINTS_MOST);
        int count = Math.ceilDiv(slots, together);
        // The same slots always come together, so that what is drawn does not tremble.
        long last = Math.floorDiv(slot(now, step), (long) together);
        List<Optional<float[]>> points = new ArrayList<>(count);
        for (long group = last - count + 1; group <= last; group++) {
            points.add(ring.together(group * together, together));
        }
        Instant from = Instant.ofEpochSecond((last - count + 1) * together * step);
        return new Drawn(from, together * step, points);
    }

    /// What happened in this time up to now, each of the sums; none if nothing did. It reaches back to the beginning of
    /// the slot in which the time began.
    Optional<float[]> sums(HistorySpan span, Instant now) {
        boolean isFine = span.length().compareTo(FINE_LENGTH) <= 0;
        int step = isFine ? form.fineStep() : form.coarseStep();
        int slots = (int) (span.length().toSeconds() / step);
        return (isFine ? fine : coarse)
                .together(slot(now, step) - slots, slots + 1)
                .map(all -> Arrays.copyOfRange(all, 1 + form.means().size(), all.length));
    }

    /// What was written down before; of the future, as after a clock was set back, nothing is taken.
    void take(Row row, Instant now) {
        if (row.slot() > slot(now, row.step())) {
            return;
        }
        if (row.step() == form.fineStep()) {
            fine.merge(row.slot(), row.figures());
            writtenFine = Math.max(writtenFine, row.slot());
        } else if (row.step() == form.coarseStep()) {
            coarse.merge(row.slot(), row.figures());
            writtenCoarse = Math.max(writtenCoarse, row.slot());
        }
    }

    /// What is to be written down: all since the last time, and once more the slot that was being filled then.
    List<Row> news(String name) {
        List<Row> rows = new ArrayList<>();
        writtenFine = news(name, fine, form.fineStep(), FINE_LENGTH, writtenFine, rows);
        writtenCoarse = news(name, coarse, form.coarseStep(), COARSE_LENGTH, writtenCoarse, rows);
        return rows;
    }

    private static long news(String name, FigureRing ring, int step, Duration length, long written, List<Row> rows) {
        long oldest = ring.newest() - length.toSeconds() / step;
        for (long slot = Math.max(written, oldest); slot <= ring.newest(); slot++) {
            long now = slot;
            ring.at(slot).ifPresent(figures -> {
                List<Float> row = new ArrayList<>(figures.length);
                for (float figure : figures) {
                    row.add(figure);
                }
                rows.add(new Row(name, step, now, row));
            });
        }
        return Math.max(written, ring.newest());
    }
}
