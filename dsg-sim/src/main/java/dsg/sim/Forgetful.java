// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import java.util.List;

/// What of a turn reaches the journal: all, unless a fault is planted that leaves something out.
final class Forgetful {

    private Forgetful() {}

    static List<GridEvent> journalled(World world, List<GridEvent> events) {
        return events.stream()
                .filter(event -> isJournalled(world, event))
                .map(event -> written(world, event))
                .toList();
    }

    /// The event as it is written down: itself, unless a fault is planted.
    private static GridEvent written(World world, GridEvent event) {
        if (!(event instanceof GridEvent.AttemptEnded ended) || !(ended.report().end() instanceof AttemptEnd.Lost)) {
            return event;
        }
        boolean again = ended.next() instanceof GridEvent.Next.Again;
        boolean twice = world.checker
                        .books()
                        .nodes()
                        .losses()
                        .lostBesides(ended.attempt().task(), ended.node())
                >= 2;
        if (world.has(Plant.POISON_COUNTS_SHARED_LOSS) && again && twice) {
            return with(ended, new GridEvent.Next.Failed());
        }
        return world.has(Plant.POISON_NEVER_SET_ASIDE) && ended.next() instanceof GridEvent.Next.Failed
                ? with(ended, new GridEvent.Next.Again(ended.at(), false))
                : ended;
    }

    private static GridEvent with(GridEvent.AttemptEnded ended, GridEvent.Next next) {
        return new GridEvent.AttemptEnded(ended.attempt(), ended.node(), ended.report(), next, ended.at());
    }

    private static boolean isJournalled(World world, GridEvent event) {
        return switch (event) {
            case GridEvent.AttemptEnded ended ->
                !world.has(Plant.RESULT_NOT_JOURNALLED) || !(ended.report().end() instanceof AttemptEnd.Done);
            case GridEvent.JobCancelled _ -> !world.has(Plant.CANCEL_NOT_JOURNALLED);
            case GridEvent.TasksCancelled _ -> !world.has(Plant.TASK_CANCEL_NOT_JOURNALLED);
            case GridEvent.JobPaused _ -> !world.has(Plant.PAUSE_NOT_JOURNALLED);
            case GridEvent.Retried _ -> !world.has(Plant.RETRY_NOT_JOURNALLED);
            case GridEvent.JobDeleted _ -> !world.has(Plant.DELETE_NOT_JOURNALLED);
            case GridEvent.NodePaused paused ->
                !world.has(Plant.DRAIN_FORGETS_TO_PAUSE)
                        || !world.checker.books().nodes().isDraining(paused.node());
            case GridEvent.NodeLost _ -> !world.has(Plant.NODE_LOSS_NOT_JOURNALLED);
            case GridEvent.NodeUnpaused _ -> !world.has(Plant.PAUSED_NODE_GETS_WORK);
            case GridEvent.JobSubmitted _,
                    GridEvent.JobUnpaused _,
                    GridEvent.JobEnded _,
                    GridEvent.StageJudged _,
                    GridEvent.TaskReused _,
                    GridEvent.AttemptPlaced _,
                    GridEvent.DataPut _,
                    GridEvent.DataForgotten _,
                    GridEvent.DataCollected _,
                    GridEvent.InviteMade _,
                    GridEvent.InvitesEnded _,
                    GridEvent.NodeAdmitted _,
                    GridEvent.NodeForgotten _,
                    GridEvent.NodeRenamed _,
                    GridEvent.NodeArrived _,
                    GridEvent.NodeSurveyed _,
                    GridEvent.NodeChanged _,
                    GridEvent.NodeTagged _,
                    GridEvent.NodeDeparted _,
                    GridEvent.NodeDraining _,
                    GridEvent.UserAdded _,
                    GridEvent.RoleChanged _,
                    GridEvent.UserRemoved _,
                    GridEvent.TokenIssued _,
                    GridEvent.TokenRevoked _ -> true;
        };
    }
}
