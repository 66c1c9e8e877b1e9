// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What one quantity of a task was over time, in a bounded number of points: when there are too many, every other one
/// goes, and from then on only every other one is kept. The first stays, and the newest is always the last.
final class MetricLine {

    static final int POINTS_MOST = 256;

    /// Itself, its two arrays, its name and its place in a map.
    private static final int OWN_BYTES = 220;

    private static final int POINT_BYTES = Float.BYTES + Double.BYTES;

    private float[] at = new float[8];
    private double[] values = new double[8];
    private int points;
    /// Of so many values one is kept.
    private int every = 1;
    private int since;

    /// @param seconds when, counted from any moment; never before the last
    void add(float seconds, double value) {
        boolean onTheWay = points > 1 && (since % every != 0 || isFlat(value));
        if (!onTheWay) {
            if (points == POINTS_MOST) {
                halve();
            }
            if (points == at.length) {
                at = Arrays.copyOf(at, Math.min(POINTS_MOST, 2 * points));
                values = Arrays.copyOf(values, at.length);
            }
            points++;
            since = 0;
        }
        since++;
        at[points - 1] = seconds;
        values[points - 1] = value;
    }

    /// Where nothing changes, two points say all.
    private boolean isFlat(double value) {
        return values[points - 1] == value && values[points - 2] == value;
    }

    /// Keeps the first of every two.
    private void halve() {
        for (int point = 0; point < points / 2; point++) {
            at[point] = at[2 * point];
            values[point] = values[2 * point];
        }
        points /= 2;
        every *= 2;
    }

    int points() {
        return points;
    }

    /// About so many bytes of memory it takes, a few points or many.
    int bytes() {
        return OWN_BYTES + at.length * POINT_BYTES;
    }

    Point newest() {
        return new Point(at[points - 1], values[points - 1]);
    }

    /// A point.
    record Point(float seconds, double value) {}

    List<Point> all() {
        List<Point> all = new ArrayList<>(points);
        for (int point = 0; point < points; point++) {
            all.add(new Point(at[point], values[point]));
        }
        return all;
    }
}
