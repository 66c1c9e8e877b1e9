// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What is kept of a job, and what people see of it: its record, its report, and what sets its failed tasks apart.
@Timeout(180)
class ReportTest {

    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static final String JOB = """
            dsg: 1
            name: hostile
            description: <script>alert("description")</script>
            cite: [10.1098/rspa.1927.0118, "<b>a book</b>"]
            params:
              seed: {type: int, default: 42}
            stages:
              mesh:
                sweep: {grid: {a: ["1", "2", "<i>3</i>", "4", "5"], b: [0, 1, 2]}}
                in: [solve.sh]
                run: sh solve.sh {{ a }} {{ b }} {{ params.seed }}
                out: {run: run.json}
                allow_failures: 5
                resources: {memory: 64MiB}
              plot:
                in: {runs: {from: mesh.run, as: jsonl}, dot: dot.png}
                run: |
                  cp dot.png map.png
                  printf 'x,note\\n1,"<script>alert(""cell"")</script>"\\n2,\\342\\200\\256gnp.exe\\n' > t.csv
                  printf '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' > s.svg
                  echo '<img src="http://evil.example/x.png">'
                out:
                  map: {path: map.png, show: true, caption: <u>The map</u>}
                  table: t.csv
                  curve: s.svg
            """;

    private static GridJob job;
    private static JsonNode record;

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    @BeforeAll
    static void run() {
        grid().file("solve.sh", """
                if [ "$2" = 0 ]; then echo "the mesh <b> has no cells" >&2; exit 3; fi
                echo "{\\"peak\\": $2}" > run.json
                """);
        grid().file("dot.png", PICTURE);
        job = grid().submitFile(JOB).expect("done");
        await("the node's look at its programs")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !node().path("programs").isEmpty());
        record = grid().rest().get("/api/v1/jobs/" + job.id() + "/record").json();
    }

    private static JsonNode node() {
        return grid().rest().get("/api/v1/nodes").json().path("nodes").path(0);
    }

    private static JsonNode recorded(String stage, int number) {
        for (JsonNode candidate : record.path("stages")) {
            for (JsonNode task : candidate.path("tasks")) {
                if (task.path("id").asString().equals(job.id() + "." + stage + "." + number)) {
                    return task;
                }
            }
        }
        throw new AssertionError("The record has no task " + stage + "." + number + ".");
    }

    private static String sha256(byte[] content) {
        return Digest.of(content).hex();
    }

    @Test
    void theRecordHasTheJobFileItsParametersAndWhatItBuildsOn() {
        JsonNode file = record.path("job").path("file");
        assertThat(file.path("text").asString()).isEqualTo(JOB);
        assertThat(file.path("sha256").asString()).isEqualTo(sha256(JOB.getBytes(StandardCharsets.UTF_8)));
        assertThat(file.path("name").asString()).isEqualTo("job.yaml");
        assertThat(record.path("job").path("params").path("seed").asString()).isEqualTo("42");
        assertThat(record.path("job").path("citations").path(0).asString()).isEqualTo("10.1098/rspa.1927.0118");
        assertThat(record.path("dsg_version").asString()).isNotEmpty();
    }

    @Test
    void theRecordOfATaskHasAllThatItDependedOnAndMade() {
        JsonNode task = recorded("mesh", 2);
        assertThat(task.path("seed").asString()).isEqualTo("42");
        assertThat(task.path("command").path(2).asString()).isEqualTo("sh solve.sh 1 1 42");
        assertThat(task.path("values").path("b").asString()).isEqualTo("1");
        JsonNode attempt = task.path("attempts").path(0);
        assertThat(attempt.path("exit_code").asInt(-1)).isZero();
        assertThat(attempt.path("outputs").path(0).path("sha256").asString())
                .isEqualTo(sha256("{\"peak\": 1}\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(java.time.Instant.parse(attempt.path("ended_at").asString()))
                .isAfter(attempt.path("started_at").asString());
        assertThat(recorded("mesh", 1)
                        .path("attempts")
                        .path(0)
                        .path("exit_code")
                        .asInt())
                .isEqualTo(3);
        JsonNode script = record.path("stages")
                .path(0)
                .path("inputs")
                .path(0)
                .path("files")
                .path(0);
        assertThat(script.path("sha256").asString()).isEqualTo(sha256(bytes("solve.sh")));
    }

    @Test
    void theRecordNamesTheMachineOfEachAttemptAndThePrograms() {
        int number =
                recorded("plot", 1).path("attempts").path(0).path("machine").asInt();
        JsonNode machine = record.path("machines").path(number - 1);
        for (String fact :
                List.of("name", "cpu", "os", "kernel", "memory_mib", "isolation", "version", "jvm", "programs")) {
            assertThat(machine.path(fact)).describedAs(fact).isEqualTo(node().path(fact));
        }
        assertThat(machine.path("programs").path("java").asString()).contains("25");
        assertThat(grid().dsg("node", "show", node().path("name").asString())
                        .expect(0)
                        .out())
                .containsPattern("(?m)^  java +\\S.*25")
                .contains(machine.path("kernel").asString());
        grid().dsg("node", "show", "nobody").expect(4);
    }

    @Test
    void whatSetsTheFailedTasksApartIsSaidWhereverTheyAreShown() {
        String said = "all 5 failed tasks have b = 0; none of the 10 that passed has";
        String failed = job.id() + ".mesh.1";
        assertThat(job.show().path("stages").path(0).path("differs").path(0).asString())
                .isEqualTo(said);
        assertThat(job.task("mesh", 1).path("differs").path(0).asString()).isEqualTo(said);
        assertThat(job.task("mesh", 2).has("differs")).isFalse();
        assertThat(grid().dsg("explain", failed).expect(0).out())
                .contains(said, "| the mesh <b> has no cells", "dsg retry " + failed);
        assertThat(grid().dsg("job", "show", Long.toString(job.id())).expect(0).err())
                .contains(
                        said,
                        "x " + failed + "   exit code 3",
                        "with a = 1, b = 0",
                        "the same in " + job.id() + ".mesh.4 (a = ")
                .containsOnlyOnce("| the mesh <b> has no cells");
    }

    @Test
    void theReportShowsPicturesTablesAndFailuresAndAsksNothingOfAnyServer() {
        Finished written = grid().dsg("report", Long.toString(job.id())).expect(0);
        assertThat(written.out().strip()).isEqualTo("hostile-" + job.id() + "-report.html");
        String page = new String(bytes(written.out().strip()), StandardCharsets.UTF_8);

        assertThat(page)
                .contains(
                        "data:image/png;base64," + Base64.getEncoder().encodeToString(PICTURE),
                        "data:image/svg+xml;base64,",
                        "&lt;u&gt;The map&lt;/u&gt;",
                        "<td class=\"t\">&lt;script&gt;alert(&quot;cell&quot;)&lt;/script&gt;</td>",
                        "\\u202egnp.exe",
                        "the mesh &lt;b&gt; has no cells",
                        "all 5 failed tasks have b = 0",
                        "&lt;img src=&quot;http://evil.example/x.png&quot;&gt;",
                        "https://doi.org/10.1098/rspa.1927.0118",
                        sha256(PICTURE),
                        "dsg run job.yaml --set seed=42")
                .doesNotContain("<script", "<link", "<iframe", "@import", "url(", "\u202e", " style=", " onerror=");
        assertThat(attributes(page, "src")).allMatch(address -> address.startsWith("data:image/"));
        assertThat(attributes(page, "href")).containsExactly("https://doi.org/10.1098/rspa.1927.0118");
        assertThat(page)
                .contains("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-" + styleHash(page));
    }

    private static List<String> attributes(String page, String name) {
        Matcher found = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(page);
        List<String> values = new ArrayList<>();
        while (found.find()) {
            values.add(found.group(1));
        }
        return values;
    }

    /// As a browser computes it.
    private static String styleHash(String page) {
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        byte[] hash = HexFormat.of().parseHex(sha256(style.getBytes(StandardCharsets.UTF_8)));
        return Base64.getEncoder().encodeToString(hash);
    }

    private static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(grid().folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
