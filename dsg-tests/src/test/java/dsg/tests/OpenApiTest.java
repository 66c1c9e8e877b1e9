// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// `docs/openapi.yaml` is true: it has every route of a running grid and no other, and what the grid
/// answers is what it says.
@Timeout(120)
class OpenApiTest {

    private static final String SWEEP = """
            dsg: 1
            name: sweep
            run: printf {{ x }} > out.txt; test {{ x }} != 2
            sweep: {grid: {x: [1, 2, 3]}}
            out: [out.txt]
            """;
    private static final String UNKNOWN_SHA256 = "0".repeat(64);

    private static final TestGrid GRID = TestGrid.create();
    private final OpenApi api = OpenApi.ofRepository();
    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static Rest rest() {
        return GRID.rest();
    }

    private static Set<String> serversRoutes() {
        Set<String> routes = new TreeSet<>();
        rest().get("/api/v1")
                .json()
                .path("routes")
                .forEach(route -> routes.add(route.path("method").asString() + " "
                        + route.path("path").asString()));
        return routes;
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        assertThat(api.routes()).isEqualTo(serversRoutes()).hasSizeGreaterThan(15);
    }

    @Test
    void everyRouteSaysWhoMayUseItAsTheServerDoes() {
        rest().get("/api/v1").json().path("routes").forEach(route -> {
            String name =
                    route.path("method").asString() + " " + route.path("path").asString();
            assertThat(api.needs(name)).as(name).isEqualTo(route.path("needs").asString());
        });
    }

    @Test
    void nothingInTheFileIsLeftEmpty() {
        // As it would be if a text between braces had a comma: YAML then reads a key without a value.
        assertThat(api.holes()).isEmpty();
    }

    @Test
    void aRouteThatSomebodyForgetsIsFound() {
        OpenApi forgetful = api.without("/api/v1/jobs/{job}/results");

        assertThat(forgetful.routes()).isNotEqualTo(serversRoutes());
    }

    @Test
    void theServerServesTheFileOfTheRepository() {
        assertThat(rest().get("/api/v1/openapi.yaml").text()).isEqualTo(OpenApi.text());
    }

    @Test
    void anAnswerThatIsNotWhatIsDescribedIsFound() {
        GridJob job = GRID.submit("dsg: 1\nname: hello\nrun: echo hello\n").expect("done");
        Rest.Answer answer = rest().get("/api/v1/jobs/" + job.id());
        assertThat(api.check("GET /api/v1/jobs/{job}", answer)).isEmpty();

        ObjectNode shape = (ObjectNode) answer.json();
        assertThat(checked(answer, shape.deepCopy().put("state", "finished"))).hasSize(1);
        assertThat(checked(answer, shape.deepCopy().put("submitted_at", "yesterday")))
                .hasSize(1);
        assertThat(checked(answer, shape.deepCopy().put("colour", "blue"))).hasSize(1);
        assertThat(checked(answer, shape.deepCopy().without("nickname"))).hasSize(1);
        assertThat(api.check("GET /api/v1/nodes", answer)).isNotEmpty();
        assertThat(api.check("GET /api/v1/jobs/{job}", new Rest.Answer(418, "", Map.of(), new byte[0])))
                .hasSize(1);
    }

    private List<String> checked(Rest.Answer answer, tools.jackson.databind.JsonNode shape) {
        byte[] body = Rest.JSON.writeValueAsBytes(shape);
        return api.check(
                "GET /api/v1/jobs/{job}",
                new Rest.Answer(answer.status(), answer.contentType(), answer.headers(), body));
    }

    @Test
    @OnlyInTheLongForm
    void whatTheGridAnswersIsWhatIsDescribed() {
        GridJob job = GRID.submit(SWEEP).expect("failed");
        strangersAreRefusedEverywhere();
        whatIsNotThereAndWhatCannotBeRead();
        reading(job);
        submissions();
        retriesAndCancels(job);
        nodes();
        artefacts();
        new OpenApiData(api, rest(), wrong).check(GRID);
        new OpenApiPeople(api, rest(), wrong).check();
        new OpenApiJoins(api, rest(), wrong).check(GRID);
        theGridStops();

        assertThat(wrong).isEmpty();
        // An inbox of 65,536 requests is not filled here, and no disk: UnavailableTest and FullDiskTest do that.
        assertThat(api.answers().stream().filter(answer -> !answer.endsWith(" 503") && !answer.endsWith(" 507")))
                .containsExactlyElementsOf(api.seen());
    }

