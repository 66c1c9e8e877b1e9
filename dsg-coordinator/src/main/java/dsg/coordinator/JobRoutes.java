// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataLedger;
import dsg.core.DataQueries;
import dsg.core.FailureContrast;
import dsg.core.FailureQueries;
import dsg.core.GridQueries;
import dsg.core.GridQueries.ResultFile;
import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.core.JobLedger;
import dsg.jobfile.AskedInputFiles;
import dsg.jobfile.GivenInputFiles;
import dsg.jobfile.JobFile;
import dsg.jobfile.ReadOptions;
import dsg.jobfile.Reading;
import dsg.model.Artefact;
import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.Refusal;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Target;
import dsg.model.Usage;
import dsg.store.Artefacts;
import dsg.type.TypeFolder;
import dsg.wire.Delivery;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jobs: submit, list, show, cancel, pause, retry, delete, compare, results.
final class JobRoutes {

    /// The most that a submission may be, in bytes: a job file of 4 MiB, its list of inputs, and 16 MiB of files whose
    /// rows or lines are swept over.
    static final long REQUEST_MAX = 64L * 1024 * 1024;

    private static final int LIST_MAX = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(JobRoutes.class);

    private static final String JOB = "/api/v1/jobs/{job}";
    private static final String STAGE = JOB + "/stages/{stage}";
    private static final List<String> STATES = List.of("waiting", "running", "paused", "done", "failed", "cancelled");

    private final GridLoop loop;
    private final Artefacts artefacts;
    private final AttemptStatuses statuses;
    private final TypeFolder types;
    private final Access own = new Access.Own(this::whose);

    JobRoutes(GridLoop loop, Artefacts artefacts, AttemptStatuses statuses, TypeFolder types) {
        this.loop = loop;
        this.artefacts = artefacts;
        this.statuses = statuses;
        this.types = types;
    }

    void add(Routes routes) {
        routes.post(Access.submitter(), "/api/v1/jobs", this::submit);
        routes.post(Access.submitter(), "/api/v1/jobs/plan", this::plan);
        routes.get(Access.viewer(), JOB + "/file", this::file);
        routes.get(Access.viewer(), "/api/v1/jobs", this::list);
        routes.get(Access.viewer(), JOB, this::show);
        routes.delete(own, JOB, this::delete);
        targets(routes, "/cancel", (request, target) -> tell(request, new GridCommand.Cancel(target)));
        routes.post(own, JOB + "/pause", request -> tell(request, new GridCommand.Pause(RestFace.jobOf(request))));
        routes.post(own, JOB + "/unpause", request -> tell(request, new GridCommand.Unpause(RestFace.jobOf(request))));
        routes.get(Access.viewer(), JOB + "/diff", this::diff);
        targets(routes, "/retry", this::retry);
        routes.get(Access.viewer(), JOB + "/results", this::results);
    }

    private Optional<Access.Thing> whose(Context request) {
        return loop.snapshot().job(RestFace.jobOf(request)).map(job -> new Access.Thing("job " + job.id(), job.by()));
    }

    /// What may be asked of a job, of one of its stages, and of one task.
    private void targets(Routes routes, String verb, BiConsumer<Context, Target> handler) {
        routes.post(own, JOB + verb, request -> handler.accept(request, RestFace.jobOf(request)));
        routes.post(own, STAGE + verb, request -> handler.accept(request, RestFace.stageOf(request)));
        routes.post(own, STAGE + "/tasks/{task}" + verb, request -> handler.accept(request, RestFace.taskOf(request)));
    }

    /// Takes what [SubmissionBody] describes. Answers 201 with the job, 422 with the problems of the file, or 409 with
    /// the artefacts that must be put first.
    private void submit(Context request) {
        SubmissionBody submission = SubmissionBody.read(request);
        Reading.Valid valid = read(submission, asked(submission));
        if (!artefacts.room().has(bytesMissing(valid.spec()))) {
            throw Refusals.noRoom("This job was not taken.", artefacts.room());
        }
        submit(request, submission, valid);
    }

    /// Takes the same, and answers what would run, what would be reused and where it fits, without taking it.
    private void plan(Context request) {
        SubmissionBody submission = SubmissionBody.read(request);
        AskedInputFiles inputs = asked(submission);
        Reading.Valid valid = read(submission, inputs);
        submission.resumes().ifPresent(this::job);
        Map<String, Object> shape = loop.ask(machine -> Plans.shape(
                        machine.view(), valid.spec(), handedIn(request, submission), loop.snapshot(), loop.now()))
                .join();
        shape.put("warnings", valid.warnings().stream().map(Shapes::problem).toList());
        shape.put("params", declared(submission));
        shape.put("named", inputs.named());
        RestFace.answer(request, 200, shape);
    }

