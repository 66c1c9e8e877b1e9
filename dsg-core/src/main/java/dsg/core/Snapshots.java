// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.GridSnapshot.FailureView;
import dsg.core.GridSnapshot.JobView;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.GridSnapshot.StageView;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes snapshots, keeping the views of jobs that have not changed since the last one.
final class Snapshots {

    private static final int FAILURES_SHOWN = 5;

    private final List<JobView> jobs = new ArrayList<>();
    private final Set<JobId> changed = new HashSet<>();
    private final Map<JobId, Instant> retryAt = new HashMap<>();
    private List<JobView> published = List.of();

    void markChanged(List<JobId> ids) {
        changed.addAll(ids);
    }

    GridSnapshot take(GridLedger ledger, Plan plan, Instant now) {
        changed.addAll(retryDue(now));
        if (!changed.isEmpty()) {
            changed.stream()
                    .sorted()
                    .forEach(id -> ledger.job(id).ifPresentOrElse(job -> put(view(job, now)), () -> remove(id)));
            changed.clear();
            published = List.copyOf(jobs);
        }
        List<NodeView> nodes = ledger.nodes().stream().map(Snapshots::view).toList();
        return new GridSnapshot(
                published,
                ledger.nextJob(),
                nodes,
                ledger.members().forgotten(),
                plan.waiting(),
                ledger.users().now());
    }

    /// The jobs whose view says that they are tried again at a moment that has come.
    private List<JobId> retryDue(Instant now) {
        return retryAt.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void put(JobView job) {
        job.stages().stream()
                .map(StageView::nextRetry)
                .filter(Optional::isPresent)
                .map(Optional::orElseThrow)
                .min(Instant::compareTo)
                .ifPresentOrElse(at -> retryAt.put(job.id(), at), () -> retryAt.remove(job.id()));
        int place = GridSnapshot.place(jobs, job.id());
        if (place < 0) {
            jobs.add(job); // numbers only rise
        } else {
            jobs.set(place, job);
        }
    }

    private void remove(JobId id) {
        retryAt.remove(id);
        int place = GridSnapshot.place(jobs, id);
        if (place >= 0) {
            jobs.remove(place);
        }
    }

    private static NodeView view(NodeLedger node) {
        return new NodeView(
                node.id(), node.facts(), node.isConnected(), node.state(), node.why(), node.free(), node.running());
    }

    /// A stage that has not changed keeps its view; where tasks wait to be tried again, time alone changes it.
    private JobView view(JobLedger job, Instant now) {
        int place = GridSnapshot.place(jobs, job.id());
        List<StageView> before = place < 0 ? List.of() : jobs.get(place).stages();
        List<StageView> stages = new ArrayList<>(job.stages().size());
        for (StageLedger stage : job.stages()) {
            boolean same = !stage.takeChanged() && !stage.hasRetries() && !before.isEmpty();
            stages.add(same ? before.get(stages.size()) : view(job, stage, now));
        }
        return new JobView(
                job.id(),
                Nicknames.of(job.id()),
                job.spec().name(),
                job.submission().by(),
                job.state(),
                job.submittedAt(),
                job.endedAt(),
                stages);
    }

    private static StageView view(JobLedger job, StageLedger stage, Instant now) {
        // Tasks that were never tried are cancelled with their job: by rule, not by a row each.
        boolean over = job.isOver();
        boolean startable = over || (stage.mayRun() && stage.hasStartable(now));
        return new StageView(
                stage.spec().name(),
                job.isFinal(stage),
                List.copyOf(stage.spec().upstream()),
                stage.tasks(),
                over ? 0 : stage.waiting(),
                stage.running(),
                stage.done(),
                stage.cached(),
                stage.failed(),
                stage.cancelled() + stage.absent() + (over ? stage.waiting() : 0),
                stage.retried(),
                stage.nextRequest(now),
                stage.spec().upstream().stream()
                        .filter(stage.upstreamLeft()::contains)
                        .toList(),
                stage.spec().when(),
                stage.verdict(),
                startable ? Optional.empty() : stage.nextRetry(now),
                failures(stage));
    }

    private static List<FailureView> failures(StageLedger stage) {
        return stage.failedTasks().stream()
                .limit(FAILURES_SHOWN)
                .map(number -> new FailureView(number, why(stage, number)))
                .toList();
    }

    private static String why(StageLedger stage, int number) {
        return stage.task(number)
                .flatMap(TaskLedger::lastReport)
                .map(AttemptReport::end)
                .map(AttemptEnd::why)
                .orElse("");
    }
}
