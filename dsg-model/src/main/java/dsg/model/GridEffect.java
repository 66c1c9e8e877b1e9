// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;
import java.util.Map;

/// What must be done outside the core once the events of its turn are durable.
public sealed interface GridEffect {

    /// Push this order down the node's link.
    record Start(NodeId node, Order order) implements GridEffect {}

    /// Look at the condition of this stage, and tell the verdict.
    ///
    /// @param params the job's parameters
    /// @param stages what became of the other stages, by name: how many tasks they have in each state
    /// @param outputs what the stages of one task before it have made, by `stage.output`
    record Judge(
            StageId stage,
            String expression,
            Map<String, String> params,
            Map<String, Map<String, Integer>> stages,
            Map<String, Artefact> outputs)
            implements GridEffect {}

    /// Tell the node to end this attempt, or to drop what it still holds of it.
    record Stop(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Let the node give this attempt up if it is still frozen there: another node has room for it.
    record Move(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Tell the node to give this attempt back if it has not begun it.
    record Recall(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Tell the node that its report is safe (or no longer wanted), so that it may forget the attempt.
    record Acknowledge(NodeId node, AttemptId attempt) implements GridEffect {}

    /// Close the node's link: it is no part of the grid any more.
    record CutOff(NodeId node) implements GridEffect {}

    /// These were kept as checkpoints and are so no more: their files may go after a while, unless something else needs
    /// them.
    record LetGo(List<GridEvent.Collected> contents) implements GridEffect {
        public LetGo {
            contents = List.copyOf(contents);
        }
    }

    /// Delete the files of these contents, but for those that somebody has put again since they were last used.
    record Discard(List<GridEvent.Collected> contents) implements GridEffect {
        public Discard {
            contents = List.copyOf(contents);
        }
    }
}
