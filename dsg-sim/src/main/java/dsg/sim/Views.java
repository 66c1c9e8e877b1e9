// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridSnapshot.StageView;
import dsg.model.JobId;
import dsg.model.NodeState;
import dsg.model.Reason;
import dsg.model.Resources;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What clients see, snapshot by snapshot: nothing that is not durable, nothing that disappears, and a true
/// reason for everything that waits.
final class Views {

    private final Checker checker;
    private final Books books;
    private final Map<String, Integer> aboutToStart = new HashMap<>();
    private final Map<JobId, Integer> retries = new HashMap<>();
    private GridSnapshot before = GridSnapshot.EMPTY;

    Views(Checker checker, Books books) {
        this.checker = checker;
        this.books = books;
    }

    void shown(GridSnapshot snapshot, Instant at) {
        if (snapshot.jobs().size() != books.kept()) {
            checker.found(
                    "durable before known",
                    "A snapshot shows " + snapshot.jobs().size() + " jobs, and the journal holds " + books.kept()
                            + ".");
        }
        for (JobView job : snapshot.jobs()) {
            before.job(job.id()).ifPresent(old -> nothingDisappears(old, job));
            for (StageView stage : job.stages()) {
                isDurable(job, stage);
                isReasonable(job, stage, snapshot, at);
            }
        }
        for (JobView old : before.jobs()) {
            if (snapshot.job(old.id()).isEmpty() && !books.isDeleted(old.id())) {
                checker.found("P1", "Job " + old.id() + " was shown and has disappeared.");
            }
        }
        for (NodeView node : snapshot.nodes()) {
            if (!books.nodes().isSo(node.id(), node.state())) {
                checker.found(
                        "durable before known",
                        node.id() + " is shown as " + node.state().word() + ", and the journal has it otherwise.");
            }
        }
        before = snapshot;
    }

    private void isDurable(JobView job, StageView stage) {
        BookedJob.Stage known = books.stages(job.id()).get(stage.name());
        boolean over = books.isOver(job.id());
        boolean same = known != null
                && !books.isDeleted(job.id())
                && stage.running() == known.running
                && stage.done() == known.done
                && stage.failed() == known.failed
                && (books.isToEnd(job.id()) || stage.cancelled() == books.cancelled(job.id(), stage.name()))
                && over == job.state().isOver();
        if (!same) {
            checker.found(
                    "durable before known",
                    "Stage " + job.id() + "." + stage.name() + " is shown otherwise than it is in the journal: "
                            + stage);
        }
    }

    private void nothingDisappears(JobView old, JobView job) {
        boolean retried = !Integer.valueOf(books.retries(job.id())).equals(retries.getOrDefault(job.id(), 0));
        retries.put(job.id(), books.retries(job.id()));
        if (old.state().isOver() && !old.equals(job) && !retried) {
            checker.found("P2", "Job " + job.id() + " was over as " + old + " and is now " + job + ".");
        }
        for (int i = 0; i < old.stages().size() && i < job.stages().size(); i++) {
            StageView was = old.stages().get(i);
            StageView is = job.stages().get(i);
            boolean failuresGone = is.failed() < was.failed() || is.cancelled() < was.cancelled();
            if (is.done() < was.done() || (failuresGone && !retried)) {
                checker.found("P2", "Results of job " + job.id() + " that were shown have disappeared: " + is);
            }
        }
        if (!old.name().equals(job.name())) {
            checker.found("P1", "Job " + job.id() + " was " + old.name() + " and is now " + job.name() + ".");
        }
    }

    private void isReasonable(JobView job, StageView stage, GridSnapshot snapshot, Instant at) {
        String name = job.id() + "." + stage.name();
        if (stage.waiting() == 0 || job.state().isOver()) {
            aboutToStart.remove(name);
            return;
        }
        if (snapshot.reason(job, stage).isEmpty()) {
            checker.found("reason", "Stage " + name + " waits without a reason.");
            return;
        }
        Reason reason = snapshot.reason(job, stage).get();
        if (!(reason instanceof Reason.AboutToStart)) {
            aboutToStart.remove(name);
        }
        if (!isTrue(reason, name, job, stage, snapshot, at)) {
            checker.found("reason", "Stage " + name + " " + reason.text() + ": that is not so. " + snapshot.nodes());
        }
    }

    private boolean isTrue(
            Reason reason, String name, JobView job, StageView stage, GridSnapshot snapshot, Instant at) {
        List<NodeView> connected =
                snapshot.nodes().stream().filter(NodeView::connected).toList();
        Resources request = stage.request().resources();
        List<NodeView> suited = connected.stream()
                .filter(node -> node.facts().capacity().covers(request))
                .toList();
        List<NodeView> ready =
                suited.stream().filter(node -> node.state() == NodeState.READY).toList();
        boolean room = ready.stream().anyMatch(node -> node.free().covers(request));
        return switch (reason) {
            case Reason.Paused() -> books.isPaused(job.id());
            case Reason.WaitsFor(List<String> stages) ->
                !stages.isEmpty()
                        && job.stages().stream()
                                .filter(other -> stages.contains(other.name()))
                                .noneMatch(other -> books.isSatisfied(job.id(), other.name()));
            case Reason.TriedAgain(Instant notBefore, var _) -> notBefore.isAfter(at);
            case Reason.NoNode() -> connected.isEmpty();
            case Reason.NoNodeTagged _,
                    Reason.NoNodeRuns _,
                    Reason.NoNodeIsolates _,
                    Reason.NotAdmitted _,
                    Reason.Judged _,
                    Reason.NearData _ -> false; // no simulated job has any
            case Reason.Cancelled _ -> false; // then it does not wait
            case Reason.Elsewhere(List<String> nodes) -> !nodes.isEmpty() && !ready.isEmpty();
            case Reason.TooLarge _ -> !connected.isEmpty() && suited.isEmpty();
            case Reason.NodesRest _ -> !suited.isEmpty() && ready.isEmpty();
            case Reason.OfferedLess _ -> !suited.isEmpty();
            case Reason.NodesPaused _ -> !suited.isEmpty() && ready.isEmpty();
            case Reason.NodesBusy _ -> !ready.isEmpty() && !room;
            case Reason.AboutToStart() -> !room || aboutToStart.merge(name, 1, Integer::sum) <= 1;
        };
    }
}
