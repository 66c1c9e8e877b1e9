// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.RetryPolicy;
import dsg.model.Role;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The rules of the grid: given what is true and what is asked, what follows. Functions only; the world is a
/// parameter. What runs *where* is the scheduler's question, not this one's.
public final class GridRules {

    /// How long a node whose link is gone keeps its attempts before they are lost.
    public static final Duration AWAY_GRACE = Duration.ofSeconds(2);

    /// How long nodes have to come back after the coordinator itself was away.
    public static final Duration RECOVERY_GRACE = Duration.ofSeconds(10);

    /// How long nodes have to end and report what they run when the grid goes down.
    public static final Duration GOODBYE_GRACE = Duration.ofSeconds(15);

    private GridRules() {}

    /// What follows from this command now. Nothing is changed: apply the decision's events to the ledger.
    public static Decision decide(GridView view, GridCommand command, Instant now) {
        return switch (command) {
            case GridCommand.Submit submit -> JobRules.submit(view, submit, now);
            case GridCommand.Cancel(Target target) -> JobRules.cancel(view, target, now);
            case GridCommand.Pause(JobId job) -> JobRules.pause(view, job, now);
            case GridCommand.Unpause(JobId job) -> JobRules.unpause(view, job, now);
            case GridCommand.Retry(Target target) -> JobRules.retry(view, target, now);
            case GridCommand.DeleteJob(JobId job) -> JobRules.delete(view, job, now);
            case GridCommand.Judge(StageId stage, Verdict verdict) -> JobRules.judge(view, stage, verdict, now);
            case GridCommand.PutData put -> DataRules.put(view, put, now);
            case GridCommand.ForgetData(String name) -> DataRules.forget(view, name, now);
            case GridCommand.CollectData collect -> DataRules.collect(view, collect, now);
            case GridCommand.Arrive arrive -> arrive(view, arrive, now);
            case GridCommand.Survey survey -> NodeRules.survey(view, survey, now);
            case GridCommand.Change change -> NodeRules.change(view, change, now);
            case GridCommand.ChangeOffer change -> NodeRules.offer(view, change.node(), change.offer(), now);
            case GridCommand.Move move -> NodeRules.move(view, move);
            case GridCommand.TagNode tag -> NodeRules.tag(view, tag, now);
            case GridCommand.Hold _ -> Decision.nothing(); // helps the scheduler, and makes nothing true
            case GridCommand.Depart(NodeId node) -> depart(view, node, AWAY_GRACE, now);
            case GridCommand.Dismiss(NodeId node) -> depart(view, node, GOODBYE_GRACE, now);
            case GridCommand.MakeInvite make -> MemberRules.makeInvite(make, now);
            case GridCommand.EndInvites() -> MemberRules.endInvites(now);
            case GridCommand.Admit admit -> MemberRules.admit(view, admit, now);
            case GridCommand.ForgetNode(NodeId node) -> MemberRules.forget(view, node, now);
            case GridCommand.ReplaceNode(NodeId old, NodeId by) -> MemberRules.replace(view, old, by, now);
            case GridCommand.PauseNode(NodeId node) -> NodeRules.pause(view, node, now);
            case GridCommand.UnpauseNode(NodeId node) -> NodeRules.unpause(view, node, now);
            case GridCommand.DrainNode(NodeId node) -> NodeRules.drain(view, node, now);
            case GridCommand.TakeCheckpoint take -> CheckpointRules.take(view, take, now);
            case GridCommand.Report report -> report(view, report, now);
            case GridCommand.Recover() -> recover(view, now);
            case GridCommand.Tick() -> tick(view, now);
            case GridCommand.AddUsers add -> UserRules.add(view, add, now);
            case GridCommand.ChangeRole(String user, Role role) -> UserRules.changeRole(view, user, role, now);
            case GridCommand.RemoveUser(String user) -> UserRules.remove(view, user, now);
            case GridCommand.IssueToken issue -> UserRules.issue(view, issue, now);
            case GridCommand.OpenPage open -> UserRules.openPage(view, open, now);
            case GridCommand.RevokeToken(String user, int number) -> UserRules.revoke(view, user, number, now);
        };
    }

