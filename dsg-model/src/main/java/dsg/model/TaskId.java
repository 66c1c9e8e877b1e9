// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A task: its job, its stage, and its number in the stage's sweep, from 1; people write it `2.simulate.17`.
public record TaskId(JobId job, String stage, int number) implements Target {

    public TaskId {
        if (number < 1) {
            throw new IllegalArgumentException("Tasks number from 1, not " + number + ".");
        }
    }

    /// Reads `2.simulate.17`.
    ///
    /// @throws IllegalArgumentException if the text names no task
    public static TaskId parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            throw new IllegalArgumentException("`" + text + "` is no task; a task is named like 2.simulate.17.");
        }
        try {
            return new TaskId(JobId.parse(parts[0]), parts[1], Integer.parseInt(parts[2]));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("`" + text + "` is no task; a task is named like 2.simulate.17.");
        }
    }

    /// The stage this task belongs to.
    public StageId stageId() {
        return new StageId(job, stage);
    }

    /// The attempt of this task with the given number, from 1.
    public AttemptId attempt(int number) {
        return new AttemptId(this, number);
    }

    @Override
    public String toString() {
        return job + "." + stage + "." + number;
    }
}
