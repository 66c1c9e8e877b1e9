// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataQueries;
import dsg.core.DataUse;
import dsg.core.DataUse.Kind;
import dsg.core.GridView;
import dsg.core.Provenance;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.Refusal;
import dsg.model.Target;
import dsg.store.Artefacts;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Contents: put under a name, list, find, show, trace back.
final class DataRoutes {

    /// The most that a request about contents may be, in bytes.
    static final long BODY_MAX = 64L * 1024;

    private static final int LIST_MAX = 1_000;
    private static final int STEPS_MAX = 10_000;
    private static final int MATCHES_SHOWN = 20;
    private static final String SHA256 = "/api/v1/data/contents/{sha256}";

    private final GridLoop loop;
    private final Artefacts artefacts;

    DataRoutes(GridLoop loop, Artefacts artefacts) {
        this.loop = loop;
        this.artefacts = artefacts;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/data", this::list);
        routes.post(Access.submitter(), "/api/v1/data", this::put);
        routes.get(Access.viewer(), "/api/v1/data/find", this::find);
        routes.delete(new Access.Own(this::whose), "/api/v1/data/names/{name}", this::forget);
        routes.get(Access.viewer(), SHA256, request -> show(request, ArtefactRoutes.digest(request)));
        routes.get(Access.viewer(), SHA256 + "/trace", this::trace);
    }

    private Optional<Access.Thing> whose(Context request) {
        return ask(view -> view.data().put(request.pathParam("name")))
                .map(put -> new Access.Thing("`" + put.name() + "`", put.by()));
    }

    private <T> T ask(Function<GridView, T> question) {
        return loop.ask(machine -> question.apply(machine.view())).join();
    }

