// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A job's number in its grid, from 1 in the order of submission; people write it `2`.
public record JobId(long number) implements Target, Comparable<JobId> {

    public JobId {
        if (number < 1) {
            throw new IllegalArgumentException("A job's number is 1 or more, not " + number + ".");
        }
    }

    /// Reads `2`.
    ///
    /// @throws IllegalArgumentException if the text is no job number
    public static JobId parse(String text) {
        try {
            return new JobId(Long.parseLong(text));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("`" + text + "` is no job number; a job is named like 2.");
        }
    }

    @Override
    public JobId job() {
        return this;
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
