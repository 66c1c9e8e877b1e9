// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridQueries;
import dsg.core.GridQueries.ResultFile;
import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.core.JobLedger;
import dsg.core.JobRules;
import dsg.jobfile.GivenInputFiles;
import dsg.jobfile.JobFile;
import dsg.jobfile.ReadOptions;
import dsg.jobfile.Reading;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.Refusal;
import dsg.model.StageSpec;
import dsg.model.Target;
import dsg.model.Usage;
import dsg.store.Artefacts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Jobs: submit, list, show, cancel, retry, results.
final class JobRoutes {

    /// The most that a submission may be, in bytes: a job file of 4 MiB and its list of inputs.
    static final long REQUEST_MAX = 16L * 1024 * 1024;

    private final GridLoop loop;
    private final Artefacts artefacts;

    JobRoutes(GridLoop loop, Artefacts artefacts) {
        this.loop = loop;
        this.artefacts = artefacts;
    }

    void add(RoutesConfig routes) {
        routes.post("/api/v1/jobs", this::submit);
        routes.post("/api/v1/jobs/plan", this::plan);
        routes.get("/api/v1/jobs/{job}/file", this::file);
        routes.get("/api/v1/jobs", this::list);
        routes.get("/api/v1/jobs/{job}", this::show);
        routes.post("/api/v1/jobs/{job}/cancel", this::cancel);
        routes.post("/api/v1/jobs/{job}/retry", request -> retry(request, RestFace.jobOf(request)));
        routes.post("/api/v1/jobs/{job}/stages/{stage}/retry", request -> retry(request, RestFace.stageOf(request)));
        routes.post(
                "/api/v1/jobs/{job}/stages/{stage}/tasks/{task}/retry",
                request -> retry(request, RestFace.taskOf(request)));
        routes.get("/api/v1/jobs/{job}/results", this::results);
    }

    /// Takes `{"file", "text", "inputs": {path: [{"path", "sha256", "bytes"}]}, "key", "large", "resumes"}`. Answers
    /// 201 with the job, 422 with the problems of the file, or 409 with the artefacts that must be put first.
    private void submit(Context request) {
        Submission submission = Submission.read(request.bodyAsBytes());
        read(request, submission).ifPresent(valid -> submit(request, submission, valid));
    }

    /// Takes the same, and answers what would run, what would be reused and where it fits, without taking it.
    private void plan(Context request) {
        Submission submission = Submission.read(request.bodyAsBytes());
        read(request, submission).ifPresent(valid -> {
            Map<String, Object> shape = loop.ask(machine -> Plans.shape(
                            machine.view(), valid.spec(), submission.handedIn(), loop.snapshot(), loop.now()))
                    .join();
            shape.put("warnings", valid.warnings().stream().map(Shapes::problem).toList());
            RestFace.answer(request, 200, shape);
        });
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
                .orElseThrow(() -> new HttpProblem(404, JobRules.noSuchJob(id)));
        RestFace.answer(request, 200, shape);
    }

    /// The job, if the file is one; else the request is answered with its problems.
    private static Optional<Reading.Valid> read(Context request, Submission submission) {
        Reading reading = JobFile.read(
                submission.text(),
                submission.file(),
                new GivenInputFiles(submission.inputs()),
                new ReadOptions(submission.large()));
        return switch (reading) {
            case Reading.Invalid invalid -> {
                RestFace.refuse(
                        request,
                        422,
                        new Refusal(
                                submission.file() + " is no valid job file.",
                                "It has problems; each is listed with its place.",
                                "Mend them and submit again."),
                        Map.of(
                                "problems",
                                invalid.problems().stream().map(Shapes::problem).toList()));
                yield Optional.empty();
            }
            case Reading.Valid valid -> Optional.of(valid);
        };
    }

    private void submit(Context request, Submission submission, Reading.Valid valid) {
        List<String> missing = missing(valid.spec());
        if (!missing.isEmpty()) {
            RestFace.refuse(
                    request,
                    409,
                    new Refusal(
                            "Some inputs are not here yet.",
                            "The grid does not have the artefacts that are listed as missing.",
                            "Put each under its SHA-256, and submit again."),
                    Map.of("missing", missing));
            return;
        }
        JobId id = RestFace.accepted(loop.tell(new GridCommand.Submit(valid.spec(), submission.handedIn()))
                .join());
        Map<String, Object> shape = job(id);
        shape.put("warnings", valid.warnings().stream().map(Shapes::problem).toList());
        RestFace.answer(request, 201, shape);
    }

