// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.GridEvent;
import dsg.model.JobId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What of a turn reaches the journal, and what of that is read again: all, unless a fault is planted
/// that leaves something out.
final class Forgetful {

    private Forgetful() {}

    static List<GridEvent> journalled(World world, List<GridEvent> events) {
        return events.stream()
                .filter(event -> isJournalled(world, event))
                .map(event -> written(world, event))
                .flatMap(event -> Stream.concat(Stream.of(event), added(world, event)))
                .toList();
    }

    /// What follows the event in the journal though nobody decided it: nothing, unless a fault is planted.
    private static Stream<GridEvent> added(World world, GridEvent event) {
        return world.has(Plant.BROKEN_JOB_BLAMED_ON_NODES)
                        && event instanceof GridEvent.AttemptEnded ended
                        && ended.report().end() instanceof AttemptEnd.ExitCode
                ? Stream.of(new GridEvent.NodeRested(ended.node(), ended.at().plusSeconds(30), ended.at()))
                : Stream.empty();
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
            case GridEvent.FailuresExcused _ -> !world.has(Plant.EXCUSE_NOT_JOURNALLED);
            case GridEvent.NodeRested _ -> !world.has(Plant.REST_NOT_JOURNALLED);
            case GridEvent.NodeOffers _ -> !world.has(Plant.OFFER_NOT_JOURNALLED);
            case GridEvent.CheckpointTaken _ -> !world.has(Plant.CHECKPOINT_NOT_JOURNALLED);
            case GridEvent.NodeUnpaused _ ->
                !world.has(Plant.PAUSED_NODE_GETS_WORK) && !world.has(Plant.RESTING_NODE_GETS_WORK);
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

    /// Which events of the journal are read at a restart: all, unless a fault is planted.
    static Predicate<GridEvent> read(World world, SimJournal journal) {
        Set<JobId> deleted = new HashSet<>();
        journal.replay(event -> {
            if (event instanceof GridEvent.JobDeleted gone && world.has(Plant.DELETED_FORGOTTEN)) {
                deleted.add(gone.job());
            }
        });
        return event -> switch (event) {
            case GridEvent.NodePaused _, GridEvent.NodeDraining _ -> !world.has(Plant.NODE_PAUSE_FORGOTTEN_AT_RESTART);
            case GridEvent.NodeRested _ -> !world.has(Plant.REST_FORGOTTEN_AT_RESTART);
            case GridEvent.FailuresExcused excused ->
                excused.tasks().stream().noneMatch(task -> deleted.contains(task.job()));
            case GridEvent.JobSubmitted submitted -> !deleted.contains(submitted.job());
            case GridEvent.JobCancelled cancelled -> !deleted.contains(cancelled.job());
            case GridEvent.TasksCancelled cancelled ->
                !deleted.contains(cancelled.target().job());
            case GridEvent.JobPaused paused -> !deleted.contains(paused.job());
            case GridEvent.JobUnpaused unpaused -> !deleted.contains(unpaused.job());
            case GridEvent.Retried retried -> !deleted.contains(retried.target().job());
            case GridEvent.JobEnded ended -> !deleted.contains(ended.job());
            case GridEvent.JobDeleted gone -> !deleted.contains(gone.job());
            case GridEvent.StageJudged judged ->
                !deleted.contains(judged.stage().job());
            case GridEvent.TaskReused reused -> !deleted.contains(reused.task().job());
            case GridEvent.AttemptPlaced placed ->
                !deleted.contains(placed.attempt().task().job());
            case GridEvent.CheckpointTaken taken ->
                !world.has(Plant.CHECKPOINT_FORGOTTEN_AT_RESTART)
                        && !deleted.contains(taken.attempt().task().job());
            case GridEvent.AttemptEnded ended ->
                !deleted.contains(ended.attempt().task().job());
            case GridEvent.DataPut _,
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
                    GridEvent.NodeOffers _,
                    GridEvent.NodeDeparted _,
                    GridEvent.NodeLost _,
                    GridEvent.NodeUnpaused _,
                    GridEvent.UserAdded _,
                    GridEvent.RoleChanged _,
                    GridEvent.UserRemoved _,
                    GridEvent.TokenIssued _,
                    GridEvent.TokenRevoked _ -> true;
        };
    }
}