    /// What a plan's placements make true, and the orders that carry them out.
    public static Decision place(GridView view, List<Plan.Placement> placements, Instant now) {
        List<GridEvent> events = new ArrayList<>(placements.size());
        List<GridEffect> effects = new ArrayList<>(placements.size());
        for (Plan.Placement placement : placements) {
            AttemptId attempt = placement.attempt();
            events.add(new GridEvent.AttemptPlaced(attempt, placement.node(), now));
            effects.add(new GridEffect.Start(
                    placement.node(), Orders.order(view.jobNamed(attempt.task().job()), attempt)));
        }
        return Decision.of(events, effects);
    }

    /// When time alone changes something next: a node becomes lost, is no longer quick, or a task may be tried again.
    public static Optional<Instant> nextWake(GridView view, Instant now) {
        Optional<Instant> lost = view.nodes().stream()
                .flatMap(node -> Stream.concat(
                        node.holdsAttempts()
                                ? LossRules.nextLoss(view, node, now).or(() -> nextRecall(node, now)).stream()
                                : Stream.empty(),
                        node.quickFailures().restsUntil().filter(now::isBefore).stream()))
                .min(Instant::compareTo);
        Optional<Instant> retry = view.retrying().stream()
                .flatMap(job -> job.nextRetry(now).stream())
                .min(Instant::compareTo);
        return lost.isPresent() && retry.isPresent()
                ? Optional.of(lost.get().isBefore(retry.get()) ? lost.get() : retry.get())
                : lost.or(() -> retry);
    }

    /// A recall is said again while it is not answered.
    private static Optional<Instant> nextRecall(NodeLedger node, Instant now) {
        Instant again = now.plus(NodeLedger.QUICK);
        return Optional.of(node.mayHoldAhead(now) ? node.quickUntil() : again).filter(_ -> node.sentAhead() > 0);
    }

    private static Decision arrive(GridView view, GridCommand.Arrive arrive, Instant now) {
        NodeId node = arrive.node();
        if (view.members().forgotten().contains(node)) {
            return Decision.of(List.of(), List.of(new GridEffect.CutOff(node)));
        }
        List<GridEvent> events = new ArrayList<>();
        List<GridEffect> effects = new ArrayList<>();
        NodeFacts facts = NodeRules.named(view, node, arrive.facts());
        events.add(new GridEvent.NodeArrived(node, facts, now));
        if (!view.node(node).map(NodeLedger::offer).orElse(Offer.ALL).equals(arrive.offer())) {
            events.add(new GridEvent.NodeOffers(node, arrive.offer(), now));
        }
        view.node(node).ifPresent(known -> {
            List<AttemptId> lost = known.attempts().stream()
                    .filter(attempt -> !arrive.held().contains(attempt))
                    .toList();
            String why = "its node " + facts.name() + " stopped and lost it";
            events.addAll(LossRules.lose(view, known, lost, why, now));
            // Their orders may still be on their way to the node.
            lost.forEach(attempt -> effects.add(new GridEffect.Stop(node, attempt)));
        });
        view.node(node).map(NodeLedger::lostWhileAway).orElse(Set.of()).stream()
                .filter(attempt -> !arrive.held().contains(attempt))
                .forEach(attempt -> effects.add(new GridEffect.Stop(node, attempt)));
        arrive.held().stream()
                .sorted(java.util.Comparator.comparing(AttemptId::toString))
                .filter(attempt -> !isCurrent(view, attempt, node) || isCancelled(view, attempt))
                .forEach(attempt -> effects.add(new GridEffect.Stop(node, attempt)));
        return Decision.of(events, effects);
    }

    private static Decision depart(GridView view, NodeId node, Duration grace, Instant now) {
        boolean connected = view.node(node).map(NodeLedger::isConnected).orElse(false);
        return connected
                ? Decision.of(List.of(new GridEvent.NodeDeparted(node, now.plus(grace), now)), List.of())
                : Decision.nothing();
    }

    private static Decision recover(GridView view, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        for (NodeLedger node : view.nodes()) {
            if (node.isConnected() || node.holdsAttempts()) {
                events.add(new GridEvent.NodeDeparted(node.id(), now.plus(RECOVERY_GRACE), now));
            }
        }
        return Decision.of(events, List.of());
    }