    private void list(Context request) {
        Optional<JobId> job = Optional.ofNullable(request.queryParam("job")).map(DataRoutes::job);
        Optional<Kind> kind = Query.word(
                        request,
                        "kind",
                        Arrays.stream(Kind.values()).map(Kind::word).toList())
                .map(word -> Kind.valueOf(word.toUpperCase(Locale.ROOT)));
        long from = Query.number(request, "from", 0);
        int limit = Query.limit(request, LIST_MAX);
        job.filter(id -> loop.snapshot().job(id).isEmpty()).ifPresent(id -> {
            throw RestFace.noSuchJob(loop, id);
        });
        List<DataQueries.Entry> all = ask(view -> DataQueries.list(view, job, kind));
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "contents",
                all.stream()
                        .skip(from)
                        .limit(limit)
                        .map(entry ->
                                DataShapes.entry(entry, where(entry.artefact().digest())))
                        .toList());
        shape.put("total", all.size());
        if (from + limit < all.size()) {
            shape.put("next", from + limit);
        }
        RestFace.answer(request, 200, shape);
    }

    private static JobId job(String text) {
        try {
            return JobId.parse(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("That names no job.", String.valueOf(e.getMessage()), "See them all: dsg ls");
        }
    }

    private String where(Digest digest) {
        return artefacts
                .where(digest)
                .map(where -> switch (where) {
                    case FILE -> "file";
                    case JOURNAL -> "journal";
                })
                .orElseGet(() -> ask(view -> view.data().isCollected(digest)) ? "collected" : "missing");
    }

    /// Keeps a content that is here already under a name: `{"name", "sha256"}`. Answers 201; or 409, if it must be put
    /// first, or if the name is another one's.
    private void put(Context request) throws IOException {
        String name;
        Digest digest;
        try {
            JsonNode json = RestFace.JSON.readTree(RestFace.body(request, BODY_MAX));
            name = json.required("name").asString();
            digest = new Digest(json.required("sha256").asString());
        } catch (JacksonException | IllegalArgumentException e) {
            throw HttpProblem.badRequest(
                    "This cannot be read.", String.valueOf(e.getMessage()), "Send JSON with name and sha256.");
        }
        if (!name.matches("[^/\\p{Cntrl}]{1,200}")) {
            throw HttpProblem.badRequest(
                    "`" + name + "` cannot be a name.",
                    "A name has 1 to 200 characters, no / among them.",
                    "Give another: dsg data put FILE --name NAME");
        }
        if (!artefacts.hold(digest)) {
            throw new HttpProblem(
                    409,
                    "missing-inputs",
                    new Refusal(
                            "`" + name + "` was not put.",
                            "The grid does not have its content yet.",
                            "Put it under its SHA-256, and send this again."),
                    Map.of("missing", List.of(digest.hex())));
        }
        Artefact artefact = new Artefact(digest, artefacts.bytes(digest).orElse(0L));
        RestFace.ok(loop.tell(new GridCommand.PutData(
                        name, artefact, AccessGuard.caller(request).name()))
                .join());
        Map<String, Object> shape = ask(view -> view.data().put(name))
                .map(DataShapes::put)
                .orElseThrow(() -> new HttpProblem(404, forgottenMeanwhile(name)));
        RestFace.answer(request, 201, shape);
    }

    private static Refusal forgottenMeanwhile(String name) {
        return new Refusal("`" + name + "` is not there.", "Somebody has just forgotten it.", "Put it again.");
    }

    private void forget(Context request) {
        String name = request.pathParam("name");
        RestFace.ok(loop.tell(new GridCommand.ForgetData(name)).join());
        Map<String, Object> shape = Shapes.versioned();
        shape.put("name", name);
        RestFace.answer(request, 200, shape);
    }

    /// The one content that `?ref=` names: a name that was put, `2.simulate.17/run`, or the first digits of a SHA-256.
    private void find(Context request) throws IOException {
        String ref = Optional.ofNullable(request.queryParam("ref")).orElse("");
        List<Artefact> found = ask(view -> matches(view, ref));
        if (found.isEmpty()) {
            Optional.of(ref)
                    .filter(text -> text.contains("/"))
                    .flatMap(text -> target(text.substring(0, text.indexOf('/'))))
                    .map(Target::job)
                    .filter(loop.snapshot()::isDeleted)
                    .ifPresent(id -> {
                        throw RestFace.noSuchJob(loop, id);
                    });
            throw HttpProblem.notFound(
                    "There is no content `" + ref + "`.",
                    "It is no name that was put, no output such as 2.simulate.17/run, and no SHA-256 (4 digits or more).",
                    "See what there is: dsg data list");
        }
        if (found.size() > 1) {
            throw new HttpProblem(
                    409,
                    "ambiguous",
                    new Refusal(
                            "`" + ref + "` may be " + found.size() + " contents.",
                            "It is said by "
                                    + found.stream()
                                            .limit(3)
                                            .map(each -> each.digest().brief())
                                            .collect(Collectors.joining(", "))
                                    + (found.size() > 3 ? ", …" : "") + ".",
                            "Give more digits, or name the task: dsg data show 2.simulate.17/run"),
                    Map.of(
                            "matches",
                            found.stream()
                                    .limit(MATCHES_SHOWN)
                                    .map(each -> each.digest().hex())
                                    .toList()));
        }
        show(request, found.getFirst().digest());
    }

    private static List<Artefact> matches(GridView view, String ref) {
        Optional<Artefact> put = view.data().put(ref).map(known -> known.artefact());
        if (put.isPresent()) {
            return put.stream().toList();
        }
        int cut = ref.indexOf('/');
        if (cut > 0) {
            return target(ref.substring(0, cut))
                    .map(target -> DataQueries.outputs(view, target, ref.substring(cut + 1)))
                    .orElse(List.of());
        }
        String digits = ref.toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        return digits.matches("[0-9a-f]{4,64}") ? DataQueries.beginningWith(view, digits) : List.of();
    }

    private static Optional<Target> target(String text) {
        try {
            return Optional.of(Target.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private DataShapes.Facts facts(Digest digest) {
        return ask(view -> new DataShapes.Facts(
                digest,
                DataQueries.uses(view, digest),
                view.data().puts().stream()
                        .filter(put -> put.artefact().digest().equals(digest))
                        .map(put -> put.name())
                        .toList(),
                view.data().isCollected(digest) ? view.data().collectedAt(digest) : Optional.empty()));
    }

    private void show(Context request, Digest digest) throws IOException {
        DataShapes.Facts facts = facts(digest);
        String where = where(digest);
        Optional<Long> bytes =
                facts.uses().stream().map(use -> use.artefact().bytes()).findFirst();
        if (bytes.isEmpty()) {
            bytes = artefacts.bytes(digest);
        }
        Artefact artefact = new Artefact(digest, bytes.orElseThrow(() -> noSuch(digest)));
        RestFace.answer(request, 200, DataShapes.content(facts, artefact, where, fileName(facts)));
    }

    /// A name that its file may have on a person's disk.
    private String fileName(DataShapes.Facts facts) {
        if (!facts.names().isEmpty()) {
            return facts.names().getFirst();
        }
        String path = facts.uses().stream()
                .reduce((_, newest) -> newest)
                .map(use -> switch (use.kind()) {
                    case INPUT, PUT -> use.name();
                    case RESULT, INTERMEDIATE -> ask(view -> DataQueries.path(view, use));
                    case LOG -> use.attempt().map(each -> each + ".").orElse("") + use.name() + ".txt";
                })
                .orElse(facts.digest().brief());
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void trace(Context request) throws IOException {
        Digest digest = ArtefactRoutes.digest(request);
        int limit = Query.limit(request, STEPS_MAX);
        DataShapes.Facts facts = facts(digest);
        if (facts.uses().stream().noneMatch(use -> use.kind() != Kind.LOG)
                && facts.names().isEmpty()) {
            throw noSuch(digest);
        }
        RestFace.answer(request, 200, DataShapes.trace(ask(view -> Provenance.of(view, digest, limit)), facts));
    }

    private static HttpProblem noSuch(Digest digest) {
        return HttpProblem.notFound(
                "There is no content " + digest.brief() + ".",
                "Nothing with this SHA-256 is in the grid: no job was given it, none made it.",
                "See what there is: dsg data list");
    }

    /// The problem of a content that is not here: it was collected, or it never was.
    static HttpProblem notHere(GridLoop loop, Digest digest) {
        Optional<String> day = loop.ask(machine -> machine.view().data().isCollected(digest)
                        ? machine.view()
                                .data()
                                .collectedAt(digest)
                                .map(at -> at.toString().substring(0, 10))
                        : Optional.<String>empty())
                .join();
        if (day.isEmpty()) {
            return HttpProblem.notFound(
                    "There is no artefact " + digest.brief() + ".",
                    "Nothing with this SHA-256 is in the grid.",
                    "See a job's results: dsg get JOB");
        }
        String job = loop.ask(machine -> DataQueries.uses(machine.view(), digest)).join().stream()
                .map(DataUse::job)
                .map(JobId::toString)
                .reduce((_, newest) -> newest)
                .orElse("JOB");
        return new HttpProblem(
                410,
                "collected",
                new Refusal(
                        "The content " + digest.brief() + " is not kept any more.",
                        "It was collected on " + day.get() + ", to free disk.",
                        "Make it again: dsg resume " + job),
                Map.of());
    }
}
