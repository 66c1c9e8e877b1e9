// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What a request is about: a whole job, one of its stages, or one task.
public sealed interface Target permits JobId, StageId, TaskId {

    /// The job it belongs to.
    JobId job();

    /// Whether this task belongs to it.
    default boolean covers(TaskId task) {
        return switch (this) {
            case JobId job -> job.equals(task.job());
            case StageId stage -> stage.equals(task.stageId());
            case TaskId only -> only.equals(task);
        };
    }

    /// Reads `2`, `2.simulate` or `2.simulate.17`.
    ///
    /// @throws IllegalArgumentException if the text names none of them
    static Target parse(String text) {
        String[] parts = text.split("\\.", -1);
        return switch (parts.length) {
            case 1 -> JobId.parse(text);
            case 2 -> new StageId(JobId.parse(parts[0]), parts[1]);
            default -> TaskId.parse(text);
        };
    }
}
