// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.FailureContrast;
import dsg.core.FailureQueries;
import dsg.core.GridQueries;
import dsg.core.GridQueries.AttemptView;
import dsg.core.GridQueries.TaskView;
import dsg.core.ResumePlan;
import dsg.core.TaskQueries;
import dsg.model.Artefact;
import dsg.model.AttemptReport;
import dsg.model.JobId;
import dsg.model.StageId;
import dsg.model.TaskId;
import dsg.model.TaskState;
import dsg.store.Artefacts;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tasks: list, show, and what they print, also while they run.
final class TaskRoutes {

    private static final int LIST_MAX = 1_000;
    private static final List<String> STATES =
            List.of("waiting", "running", "paused", "done", "cached", "failed", "cancelled");
    private static final int LOG_PART_MAX = 1024 * 1024;
    private static final String TASK = "/api/v1/jobs/{job}/stages/{stage}/tasks/{task}";

    private final GridLoop loop;
    private final NodeLinks links;
    private final Artefacts artefacts;

    TaskRoutes(GridLoop loop, NodeLinks links, Artefacts artefacts) {
        this.loop = loop;
        this.links = links;
        this.artefacts = artefacts;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/jobs/{job}/stages/{stage}/tasks", this::list);
        routes.get(Access.viewer(), TASK, this::show);
        routes.get(Access.viewer(), TASK + "/logs", this::logs);
    }

    private void list(Context request) {
        StageId stage = RestFace.stageOf(request);
        TaskQueries.Wanted wanted = new TaskQueries.Wanted(
                Query.states(request, STATES),
                (int) Math.min(Integer.MAX_VALUE, Query.number(request, "from", 1)),
                Query.limit(request, LIST_MAX));
        TaskQueries.Page page = loop.ask(
                        machine -> TaskQueries.page(machine.view(), stage, wanted, machine.plan(), loop.now()))
                .join()
                .orElseThrow(() -> noSuch("stage " + stage, stage.job()));
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "tasks",
                page.tasks().stream()
                        .map(task -> Shapes.task(task, links.statuses()))
                        .toList());
        page.next().ifPresent(next -> shape.put("next", next));
        RestFace.answer(request, 200, shape);
    }

    private HttpProblem noSuch(String what, JobId job) {
        if (loop.snapshot().job(job).isEmpty()) {
            return RestFace.noSuchJob(loop, job);
        }
        return HttpProblem.notFound(
                "There is no " + what + ".",
                "The job has no such stage or task.",
                "See what it has: dsg job show " + job);
    }

    private TaskView task(Context request) {
        TaskId id = RestFace.taskOf(request);
        return loop.ask(machine -> GridQueries.task(machine.view(), id, machine.plan(), loop.now()))
                .join()
                .orElseThrow(() -> noSuch("task " + id, id.job()));
    }

    private void show(Context request) {
        TaskView task = task(request);
        Map<String, Object> shape = Shapes.task(task, links.statuses());
        loop.ask(machine -> ResumePlan.whyRun(machine.view(), task.id()))
                .join()
                .ifPresent(why -> shape.put("rerun", why));
        if (task.state() instanceof TaskState.Failed()) {
            loop.ask(machine -> FailureQueries.sample(machine.view(), task.id().stageId()))
                    .join()
                    .ifPresent(sample -> Shapes.addDiffers(shape, FailureContrast.of(sample)));
        }
        RestFace.answer(request, 200, shape);
    }

    /// What the task's newest attempt (or `?attempt=N`) has printed: `?stream=out` or `err`, from byte `?offset=` on.
    /// The header `DSG-Log-End: true` says that nothing more will come: of this attempt, or, if none was named, of
    /// any other.
    private void logs(Context request) throws IOException {
        TaskView task = task(request);
        boolean err = "err".equals(request.queryParam("stream"));
        long offset = Query.number(request, "offset", 0);
        long wanted = Query.number(request, "attempt", task.attempts().size());
        Optional<AttemptView> attempt = task.attempts().stream()
                .filter(candidate -> candidate.number() == wanted)
                .findFirst();
        request.contentType("text/plain; charset=utf-8");
        request.header("DSG-Log-Attempt", Long.toString(wanted));
        if (attempt.isEmpty()) {
            request.header("DSG-Log-End", Boolean.toString(isOver(task)));
            return;
        }
        Optional<AttemptReport> report = attempt.get().report();
        boolean named = request.queryParam("attempt") != null;
        request.header("DSG-Log-End", Boolean.toString(report.isPresent() && (named || isOver(task))));
        if (report.isPresent()) {
            sendLog(request, err ? report.get().err() : report.get().out(), offset);
        } else {
            request.result(
                    links.readLog(attempt.get().node(), task.id().attempt((int) wanted), err, offset, LOG_PART_MAX)
                            .join());
        }
    }

    private static boolean isOver(TaskView task) {
        return switch (task.state()) {
            case TaskState.Waiting _, TaskState.Running _ -> false;
            case TaskState.Done(), TaskState.Cached(var _), TaskState.Failed(), TaskState.Cancelled() -> true;
        };
    }

    private void sendLog(Context request, Artefact log, long offset) throws IOException {
        InputStream content = artefacts.open(log.digest()).orElseThrow(() -> DataRoutes.notHere(loop, log.digest()));
        content.skipNBytes(Math.min(offset, log.bytes()));
        request.result(content);
    }
}
