// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.GridEvent;

/// Events as lines of a history.
final class Story {

    private Story() {}

    static String line(GridEvent event) {
        return switch (event) {
            case GridEvent.JobSubmitted submitted ->
                "job " + submitted.job() + " (" + submitted.spec().name() + ") is taken";
            case GridEvent.JobCancelled cancelled -> "job " + cancelled.job() + " is to be cancelled";
            case GridEvent.TasksCancelled cancelled -> cancelled.target() + " is cancelled by hand";
            case GridEvent.JobPaused paused -> "job " + paused.job() + " is paused";
            case GridEvent.JobUnpaused unpaused -> "job " + unpaused.job() + " goes on";
            case GridEvent.Retried retried -> retried.target() + " is to be tried again";
            case GridEvent.JobDeleted deleted -> "job " + deleted.job() + " is deleted";
            case GridEvent.JobEnded ended ->
                "job " + ended.job() + " is " + ended.state().word();
            case GridEvent.StageJudged judged -> judged.stage() + " is judged: " + judged.verdict();
            case GridEvent.TaskReused reused -> reused.task() + " is reused from " + reused.from();
            case GridEvent.AttemptPlaced placed -> placed.attempt() + " goes to " + placed.node();
            case GridEvent.CheckpointTaken taken ->
                taken.attempt() + " keeps " + taken.checkpoint().bytes() + " ms of its work";
            case GridEvent.AttemptEnded ended ->
                ended.attempt() + " on " + ended.node() + " is "
                        + ended.report().end().word() + next(ended.next());
            case GridEvent.DataPut put -> put.name() + " is put";
            case GridEvent.DataForgotten forgotten -> forgotten.name() + " is forgotten";
            case GridEvent.DataCollected gone -> gone.contents().size() + " contents are collected";
            case GridEvent.InviteMade made -> "a code for " + made.invite().uses() + " machines is made";
            case GridEvent.InvitesEnded _ -> "all codes end";
            case GridEvent.NodeAdmitted admitted -> admitted.node() + " is let in as " + admitted.name();
            case GridEvent.NodeForgotten forgotten -> forgotten.node() + " is forgotten";
            case GridEvent.FailuresExcused excused -> excused.node() + " is to blame for " + excused.tasks();
            case GridEvent.NodeRested rested -> rested.node() + " rests until " + rested.until();
            case GridEvent.NodeRenamed renamed -> renamed.node() + " is called " + renamed.name();
            case GridEvent.NodeArrived arrived -> arrived.node() + " is in";
            case GridEvent.NodeSurveyed surveyed -> surveyed.node() + " tells of its software";
            case GridEvent.NodeChanged changed -> changed.node() + " is something else";
            case GridEvent.NodeTagged tagged ->
                tagged.node() + " is tagged " + tagged.added() + ", not " + tagged.removed();
            case GridEvent.NodeOffers offers ->
                offers.node()
                        + offers.offer()
                                .rest()
                                .map(rest -> " rests: " + rest.why())
                                .orElse(" takes tasks");
            case GridEvent.NodeDeparted departed -> departed.node() + " is out";
            case GridEvent.NodeLost lost ->
                lost.node() + " is lost with " + lost.begun().size();
            case GridEvent.NodePaused paused -> paused.node() + " is paused";
            case GridEvent.NodeUnpaused unpaused -> unpaused.node() + " takes tasks again";
            case GridEvent.NodeDraining draining -> draining.node() + " drains";
            case GridEvent.UserAdded added ->
                added.user() + " is a user, " + added.role().word();
            case GridEvent.RoleChanged changed ->
                changed.user() + " is " + changed.role().word();
            case GridEvent.UserRemoved removed -> removed.user() + " is no user any more";
            case GridEvent.TokenIssued issued -> issued.user() + " gets token " + issued.number();
            case GridEvent.TokenRevoked revoked -> revoked.user() + " loses token " + revoked.number();
        };
    }

    private static String next(GridEvent.Next next) {
        return switch (next) {
            case GridEvent.Next.Done() -> "";
            case GridEvent.Next.Again again -> again.counted() ? ", again later" : ", again";
            case GridEvent.Next.Failed() -> ", for good";
            case GridEvent.Next.Cancelled() -> ", cancelled";
        };
    }
}
