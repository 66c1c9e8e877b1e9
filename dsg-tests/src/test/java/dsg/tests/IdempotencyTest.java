// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same submission is the same job, however often it is sent; another one is never taken for it.
@Timeout(60)
class IdempotencyTest {

    private static final String HELLO = "dsg: 1\nname: hello\nrun: echo hello\n";

    private final String key = UUID.randomUUID().toString();

    private static Rest rest() {
        return Rung.SANDBOX.grid().rest();
    }

    private static Rest.Answer submit(String header, Map<String, ?> body) {
        return rest().send(rest().request("/api/v1/jobs")
                .header("Idempotency-Key", header)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Rest.JSON.writeValueAsBytes(body)))
                .build());
    }

    private static long id(Rest.Answer answer) {
        return answer.expect(201).json().path("id").asLong();
    }

    @Test
    void theHeaderDoesWhatTheKeyInTheBodyDoes() {
        long first = id(submit(key, Map.of("text", HELLO)));

        assertThat(id(submit("\"" + key + "\"", Map.of("text", HELLO)))).isEqualTo(first);
        assertThat(id(submit(key, Map.of("text", HELLO, "key", key)))).isEqualTo(first);
        assertThat(id(rest().post("/api/v1/jobs", Map.of("text", HELLO, "key", key))))
                .isEqualTo(first);
    }

    @Test
    void twoDifferentKeysInOneRequestAreABadRequest() {
        submit(key, Map.of("text", HELLO, "key", "another")).expect(400);
    }

    @Test
    void aKeyThatIsTooLongIsABadRequest() {
        submit("k".repeat(257), Map.of("text", HELLO)).expect(400);
    }

    @Test
    void anotherJobUnderAUsedKeyIsRefusedAndNamesTheJob() {
        long first = id(submit(key, Map.of("text", HELLO)));
        Rest.Answer answer = submit(key, Map.of("text", HELLO + "retry: 1\n")).expect(422);

        assertThat(answer.json().path("type").asString()).isEqualTo("urn:dsg:problem:key-was-used");
        assertThat(answer.json().path("job").asLong()).isEqualTo(first);
        assertThat(answer.json().path("detail").asString()).contains("job " + first);
        assertThat(id(submit(key, Map.of("text", HELLO)))).isEqualTo(first);
    }

    @Test
    @OnlyInTheLongForm
    void theSameSubmissionIsTheSameJobAlsoAfterARestartOfTheCoordinator() {
        Machine.needsLinux();
        String text = """
                dsg: 1
                name: rich
                stages:
                  simulate:
                    sweep: {grid: {beta: {from: 0.1, to: 0.3, steps: 3}, seed: [1, two]}}
                    run: "echo {{ beta }} {{ seed }} > run.txt"
                    out: {run: run.txt}
                    env: {THREADS: "{{ seed }}"}
                    resources: {cpu: 0.5, memory: 64MiB}
                    time: 10m
                    retry: 2
                  together:
                    in: {runs: {from: simulate.run, as: list}}
                    run: [cat, "{{ in.runs }}"]
                """;
        Map<String, String> submission = Map.of("text", text, "key", key);
        try (TestGrid grid = TestGrid.create()) {
            grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            grid.up();
            long first = id(grid.rest().post("/api/v1/jobs", submission));
            grid.kill(TestGrid.COORDINATOR);
            grid.up();

            assertThat(id(grid.rest().post("/api/v1/jobs", submission))).isEqualTo(first);
            Map<String, String> other = Map.of("text", text.replace("rich", "other"), "key", key);
            Rest.Answer answer = grid.rest().post("/api/v1/jobs", other).expect(422);
            assertThat(answer.json().path("job").asLong()).isEqualTo(first);
        }
    }

    @Test
    void theSameTextWithOtherInputsIsAnotherJob() {
        String text = "dsg: 1\nname: cat\nin: [a.txt]\nrun: cat a.txt\n";
        id(submit(key, Map.of("text", text, "inputs", Map.of("a.txt", List.of(put("one"))))));

        submit(key, Map.of("text", text, "inputs", Map.of("a.txt", List.of(put("two")))))
                .expect(422);
        id(submit(key, Map.of("text", text, "inputs", Map.of("a.txt", List.of(put("one"))))));
    }

    private static Map<String, Object> put(String content) {
        byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String sha256 = dsg.model.Digest.of(bytes).hex();
        rest().send(rest().request("/api/v1/artefacts/" + sha256)
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build())
                .expect(204);
        return Map.of("path", "a.txt", "sha256", sha256, "bytes", bytes.length);
    }

    @Test
    void theSameSubmissionManyTimesAtOnceIsOneJob() {
        List<Rest.Answer> answers = atOnce(20, _ -> HELLO);

        assertThat(answers.stream().map(IdempotencyTest::id).distinct()).hasSize(1);
    }

    @Test
    void ofDifferentSubmissionsAtOnceUnderOneKeyOneIsTakenAndTheOthersAreRefused() {
        List<Rest.Answer> answers = atOnce(10, number -> "dsg: 1\nname: hello\nrun: echo " + number + "\n");

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 422)).hasSize(9);
    }

    private List<Rest.Answer> atOnce(int times, java.util.function.IntFunction<String> text) {
        List<Future<Rest.Answer>> asked;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            asked = IntStream.range(0, times)
                    .mapToObj(number -> threads.submit(() -> submit(key, Map.of("text", text.apply(number)))))
                    .toList();
        }
        return asked.stream().map(Future::resultNow).toList();
    }
}
