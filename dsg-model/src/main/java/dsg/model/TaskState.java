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

    record Failed() implements TaskState {}

    record Cancelled() implements TaskState {}

    /// The word people read: `waiting`, `running`, `done`, `failed`, `cancelled`.
    default String word() {
        return switch (this) {
            case Waiting _ -> "waiting";
            case Running _ -> "running";
            case Done() -> "done";
            case Failed() -> "failed";
            case Cancelled() -> "cancelled";
        };
    }
}
