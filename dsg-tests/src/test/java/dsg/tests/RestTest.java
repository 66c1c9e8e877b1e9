// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The one way in for people and programs: who may come in, and what is answered.
@Timeout(60)
class RestTest {

    private static final String HELLO = "dsg: 1\nname: hello\nrun: echo hello\n";

    /// Every route, and some that are none.
    private static final List<String> PATHS = List.of(
            "/api/v1/grid",
            "/api/v1/nodes",
            "/api/v1/nodes/attic/pause",
            "/api/v1/nodes/attic/unpause",
            "/api/v1/nodes/attic/drain",
            "/api/v1/grid/stay",
            "/api/v1/grid/stop",
            "/api/v1/jobs",
            "/api/v1/jobs/1",
            "/api/v1/jobs/1/cancel",
            "/api/v1/jobs/1/stages/main/cancel",
            "/api/v1/jobs/1/stages/main/tasks/1/cancel",
            "/api/v1/jobs/1/results",
            "/api/v1/jobs/1/stages/main/tasks",
            "/api/v1/jobs/1/stages/main/tasks/1",
            "/api/v1/jobs/1/stages/main/tasks/1/logs",
            "/api/v1/events",
            "/api/v1/openapi.yaml",
            "/api/v1",
            "/metrics",
            "/api/v1/artefacts/" + "0".repeat(64),
            "/nowhere",
            "/api/v1/no-such-thing");

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    private static Rest rest() {
        return grid().rest();
    }