    private void check(String route, HttpRequest.Builder request) {
        String[] words = route.split(" ");
        wrong.addAll(api.check(
                route,
                rest().send(request.method(words[0], BodyPublishers.noBody()).build())));
    }

    private void check(String route, String path) {
        check(route, rest().request(path));
    }

    private void strangersAreRefusedEverywhere() {
        TreeMap<String, String> any = new TreeMap<>(
                Map.of("job", "1", "stage", "main", "task", "1", "sha256", UNKNOWN_SHA256, "name", "none"));
        any.putAll(Map.of("node", "none", "old", "none"));
        any.putAll(Map.of("user", "none", "token", "1", "file", "none.js"));
        for (String route : api.routes()) {
            String path = OpenApi.filled(route.split(" ")[1], any);
            if (!path.equals("/healthz")) {
                check(route, rest().anonymous(path));
            }
            check(route, rest().request(path).header("Host", "evil.example"));
        }
    }

    private void whatIsNotThereAndWhatCannotBeRead() {
        TreeMap<String, String> missing = new TreeMap<>(
                Map.of("job", "999999", "stage", "main", "task", "1", "sha256", UNKNOWN_SHA256, "name", "none"));
        TreeMap<String, String> unreadable =
                new TreeMap<>(Map.of("job", "one", "stage", "main", "task", "1", "sha256", "short", "name", "none"));
        missing.putAll(Map.of("node", "none", "old", "none"));
        unreadable.putAll(Map.of("node", "no-node", "old", "none"));
        missing.putAll(Map.of("user", "none", "token", "1", "file", "none.js"));
        unreadable.putAll(Map.of("user", "none", "token", "one", "file", "none"));
        for (String route : api.routes()) {
            String path = route.split(" ")[1];
            if (path.contains("{")) {
                if (!route.startsWith("PUT")) {
                    check(route, OpenApi.filled(path, missing));
                }
                check(route, OpenApi.filled(path, unreadable));
            }
        }
        check("GET /api/v1/jobs", "/api/v1/jobs?state=finished");
        check("GET /api/v1/history", "/api/v1/history?span=1y");
        check("GET /api/v1/shares", "/api/v1/shares?span=1y");
        check("GET /api/v1/events", "/api/v1/events?topics=weather");
        check("GET /api/v1/jobs/{job}/stages/{stage}/tasks", "/api/v1/jobs/1/stages/main/tasks?limit=0");
    }

    private void reading(GridJob job) {
        String path = "/api/v1/jobs/" + job.id();
        check("GET /healthz", "/healthz");
        check("GET /metrics", "/metrics");
        check("GET /metrics", rest().request("/metrics").header("Accept", "application/openmetrics-text"));
        check("GET /api/v1", "/api/v1");
        check("GET /api/v1/openapi.yaml", "/api/v1/openapi.yaml");
        check("GET /api/v1/grid", "/api/v1/grid");
        check("POST /api/v1/grid/stay", "/api/v1/grid/stay");
        check("GET /api/v1/types", "/api/v1/types");
        check("GET /api/v1/schema", "/api/v1/schema");
        check("GET /api/v1/nodes", "/api/v1/nodes");
        check("GET /api/v1/jobs", "/api/v1/jobs?limit=1");
        check("GET /api/v1/jobs/{job}", path);
        check("GET /api/v1/jobs/{job}/file", path + "/file");
        check("GET /api/v1/jobs/{job}/record", path + "/record");
        check("GET /api/v1/jobs/{job}/results", path + "/results");
        GridJob other = GRID.submit("dsg: 1\nname: other\nsweep: {grid: {i: [1, 4]}}\nrun: echo {{ i }}\n")
                .expect("done");
        check("GET /api/v1/jobs/{job}/diff", "/api/v1/jobs/" + other.id() + "/diff?since=" + job.id());
        check("GET /api/v1/jobs/{job}/diff", "/api/v1/jobs/" + other.id() + "/diff?since=999999");
        check("GET /api/v1/jobs/{job}/stages/{stage}/tasks", path + "/stages/main/tasks?limit=2");
        check("GET /api/v1/jobs/{job}/stages/{stage}/tasks/{task}", path + "/stages/main/tasks/2");
        check("GET /api/v1/jobs/{job}/stages/{stage}/tasks/{task}/logs", path + "/stages/main/tasks/2/logs");
        events(job);
    }