    private List<String> missing(JobSpec spec) {
        List<String> missing = new ArrayList<>();
        for (StageSpec stage : spec.stages()) {
            for (Input input : stage.inputs()) {
                if (input instanceof Input.Local local) {
                    local.files().stream()
                            .map(file -> file.artefact().digest())
                            .filter(digest -> !artefacts.has(digest))
                            .map(Digest::hex)
                            .filter(hex -> !missing.contains(hex))
                            .forEach(missing::add);
                }
            }
        }
        return missing;
    }

    private Map<String, Object> job(JobId id) {
        GridSnapshot snapshot = loop.snapshot();
        JobView job = snapshot.job(id).orElseThrow(() -> new HttpProblem(404, JobRules.noSuchJob(id)));
        return Shapes.job(snapshot, job);
    }

    private void list(Context request) {
        GridSnapshot snapshot = loop.snapshot();
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "jobs",
                snapshot.jobs().reversed().stream()
                        .limit(RestFace.number(request, "limit", 100))
                        .map(job -> Shapes.job(snapshot, job))
                        .toList());
        RestFace.answer(request, 200, shape);
    }

    private void show(Context request) {
        JobId id = RestFace.jobOf(request);
        Map<String, Object> shape = job(id);
        Usage usage = loop.ask(machine ->
                        machine.view().job(id).map(GridQueries::usage).orElse(Usage.NONE))
                .join();
        Map<String, Object> used = new LinkedHashMap<>();
        Shapes.addUsage(used, usage);
        shape.put("used", used);
        RestFace.answer(request, 200, shape);
    }

    private void cancel(Context request) {
        JobId id = RestFace.accepted(
                loop.tell(new GridCommand.Cancel(RestFace.jobOf(request))).join());
        RestFace.answer(request, 200, job(id));
    }

    private void retry(Context request, Target target) {
        JobId id = RestFace.accepted(loop.tell(new GridCommand.Retry(target)).join());
        RestFace.answer(request, 200, job(id));
    }

    private void results(Context request) {
        JobId id = RestFace.jobOf(request);
        boolean all = "true".equals(request.queryParam("all"));
        Optional<List<ResultFile>> files = loop.ask(
                        machine -> machine.view().job(id).map((JobLedger job) -> GridQueries.results(job, all)))
                .join();
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "files",
                files.orElseThrow(() -> new HttpProblem(404, JobRules.noSuchJob(id))).stream()
                        .map(Shapes::result)
                        .toList());
        RestFace.answer(request, 200, shape);
    }

    /// What somebody hands in.
    private record Submission(
            String file,
            String text,
            Map<String, List<Input.LocalFile>> inputs,
            String key,
            boolean large,
            Optional<JobId> resumes) {

        dsg.model.Submission handedIn() {
            return new dsg.model.Submission(file, text, key, resumes);
        }

        static Submission read(byte[] body) {
            try {
                JsonNode json = RestFace.JSON.readTree(body);
                Map<String, List<Input.LocalFile>> inputs = new LinkedHashMap<>();
                json.path("inputs").forEachEntry((path, files) -> inputs.put(path, files(files)));
                return new Submission(
                        json.path("file").asString("job.yaml"),
                        json.required("text").asString(),
                        inputs,
                        json.path("key").asString(UUID.randomUUID().toString()),
                        json.path("large").asBoolean(false),
                        json.has("resumes")
                                ? Optional.of(new JobId(json.path("resumes").asLong()))
                                : Optional.empty());
            } catch (JacksonException | IllegalArgumentException e) {
                throw HttpProblem.badRequest(
                        "The submission cannot be read.",
                        String.valueOf(e.getMessage()),
                        "Send JSON with file, text and inputs.");
            }
        }

        private static List<Input.LocalFile> files(JsonNode files) {
            List<Input.LocalFile> read = new ArrayList<>();
            for (JsonNode file : files) {
                read.add(new Input.LocalFile(
                        file.required("path").asString(),
                        new Artefact(
                                new Digest(file.required("sha256").asString()),
                                file.required("bytes").asLong())));
            }
            return read;
        }
    }
}
