// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The figures of the last so many slots of time; older ones are overwritten. Of each slot it keeps how often it was
/// sampled, then means, then sums. It reads no clock: whoever writes says which slot it is.
final class FigureRing {

    private final int means;
    private final int width;
    private final int size;
    private final float[] values;
    private long newest = -1;

    /// @param means how many figures are means over their slot
    /// @param sums how many are counts of what happened in it
    /// @param size how many slots it has
    FigureRing(int means, int sums, int size) {
        this.means = means;
        this.width = 1 + means + sums;
        this.size = size;
        this.values = new float[width * size];
    }

    /// How many bytes its figures take, whatever is in it.
    long bytes() {
        return (long) values.length * Float.BYTES;
    }

    /// The newest slot that anything was said of; less than 0 if nothing was.
    long newest() {
        return newest;
    }

    /// The means as they are at a moment within this slot. What is not known is NaN.
    void sample(long slot, float... now) {
        int at = open(slot);
        if (at < 0) {
            return;
        }
        float count = ++values[at];
        for (int column = 0; column < means; column++) {
            int place = at + 1 + column;
            values[place] = mean(values[place], count - 1, now[column], 1);
        }
    }

    /// So much more happened within this slot.
    void add(long slot, float... more) {
        int at = open(slot);
        for (int column = 0; at >= 0 && column < more.length; column++) {
            values[at + 1 + means + column] += more[column];
        }
    }

    /// What is known of this slot from elsewhere is added to what is known here; of another form, it is left.
    void merge(long slot, List<Float> known) {
        int at = known.size() == width ? open(slot) : -1;
        if (at >= 0) {
            float[] more = new float[width];
            for (int column = 0; column < width; column++) {
                more[column] = known.get(column);
            }
            merge(values, at, more, 0);
        }
    }

    private void merge(float[] into, int at, float[] known, int from) {
        for (int column = 1; column < width; column++) {
            into[at + column] = column <= means
                    ? mean(into[at + column], into[at], known[from + column], known[from])
                    : into[at + column] + known[from + column];
        }
        into[at] += known[from];
    }

    private static float mean(float before, float weight, float now, float more) {
        if (more == 0 || Float.isNaN(now)) {
            return before;
        }
        return weight == 0 || Float.isNaN(before) ? now : before + (now - before) * (more / (weight + more));
    }

    /// What is known of this slot; none if nothing is.
    Optional<float[]> at(long slot) {
        return together(slot, 1);
    }

    /// What is known of these slots together: means of means, and sums of sums.
    Optional<float[]> together(long first, int slots) {
        float[] all = new float[width];
        Arrays.fill(all, 1, 1 + means, Float.NaN);
        boolean any = false;
        for (long slot = Math.max(first, newest - size + 1); slot < first + slots && slot <= newest; slot++) {
            int at = place(slot);
            if (values[at] > 0 || happened(at)) {
                merge(all, 0, values, at);
                any = true;
            }
        }
        return any ? Optional.of(all) : Optional.empty();
    }

    private boolean happened(int at) {
        for (int column = 1 + means; column < width; column++) {
            if (values[at + column] > 0) {
                return true;
            }
        }
        return false;
    }

    private int place(long slot) {
        return (int) Math.floorMod(slot, (long) size) * width;
    }

    /// Where the slot's figures stand, after all slots up to it were emptied; less than 0 if it is too old.
    private int open(long slot) {
        if (slot < 0 || slot <= newest - size) {
            return -1;
        }
        for (long fresh = Math.max(newest + 1, slot - size + 1); fresh <= slot; fresh++) {
            int at = place(fresh);
            Arrays.fill(values, at, at + width, 0);
            Arrays.fill(values, at + 1, at + 1 + means, Float.NaN);
        }
        newest = Math.max(newest, slot);
        return place(slot);
    }
}