    private void events(GridJob job) {
        try (Stream<String> lines = rest().events("/api/v1/events?job=" + job.id())) {
            byte[] data = lines.filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow()
                    .substring(5)
                    .getBytes(StandardCharsets.UTF_8);
            // An event is what the job's own route answers.
            wrong.addAll(api.check("GET /api/v1/jobs/{job}", new Rest.Answer(200, "application/json", Map.of(), data)));
        }
        wrong.addAll(api.check("GET /api/v1/events", new Rest.Answer(200, "text/event-stream", Map.of(), new byte[0])));
    }

    private void submit(Map<String, Object> body) {
        wrong.addAll(api.check("POST /api/v1/jobs", rest().post("/api/v1/jobs", body)));
        wrong.addAll(api.check("POST /api/v1/jobs/plan", rest().post("/api/v1/jobs/plan", body)));
    }

    private void submissions() {
        submit(Map.of("text", "dsg: 1\nrun: echo hello\nout: {never: a.txt}\n", "key", "one"));
        submit(Map.of("text", "dsg: 1\nrun: echo something else\n", "key", "one"));
        submit(Map.of("text", "dsg: 1\nrnu: echo\n"));
        String param =
                "params: {n: {type: int, default: 2, min: 1, max: 9, help: How many}, m: {type: choice, choices: [a]}}";
        submit(Map.of("text", "dsg: 1\n" + param + "\nrun: echo {{ params.n }} {{ params.m }}\n"));
        submit(Map.of("text", "dsg: 1\n" + param + "\nrun: echo\n", "params", Map.of("m", "a")));
        submit(Map.of("text", "dsg: 1\nrun: echo\n", "resumes", 999_999));
        submit(Map.of("text", SWEEP, "resumes", 1));
        submit(Map.of("file", "job.yaml"));
        submit(Map.of(
                "text",
                "dsg: 1\nin: [a.txt]\nrun: cat a.txt\n",
                "inputs",
                Map.of("a.txt", List.of(Map.of("path", "a.txt", "sha256", "1".repeat(64), "bytes", 5)))));
        for (String path : List.of("/api/v1/jobs", "/api/v1/jobs/plan")) {
            HttpRequest.Builder text = rest().request(path).header("Content-Type", "text/plain");
            HttpRequest.Builder large = rest().request(path);
            wrong.addAll(api.check(
                    "POST " + path,
                    rest().send(text.POST(BodyPublishers.ofString("{}")).build())));
            wrong.addAll(api.check(
                    "POST " + path,
                    rest().send(large.POST(BodyPublishers.ofByteArray(new byte[65 * 1024 * 1024]))
                            .build())));
        }
    }

    private void retriesAndCancels(GridJob job) {
        String path = "/api/v1/jobs/" + job.id();
        for (String below : List.of("", "/stages/{stage}", "/stages/{stage}/tasks/{task}")) {
            String route = "POST /api/v1/jobs/{job}" + below + "/retry";
            String asked = path + below.replace("{stage}", "main").replace("{task}", "2") + "/retry";
            check(route, asked);
            job.expect("failed");
        }
        GridJob endless = GRID.submit("dsg: 1\nname: long\nsweep: {grid: {i: [1, 2]}}\nrun: sleep 30\n");
        for (String verb : List.of("pause", "unpause")) {
            check("POST /api/v1/jobs/{job}/" + verb, "/api/v1/jobs/" + endless.id() + "/" + verb);
        }
        for (String below : List.of("/stages/{stage}/tasks/{task}", "/stages/{stage}", "")) {
            String route = "POST /api/v1/jobs/{job}" + below + "/cancel";
            String asked = below.replace("{stage}", "main").replace("{task}", "2") + "/cancel";
            check(route, "/api/v1/jobs/" + endless.id() + asked);
            check(route, "/api/v1/jobs/" + job.id() + asked);
            check(
                    route,
                    "/api/v1/jobs/" + job.id() + asked.replace("main", "other").replace("/2/", "/77/"));
        }
        check("POST /api/v1/jobs/{job}/pause", path + "/pause");
        GridJob fine = GRID.submit("dsg: 1\nname: fine\nrun: echo\n").expect("done");
        for (String below : List.of("", "/stages/{stage}", "/stages/{stage}/tasks/{task}")) {
            check(
                    "POST /api/v1/jobs/{job}" + below + "/retry",
                    "/api/v1/jobs/" + fine.id()
                            + below.replace("{stage}", "main").replace("{task}", "1") + "/retry");
        }
    }

