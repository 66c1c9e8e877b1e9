// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot.JobView;
import dsg.core.GridView;
import dsg.core.JobLedger;
import dsg.core.RecordQueries;
import dsg.core.RecordQueries.AttemptRecord;
import dsg.core.RecordQueries.TaskRecord;
import dsg.model.Condition;
import dsg.model.Digest;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Output;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Submission;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/// The record of a job: all that its results depend on, in one document that is written page by page, so that a job of
/// a million tasks is never held in memory. `docs/provenance.md` describes it.
final class RecordRoutes {

    private static final int PAGE = 200;

    private final CoordinatorSettings settings;
    private final GridLoop loop;

    RecordRoutes(CoordinatorSettings settings, GridLoop loop) {
        this.settings = settings;
        this.loop = loop;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/jobs/{job}/record", this::record);
    }

    /// A node as it was at some time.
    private record Machine(NodeId node, NodeFacts facts) {}

    /// @param resumesDeleted whether the job that it resumes was deleted
    private record HandedIn(JobSpec spec, Submission submission, boolean resumesDeleted) {}

    private void record(Context request) {
        JobId id = RestFace.jobOf(request);
        HandedIn job = loop.ask(machine -> machine.view().job(id).map(ledger -> handedIn(machine.view(), ledger)))
                .join()
                .orElseThrow(() -> RestFace.noSuchJob(loop, id));
        JobView view = loop.snapshot().job(id).orElseThrow(() -> RestFace.noSuchJob(loop, id));
        request.contentType("application/json");
        try (JsonGenerator json = RestFace.JSON.createGenerator(request.outputStream())) {
            json.writeStartObject();
            json.writeNumberProperty("v", 1);
            json.writeStringProperty("dsg_version", settings.version());
            json.writeStringProperty("grid", settings.gridName());
            json.writePOJOProperty("job", job(view, job));
            // Numbered as they are met, and written when all are known.
            Map<Machine, Integer> machines = new LinkedHashMap<>();
            json.writeArrayPropertyStart("stages");
            for (StageSpec stage : job.spec().stages()) {
                json.writeStartObject();
                stage(job.spec(), stage).forEach(json::writePOJOProperty);
                json.writeArrayPropertyStart("tasks");
                writeTasks(json, new StageId(id, stage.name()), machines);
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("machines");
            machines.forEach((machine, number) -> json.writePOJO(machine(number, machine)));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static HandedIn handedIn(GridView view, JobLedger job) {
        boolean deleted = job.submission()
                .resumes()
                .filter(earlier -> view.job(earlier).isEmpty())
                .isPresent();
        return new HandedIn(job.spec(), job.submission(), deleted);
    }

    private void writeTasks(JsonGenerator json, StageId stage, Map<Machine, Integer> machines) {
        OptionalInt next = OptionalInt.of(1);
        while (next.isPresent()) {
            int from = next.getAsInt();
            RecordQueries.Page page = loop.ask(machine -> RecordQueries.page(machine.view(), stage, from, PAGE))
                    .join()
                    .orElseThrow(() -> RestFace.noSuchJob(loop, stage.job())); // deleted meanwhile
            page.tasks().forEach(task -> json.writePOJO(task(task, machines)));
            next = page.next();
        }
    }

    private static Map<String, Object> job(JobView view, HandedIn job) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("id", view.id().number());
        shape.put("nickname", view.nickname());
        shape.put("name", view.name());
        shape.put("description", job.spec().description());
        shape.put("state", view.state().word());
        shape.put("submitted_at", view.submittedAt().toString());
        if (view.state().isOver()) {
            shape.put("ended_at", view.endedAt().toString());
        }
        byte[] text = job.submission().text().getBytes(StandardCharsets.UTF_8);
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", lastName(job.submission().file()));
        file.put("sha256", Digest.of(text).hex());
        file.put("bytes", text.length);
        file.put("text", job.submission().text());
        shape.put("file", file);
        shape.put("params", job.spec().params());
        shape.put("citations", job.spec().citations());
        job.submission().resumes().ifPresent(earlier -> shape.put("resumes", earlier.number()));
        if (job.resumesDeleted()) {
            shape.put("resumes_deleted", true);
        }
        shape.put("tasks", Shapes.counts(view.stages()));
        return shape;
    }

    /// In which folder somebody kept it is of no use to others, and none of their business.
    private static String lastName(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    private static Map<String, Object> stage(JobSpec job, StageSpec stage) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", stage.name());
        shape.put("final", job.isFinal(stage.name()));
        shape.put("sweep", stage.sweep().isSweep());
        shape.put("after", stage.upstream());
        if (stage.when() instanceof Condition.When(String expression)) {
            shape.put("when", expression);
        }
        shape.put("request", stage.request().toString());
        shape.put("network", stage.network());
        shape.put("inputs", stage.inputs().stream().map(Shapes::input).toList());
        shape.put("outputs", stage.outputs().stream().map(RecordRoutes::output).toList());
        return shape;
    }

    private static Map<String, Object> output(Output output) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", output.name());
        shape.put("path", output.path());
        shape.put("show", output.show());
        shape.put("caption", output.caption());
        return shape;
    }

    private static Map<String, Object> task(TaskRecord task, Map<Machine, Integer> machines) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("id", task.id().toString());
        shape.put("state", task.state().word());
        shape.put("values", task.values());
        task.seed().ifPresent(seed -> shape.put("seed", seed));
        shape.put("command", task.argv());
        shape.put("env", task.env());
        shape.put("inputs", task.inputs().stream().map(Shapes::input).toList());
        task.reused().ifPresent(from -> shape.put("reused_from", from.toString()));
        shape.put(
                "attempts",
                task.attempts().stream()
                        .map(attempt -> attempt(attempt, machines))
                        .toList());
        return shape;
    }

    private static Map<String, Object> attempt(AttemptRecord attempt, Map<Machine, Integer> machines) {
        Machine machine = new Machine(attempt.node(), attempt.facts());
        int number = machines.computeIfAbsent(machine, _ -> machines.size() + 1);
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("number", attempt.number());
        shape.put("machine", number);
        shape.put("started_at", attempt.placedAt().toString());
        attempt.endedAt().ifPresent(at -> shape.put("ended_at", at.toString()));
        attempt.report().ifPresent(report -> Shapes.addReport(shape, report));
        return shape;
    }

    private static Map<String, Object> machine(int number, Machine machine) {
        NodeFacts facts = machine.facts();
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("number", number);
        shape.put("node", machine.node().value());
        shape.put("name", facts.name());
        shape.put("isolation", facts.isolation().word());
        shape.put("tags", facts.tags().stream().sorted().toList());
        Shapes.addResources(shape, "", facts.capacity());
        Shapes.addFacts(shape, facts);
        return shape;
    }
}