    private static void assertProblem(Rest.Answer answer, int status) {
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).isNotEmpty();
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("detail").asString()).isNotEmpty();
        assertThat(problem.path("mend").asString()).isNotEmpty();
        assertThat(problem.path("instance").asString()).startsWith("/");
        assertThat(answer.headers().containsKey("www-authenticate")).isEqualTo(status == 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void nobodyComesInWithoutTheToken(String method) {
        for (String path : PATHS) {
            assertProblem(
                    rest().send(rest().anonymous(path)
                            .method(method, BodyPublishers.noBody())
                            .build()),
                    401);
            assertProblem(
                    rest().send(rest().anonymous(path)
                            .header("Authorization", "Bearer " + grid().token() + "x")
                            .method(method, BodyPublishers.noBody())
                            .build()),
                    401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"})
    void aRequestToAForeignNameIsRefused(String method) {
        for (String path : PATHS) {
            for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7300")) {
                Rest.Answer answer = rest().send(rest().request(path)
                        .header("Host", host)
                        .method(method, BodyPublishers.noBody())
                        .build());
                assertThat(answer.status())
                        .describedAs("%s %s to %s", method, path, host)
                        .isEqualTo(403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"})
    void aRequestFromAForeignPageIsRefused(String method) {
        for (String path : PATHS) {
            for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1.evil.example")) {
                Rest.Answer answer = rest().send(rest().request(path)
                        .header("Origin", origin)
                        .method(method, BodyPublishers.noBody())
                        .build());
                assertThat(answer.status())
                        .describedAs("%s %s from %s", method, path, origin)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void noOtherPageMayReadAnAnswer() {
        assertThat(rest().get("/api/v1/grid").headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void theTokenIsForItsOwnerOnly() throws Exception {
        assertThat(java.nio.file.Files.getPosixFilePermissions(grid().home().resolve("token")))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(grid().token()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(grid().log(TestGrid.COORDINATOR) + grid().log(TestGrid.NODE)).doesNotContain(grid().token());
    }

    @Test
    void everybodyMayAskWhetherItIsAlive() {
        assertThat(rest().send(rest().anonymous("/healthz").build()).expect(200).text())
                .isEqualTo("ok\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs/999999",
                "/api/v1/jobs/999999/results",
                "/api/v1/jobs/999999/stages/main/tasks",
                "/api/v1/jobs/999999/stages/main/tasks/1",
                "/api/v1/jobs/999999/stages/main/tasks/1/logs",
                "/api/v1/artefacts/0000000000000000000000000000000000000000000000000000000000000000",
                "/api/v1/nothing-here"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertProblem(rest().send(rest().request(path).build()), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs/one",
                "/api/v1/jobs/-1",
                "/api/v1/jobs/99999999999999999999",
                "/api/v1/jobs?limit=many",
                "/api/v1/jobs?limit=-1",
                "/api/v1/artefacts/short"
            })
    void whatCannotBeUnderstoodIsABadRequest(String path) {
        assertProblem(rest().send(rest().request(path).build()), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "unpause", "drain"})
    void anUnknownNodeCannotBePaused(String verb) {
        assertProblem(rest().post("/api/v1/nodes/no-such-attic/" + verb, Map.of()), 404);
    }

    @Test
    void anUnknownJobCannotBeCancelled() {
        assertProblem(rest().post("/api/v1/jobs/999999/cancel", Map.of()), 404);
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsRefused() {
        Rest.Answer answer = rest().send(rest().request("/api/v1/jobs").DELETE().build());

        assertProblem(answer, 405);
        assertThat(answer.headers().get("allow")).contains("GET", "POST");
    }

    @Test
    void whatIsNoJsonIsABadRequest() {
        assertProblem(
                rest().send(rest().request("/api/v1/jobs")
                        .POST(BodyPublishers.ofString("{\"text\": "))
                        .build()),
                400);
        assertProblem(rest().post("/api/v1/jobs", Map.of("file", "job.yaml")), 400);
    }

    @Test
    void aSubmissionThatIsTooLargeIsRefused() {
        byte[] body = new byte[65 * 1024 * 1024];
        assertProblem(
                rest().send(rest().request("/api/v1/jobs")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build()),
                413);
        // One that comes in chunks does not say its length first.
        assertProblem(
                rest().send(rest().request("/api/v1/jobs")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                        .build()),
                413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonish", "application/yaml"})
    void aSubmissionThatSaysItIsSomethingElseThanJsonIsRefused(String type) {
        assertProblem(
                rest().send(rest().request("/api/v1/jobs")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(Rest.JSON.writeValueAsBytes(Map.of("text", HELLO))))
                        .build()),
                415);
    }

    /// What no HTTP client would send.
    private static String sayRaw(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", grid().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatIsHardlyHttpIsAProblemLikeAllOthers() throws IOException {
        String head = "Host: localhost\r\nConnection: close\r\nAuthorization: Bearer " + grid().token() + "\r\n";
        for (String request : List.of(
                "NONSENSE\r\n\r\n",
                "GET /healthz HTTP/1.1\r\n\r\n",
                "GET /api/v1/%zz HTTP/1.1\r\n" + head + "\r\n",
                "GET /api/v1/grid HTTP/1.1\r\n" + head + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                "POST /api/v1/jobs HTTP/1.1\r\n" + head + "Content-Length: 999999999\r\n\r\n")) {
            String answer = sayRaw(request);
            assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
            JsonNode problem = Rest.JSON.readTree(answer.substring(answer.indexOf('{')));
            assertThat(problem.path("mend").asString()).isNotEmpty();
            assertThat(answer).startsWith("HTTP/1.1 " + problem.path("status").asInt());
        }
    }

    @Test
    void anInvalidJobFileIsAnsweredWithAllItsProblems() {
        String text = "dsg: 1\nname: x\nrun: echo\nrnu: echo\nresources: {memory: 512}\nin: [nothing.txt]\n";
        Rest.Answer answer = rest().post("/api/v1/jobs", Map.of("file", "job.yaml", "text", text));

        assertProblem(answer, 422);
        assertThat(answer.json().path("problems").findValuesAsString("code"))
                .containsExactlyInAnyOrder("E101", "E102", "E105");
        assertThat(answer.json().path("wanted").findValuesAsString("path")).containsExactly("nothing.txt");
    }

    @Test
    void missingInputsAreNamed() {
        String sha256 = "1".repeat(64);
        Rest.Answer answer = rest().post(
                        "/api/v1/jobs",
                        Map.of(
                                "text",
                                "dsg: 1\nname: x\nin: [a.txt]\nrun: cat a.txt\n",
                                "inputs",
                                Map.of("a.txt", List.of(Map.of("path", "a.txt", "sha256", sha256, "bytes", 5)))));

        assertProblem(answer, 409);
        assertThat(answer.json().path("missing").path(0).asString()).isEqualTo(sha256);
    }

    @Test
    void contentUnderAWrongNameIsNotTaken() {
        assertProblem(
                rest().send(rest().request("/api/v1/artefacts/" + "2".repeat(64))
                        .PUT(BodyPublishers.ofString("something else"))
                        .build()),
                400);
    }

    @Test
    void submittingTwiceUnderOneKeyGivesOneJob() {
        Map<String, String> submission =
                Map.of("text", HELLO, "key", UUID.randomUUID().toString());
        long first = rest().post("/api/v1/jobs", submission)
                .expect(201)
                .json()
                .path("id")
                .asLong();
        long second = rest().post("/api/v1/jobs", submission)
                .expect(201)
                .json()
                .path("id")
                .asLong();
        long other = grid().submit(HELLO).id();

        assertThat(second).isEqualTo(first);
        assertThat(other).isEqualTo(first + 1);
    }

    @Test
    void cancellingAJobThatEndsAtThatMomentGivesItOneEnd() {
        List<GridJob> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            GridJob job = grid().submit("dsg: 1\nname: brief\nrun: sleep 0.%02d\n".formatted(i));
            job.cancel();
            jobs.add(job);
        }
        jobs.forEach(GridJob::awaitEnd);

        assertThat(jobs).extracting(GridJob::state).isSubsetOf("done", "cancelled");
        JournalReader journal = JournalReader.of(grid());
        jobs.forEach(job -> journal.expectEndedOnce(job.id()));
    }

    @Test
    void theStreamOfEventsTellsAJobToItsEnd() {
        GridJob job = grid().submit("dsg: 1\nname: hello\nrun: sleep 0.5\n");

        try (Stream<String> lines = rest().events("/api/v1/events?job=" + job.id())) {
            List<String> states = lines.filter(line -> line.startsWith("data:"))
                    .map(line -> Rest.JSON.readTree(line.substring(5)))
                    .peek(event -> assertThat(event.path("id").asLong()).isEqualTo(job.id()))
                    .map(event -> event.path("state").asString())
                    .takeWhile(state -> !state.equals("done"))
                    .toList();
            assertThat(states).isNotEmpty().isSubsetOf("waiting", "running");
        }
        assertThat(job.state()).isEqualTo("done");
    }

    @Test
    void theStreamOfAJobThatIsOverBeginsWithItsEnd() {
        GridJob job = grid().submit(HELLO).expect("done");

        try (Stream<String> lines = rest().events("/api/v1/events?job=" + job.id())) {
            String first =
                    lines.filter(line -> line.startsWith("data:")).findFirst().orElseThrow();
            assertThat(Rest.JSON.readTree(first.substring(5)).path("state").asString())
                    .isEqualTo("done");
        }
    }
}