    private void nodes() {
        String node = rest().get("/api/v1/nodes")
                .json()
                .path("nodes")
                .path(0)
                .path("name")
                .asString();
        check("GET /api/v1/nodes/{node}", "/api/v1/nodes/" + node);
        check("GET /api/v1/nodes/{node}", "/api/v1/nodes/nobody");
        for (String body : List.of(
                "{\"add\": [\"wired\", \"old\"]}",
                "{\"remove\": [\"old\"]}",
                "{\"add\": [\"a b\"]}",
                " ".repeat(65 * 1024),
                "{")) {
            wrong.addAll(api.check(
                    "POST /api/v1/nodes/{node}/tags",
                    rest().send(rest().request("/api/v1/nodes/" + node + "/tags")
                            .POST(BodyPublishers.ofString(body))
                            .build())));
        }
        policy("/api/v1/nodes/" + node + "/policy");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rest().get("/api/v1/nodes/" + node).text().contains("\"load\""));
        check("GET /api/v1/nodes/{node}", "/api/v1/nodes/" + node);
        figures(node);
        for (String verb : List.of("pause", "drain", "unpause")) {
            check("POST /api/v1/nodes/{node}/" + verb, "/api/v1/nodes/" + node + "/" + verb);
            check("GET /api/v1/nodes", "/api/v1/nodes");
        }
    }

    private void policy(String path) {
        check("GET /api/v1/nodes/{node}/policy", path);
        for (String body : List.of(
                "{\"set\": {\"when\": \"never\", \"exclusive\": [\"vlc\", \"steam\"]}}",
                "{\"unset\": [\"when\"]}",
                "{\"set\": {\"heat\": \"hot\", \"managed\": \"no\"}}",
                "{\"heat\": 70}",
                " ".repeat(65 * 1024))) {
            wrong.addAll(api.check(
                    "POST /api/v1/nodes/{node}/policy",
                    rest().send(rest().request(path)
                            .POST(BodyPublishers.ofString(body))
                            .build())));
        }
        check("GET /api/v1/nodes/{node}/policy", path);
    }

    private void figures(String node) {
        for (String span : List.of("1h", "6h", "24h", "7d")) {
            check("GET /api/v1/history", "/api/v1/history?span=" + span);
            check("GET /api/v1/shares", "/api/v1/shares?span=" + span);
            check("GET /api/v1/nodes/{node}/history", "/api/v1/nodes/" + node + "/history?span=" + span);
        }
        check("GET /api/v1/nodes/{node}/history", "/api/v1/nodes/" + node + "/history?span=1y");
        check("GET /api/v1/nodes/{node}/tasks", "/api/v1/nodes/" + node + "/tasks?limit=1");
        check("GET /api/v1/nodes/{node}/tasks", "/api/v1/nodes/" + node + "/tasks?state=asleep");
        GridJob job = GRID.submit(
                        "dsg: 1\nname: measures\nsweep: {grid: {i: [1, 2]}}\nrun: echo DSG_METRIC loss=0.{{ i }}\n")
                .expect("done");
        String path = "/api/v1/jobs/" + job.id() + "/stages/main/metrics";
        check("GET /api/v1/jobs/{job}/stages/{stage}/metrics", path + "?metric=loss&tasks=2");
        check("GET /api/v1/jobs/{job}/stages/{stage}/metrics", path + "?tasks=two");
        assertThat(rest().get(path).text()).contains("\"last\":{\"loss\":0.1}", "\"last\":{\"loss\":0.2}");
    }

    private void artefacts() {
        String sha256 =
                dsg.model.Digest.of("hello".getBytes(StandardCharsets.UTF_8)).hex();
        wrong.addAll(api.check(
                "PUT /api/v1/artefacts/{sha256}",
                rest().send(rest().request("/api/v1/artefacts/" + sha256)
                        .PUT(BodyPublishers.ofString("hello"))
                        .build())));
        check("GET /api/v1/artefacts/{sha256}", "/api/v1/artefacts/" + sha256);
    }

    private void theGridStops() {
        check("POST /api/v1/grid/stop", "/api/v1/grid/stop?when_idle=true");
        check("POST /api/v1/grid/stop", "/api/v1/grid/stop");
        await("the end of the coordinator")
                .atMost(Duration.ofSeconds(30))
                .until(() -> GRID.pid(TestGrid.COORDINATOR).isEmpty());
        GRID.up(); // for the other tests
    }
}