    private static Decision tick(GridView view, Instant now) {
        List<GridEvent> events = new ArrayList<>();
        List<GridEffect> effects = new ArrayList<>();
        for (NodeLedger node : view.nodes()) {
            if (node.lostAt().filter(lostAt -> !lostAt.isAfter(now)).isPresent()) {
                events.addAll(LossRules.away(view, node, now));
            } else if (!node.mayHoldAhead(now)) {
                node.ahead().forEach(attempt -> effects.add(new GridEffect.Recall(node.id(), attempt)));
            }
        }
        return Decision.of(events, effects);
    }

    private static Decision report(GridView view, GridCommand.Report report, Instant now) {
        GridEffect acknowledge = new GridEffect.Acknowledge(report.node(), report.attempt());
        if (!isCurrent(view, report.attempt(), report.node())) {
            return Decision.of(List.of(), List.of(acknowledge));
        }
        GridEvent ended = ended(view, report.attempt(), report.node(), report.report(), now);
        List<GridEffect> effects = new ArrayList<>(CheckpointRules.letGo(view, ended));
        effects.add(acknowledge);
        return Decision.of(List.of(ended), effects);
    }

    /// The fence: only the newest attempt of a task counts, and only from the node that it was given to.
    static boolean isCurrent(GridView view, AttemptId attempt, NodeId node) {
        return view.task(attempt.task())
                .filter(task -> task.isRunning(attempt, node))
                .isPresent();
    }

    /// The word to stop it may have been lost with the node's last link.
    static boolean isCancelled(GridView view, AttemptId attempt) {
        JobLedger job = view.jobNamed(attempt.task().job());
        return job.isCancelled()
                || job.stageNamed(attempt.task().stage())
                        .isEnding(attempt.task().number());
    }

    /// The attempt was lost with its node.
    ///
    /// @param setAside whether its task is not tried again
    static GridEvent lost(GridView view, AttemptId attempt, NodeId node, String why, boolean setAside, Instant now) {
        AttemptEnd.Lost lost = new AttemptEnd.Lost(why);
        GridEvent.Next next = setAside ? new GridEvent.Next.Failed() : next(view, attempt, lost, now);
        return new GridEvent.AttemptEnded(attempt, node, AttemptReport.without(lost), next, now);
    }

    /// That this attempt has ended so, and what follows for its task.
    static GridEvent ended(GridView view, AttemptId attempt, NodeId node, AttemptReport report, Instant now) {
        return new GridEvent.AttemptEnded(attempt, node, report, next(view, attempt, report.end(), now), now);
    }

    private static GridEvent.Next next(GridView view, AttemptId attempt, AttemptEnd end, Instant now) {
        if (!(end instanceof AttemptEnd.Done) && isCancelled(view, attempt)) {
            return new GridEvent.Next.Cancelled();
        }
        return switch (end) {
            case AttemptEnd.Done() -> new GridEvent.Next.Done();
            case AttemptEnd.Lost _, AttemptEnd.Cancelled() -> new GridEvent.Next.Again(now, false);
            case AttemptEnd.ExitCode _,
                    AttemptEnd.Signalled _,
                    AttemptEnd.Broken _,
                    AttemptEnd.Unhealthy _,
                    AttemptEnd.TimedOut _,
                    AttemptEnd.OutOfMemory() -> afterFailure(view, attempt, end, now);
        };
    }

    private static GridEvent.Next afterFailure(GridView view, AttemptId attempt, AttemptEnd end, Instant now) {
        StageLedger stage =
                view.jobNamed(attempt.task().job()).stageNamed(attempt.task().stage());
        RetryPolicy retry = stage.spec().retry();
        int failures = stage.failuresOf(attempt.task().number()) + 1;
        boolean again = failures <= retry.max()
                && end.cause().filter(retry.on()::contains).isPresent();
        return again
                ? new GridEvent.Next.Again(now.plus(retry.waitBefore(failures)), true)
                : new GridEvent.Next.Failed();
    }
}