    private static Submission handedIn(Context request, SubmissionBody body) {
        return body.handedInBy(AccessGuard.caller(request).name());
    }

    /// The job file as it was handed in.
    private void file(Context request) {
        JobId id = RestFace.jobOf(request);
        Map<String, Object> shape = loop.ask(machine -> machine.view().job(id).map(job -> {
                    Map<String, Object> file = Shapes.versioned();
                    file.put("file", job.submission().file());
                    file.put("text", job.submission().text());
                    file.put("params", job.spec().params());
                    job.submission().resumes().ifPresent(earlier -> file.put("resumes", earlier.number()));
                    return file;
                }))
                .join()
                .orElseThrow(() -> RestFace.noSuchJob(loop, id));
        RestFace.answer(request, 200, shape);
    }

    private static AskedInputFiles asked(SubmissionBody submission) {
        return new AskedInputFiles(new GivenInputFiles(submission.inputs(), submission.texts()));
    }

    private static List<Map<String, Object>> declared(SubmissionBody submission) {
        return JobFile.params(submission.text(), submission.file()).stream()
                .map(Shapes::param)
                .toList();
    }

    private Reading.Valid read(SubmissionBody submission, AskedInputFiles inputs) {
        ReadOptions options = new ReadOptions(submission.large(), submission.params(), types.current());
        Reading reading = JobFile.read(submission.text(), submission.file(), inputs, options);
        return switch (reading) {
            case Reading.Invalid invalid ->
                throw new HttpProblem(
                        422,
                        "invalid-job-file",
                        new Refusal(
                                submission.file() + " is no valid job file.",
                                "It has problems; each is listed with its place.",
                                "Mend them and submit again."),
                        Map.of(
                                "problems",
                                invalid.problems().stream().map(Shapes::problem).toList(),
                                "wanted",
                                Shapes.wanted(inputs.wanted()),
                                "named",
                                inputs.named(),
                                "params",
                                declared(submission)));
            case Reading.Valid valid -> valid;
        };
    }

    private void submit(Context request, SubmissionBody submission, Reading.Valid valid) {
        List<String> missing = missing(valid.spec());
        if (!missing.isEmpty()) {
            throw new HttpProblem(
                    409,
                    "missing-inputs",
                    new Refusal(
                            "Some inputs are not here yet.",
                            "The grid does not have the artefacts that are listed as missing.",
                            "Put each under its SHA-256, and submit again."),
                    Map.of("missing", missing));
        }
        JobId id = RestFace.accepted(loop.tell(new GridCommand.Submit(valid.spec(), handedIn(request, submission)))
                .join());
        checkIsTheSame(id, submission, valid.spec());
        Map<String, Object> shape = job(id);
        shape.put("warnings", valid.warnings().stream().map(Shapes::problem).toList());
        RestFace.answer(request, 201, shape);
    }

    /// Under a key that was used before, the grid answers with the job of then. Looked at afterwards, so that of two
    /// different submissions at once under one key only the first is taken for it.
    private void checkIsTheSame(JobId id, SubmissionBody submission, JobSpec spec) {
        boolean same = loop.ask(machine -> machine.view()
                        .job(id)
                        .map(job -> job.submission().text().equals(submission.text())
                                && job.spec().equals(spec)))
                .join()
                .orElseThrow(() -> RestFace.noSuchJob(loop, id));
        if (!same) {
            throw new HttpProblem(
                    422,
                    "key-was-used",
                    new Refusal(
                            "This job was not taken.",
                            "Its idempotency key was used before, for job " + id + ", which is another one.",
                            "Send it under a key of its own; only the same submission may carry the same key."),
                    Map.of("job", id.number()));
        }
    }

    /// What is here is not collected from now on: the job is about to name it.
    private List<String> missing(JobSpec spec) {
        return inputsMissing(spec).map(artefact -> artefact.digest().hex()).toList();
    }

    private long bytesMissing(JobSpec spec) {
        return inputsMissing(spec).mapToLong(Artefact::bytes).sum();
    }

    private Stream<Artefact> inputsMissing(JobSpec spec) {
        return spec.stages().stream()
                .flatMap(StageSpec::localFiles)
                .map(Input.LocalFile::artefact)
                .distinct()
                .filter(artefact -> !isHeld(artefact));
    }

