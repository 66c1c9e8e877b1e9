// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Reason;
import dsg.model.Request;
import dsg.model.StageId;
import java.util.Map;

/// What stands in the way of what a plan leaves waiting. Tasks that ask for the same wait for the same reason, but for
/// those that could start and had better wait for a certain node.
///
/// @param requests what found no node
/// @param stages the stages some tasks of which wait for a certain node
public record Waits(Map<Request, Reason> requests, Map<StageId, Reason> stages) {

    /// Nothing stands in any way.
    public static final Waits NONE = new Waits(Map.of(), Map.of());

    public Waits {
        requests = Map.copyOf(requests);
        stages = Map.copyOf(stages);
    }

    /// Why a task of this stage waits that asks for this.
    Reason of(StageId stage, Request request) {
        Reason none = requests.getOrDefault(request, new Reason.AboutToStart());
        return none instanceof Reason.AboutToStart ? stages.getOrDefault(stage, none) : none;
    }
}
