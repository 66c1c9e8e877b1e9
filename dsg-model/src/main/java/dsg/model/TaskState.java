// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Instant;

/// The state of a task; each carries exactly the facts that are true in it.
public sealed interface TaskState {

    /// Not tried yet, or to be tried again, but not before this moment.
    record Waiting(Instant notBefore) implements TaskState {}

    /// On a node since this moment.
    record Running(NodeId node, Instant since) implements TaskState {}

    record Done() implements TaskState {}

    /// Done without a run: what this task made before is its own.
    record Cached(TaskId from) implements TaskState {}

    record Failed() implements TaskState {}

    record Cancelled() implements TaskState {}

    /// Whether what it makes is there: by a run or by reuse.
    default boolean isDone() {
        return switch (this) {
            case Done _, Cached _ -> true;
            case Waiting _, Running _, Failed _, Cancelled _ -> false;
        };
    }

    /// The word people read: `waiting`, `running`, `done`, `cached`, `failed`, `cancelled`.
    default String word() {
        return switch (this) {
            case Waiting _ -> "waiting";
            case Running _ -> "running";
            case Done() -> "done";
            case Cached _ -> "cached";
            case Failed() -> "failed";
            case Cancelled() -> "cancelled";
        };
    }
}