    private boolean isHeld(Artefact artefact) {
        try {
            return artefacts.hold(artefact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> job(JobId id) {
        GridSnapshot snapshot = loop.snapshot();
        JobView job = snapshot.job(id).orElseThrow(() -> RestFace.noSuchJob(loop, id));
        return Shapes.job(snapshot, job, statuses);
    }

    private void list(Context request) {
        Set<String> states = Query.states(request, STATES);
        Optional<String> name = Query.text(request, "name");
        Optional<String> by = Query.text(request, "by");
        long before = Query.number(request, "before", Long.MAX_VALUE);
        int limit = Query.limit(request, LIST_MAX);
        GridSnapshot snapshot = loop.snapshot();
        List<JobView> found = snapshot.jobs().reversed().stream()
                .filter(job -> job.id().number() < before)
                .filter(job -> states.isEmpty() || states.contains(job.state().word()))
                .filter(job -> name.isEmpty() || isNamed(job, name.get()))
                .filter(job -> by.isEmpty() || job.by().equalsIgnoreCase(by.get()))
                .limit(limit + 1L)
                .toList();
        List<JobView> page = found.subList(0, Math.min(limit, found.size()));
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "jobs",
                page.stream().map(job -> Shapes.job(snapshot, job, statuses)).toList());
        if (found.size() > limit) {
            shape.put("next", page.getLast().id().number());
        }
        RestFace.answer(request, 200, shape);
    }

    private static boolean isNamed(JobView job, String part) {
        return job.name().toLowerCase(Locale.ROOT).contains(part)
                || job.nickname().contains(part);
    }

    private void show(Context request) {
        JobId id = RestFace.jobOf(request);
        GridSnapshot snapshot = loop.snapshot();
        JobView job = snapshot.job(id).orElseThrow(() -> RestFace.noSuchJob(loop, id));
        Map<String, Object> shape = Shapes.job(snapshot, job, statuses, stage -> differs(new StageId(id, stage)));
        Usage usage = loop.ask(machine ->
                        machine.view().job(id).map(GridQueries::usage).orElse(Usage.NONE))
                .join();
        Map<String, Object> used = new LinkedHashMap<>();
        Shapes.addUsage(used, usage);
        shape.put("used", used);
        RestFace.answer(request, 200, shape);
    }

    /// What sets the failed tasks of a stage apart. Only the sample is taken on the loop's thread.
    private List<String> differs(StageId stage) {
        return loop.ask(machine -> FailureQueries.sample(machine.view(), stage))
                .join()
                .map(FailureContrast::of)
                .orElse(List.of());
    }

    private void tell(Context request, GridCommand command) {
        RestFace.answer(request, 200, job(RestFace.accepted(loop.tell(command).join())));
    }

    /// Forgets the job, and answers how it was. What lies in files and no other job knows may be collected at once.
    private void delete(Context request) {
        JobId id = RestFace.jobOf(request);
        Map<String, Object> shape = job(id);
        List<GridEvent.Collected> left = loop.ask(machine -> machine.view()
                        .job(id)
                        .map(job -> DataQueries.leftBy(job, Delivery.INLINE_MAX))
                        .orElse(List.of()))
                .join();
        RestFace.accepted(loop.tell(new GridCommand.DeleteJob(id)).join());
        letGo(id, DataCollector.of(left));
        statuses.forget(id);
        RestFace.answer(request, 200, shape);
    }

    /// The job is deleted already: if the disk does not take this, its files go a day later.
    private void letGo(JobId id, List<Artefacts.Unneeded> files) {
        try {
            artefacts.letGo(files);
        } catch (IOException e) {
            LOG.warn("The files of job {}, which was deleted, are collected a day late: {}", id, e.toString());
        }
    }

    /// What is other in the job than in an earlier one, `?since=1`.
    private void diff(Context request) {
        JobId after = RestFace.jobOf(request);
        long since = Query.number(request, "since", 0);
        if (since < 1) {
            throw HttpProblem.badRequest(
                    "That is compared with no job.", "since is missing.", "Name the earlier job: ?since=1");
        }
        JobId before = new JobId(since);
        job(before);
        job(after);
        Map<String, Object> shape = loop.ask(machine -> machine.view()
                        .job(before)
                        .flatMap(old -> machine.view().job(after).map(now -> Differences.shape(old, now))))
                .join()
                .orElseThrow(() -> RestFace.noSuchJob(loop, loop.snapshot().isDeleted(before) ? before : after));
        RestFace.answer(request, 200, shape);
    }

    private void retry(Context request, Target target) {
        if (artefacts.room().isShort()) {
            throw Refusals.noRoom("Nothing is tried again.", artefacts.room());
        }
        tell(request, new GridCommand.Retry(target));
    }

    private void results(Context request) {
        JobId id = RestFace.jobOf(request);
        boolean all = "true".equals(request.queryParam("all"));
        Optional<List<ResultFile>> files = loop.ask(
                        machine -> machine.view().job(id).map((JobLedger job) -> GridQueries.results(job, all)))
                .join();
        DataLedger.Gone gone = loop.ask(machine -> machine.view().data().gone()).join();
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "files",
                files.orElseThrow(() -> RestFace.noSuchJob(loop, id)).stream()
                        .map(file -> Shapes.result(file, gone))
                        .toList());
        RestFace.answer(request, 200, shape);
    }
}
