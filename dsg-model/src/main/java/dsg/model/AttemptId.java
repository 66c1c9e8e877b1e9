// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// One try of a task on one node. Attempts of a task number from 1, and only the newest counts: the number is
/// the fencing token that keeps a late report of an older attempt out.
public record AttemptId(TaskId task, int number) {

    public AttemptId {
        if (number < 1) {
            throw new IllegalArgumentException("Attempts number from 1, not " + number + ".");
        }
    }

    /// Reads `2.simulate.17.a1`.
    ///
    /// @throws IllegalArgumentException if the text names no attempt
    public static AttemptId parse(String text) {
        int cut = text.lastIndexOf(".a");
        if (cut < 0) {
            throw new IllegalArgumentException("`" + text + "` is no attempt; one is named like 2.simulate.17.a1.");
        }
        try {
            return new AttemptId(TaskId.parse(text.substring(0, cut)), Integer.parseInt(text.substring(cut + 2)));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("`" + text + "` is no attempt; one is named like 2.simulate.17.a1.");
        }
    }

    @Override
    public String toString() {
        return task + ".a" + number;
    }
}
