// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.TaskId;
import java.util.Optional;

/// What a node needs a content for: only then it may read it.
///
/// @param attempt which was given to the node
/// @param maker the task that has made the content; none if it was handed in with the job
public record Need(AttemptId attempt, Optional<TaskId> maker) {}
