// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/// Tasks that are no commands: a Java program, and a type that somebody else has written (`extensions/python-type`),
/// built by its own script, allowed, run, changed and taken back.
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TaskTypeTest {

    private static final Path EXTENSION = TestGrid.REPOSITORY.resolve("extensions/python-type");
    private static final TestGrid GRID = TestGrid.create();

    @BeforeAll
    static void startGrid() {
        GRID.up();
    }

    @AfterAll
    static void stopGrid() {
        GRID.close();
    }

    private static Path build() throws IOException, InterruptedException {
        ProcessBuilder build = new ProcessBuilder(
                        EXTENSION.resolve("build.sh").toString(), GRID.folder().toString())
                .redirectErrorStream(true)
                .redirectOutput(GRID.folder().resolve("build.log").toFile());
        GRID.dress(build);
        build.environment().put("DSG", TestGrid.REPOSITORY.resolve("dsg").toString());
        build.environment()
                .merge("PATH", System.getProperty("java.home") + "/bin", (path, first) -> first + ":" + path);
        Process process = build.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .describedAs(Files.readString(GRID.folder().resolve("build.log")))
                .isZero();
        return GRID.folder().resolve("python.jar");
    }

    private static String nodeName() {
        return GRID.dsg("node", "list", "--json")
                .expect(0)
                .json()
                .path("nodes")
                .get(0)
                .path("name")
                .asString();
    }

    private static void bring(String file) throws IOException {
        Files.copy(EXTENSION.resolve(file), GRID.folder().resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @Order(1)
    void aJavaProgramIsRunFromItsSourceWithTheValuesOfTheSweep() {
        GRID.file("Pi.java", """
                void main(String[] arguments) throws Exception {
                    long memory = Runtime.getRuntime().maxMemory() / (1 << 20);
                    java.nio.file.Files.writeString(java.nio.file.Path.of("pi.txt"), "n=" + arguments[0] + " " + (memory < 300));
                }
                """);
        GridJob job = GRID.submitFile("""
                dsg: 1
                java: Pi.java
                args: ["{{ n }}"]
                sweep: {grid: {n: ["1 2", 3]}}
                resources: {memory: 256MiB}
                out: [pi.txt]
                """).expect("done");
        GRID.dsg("get", Long.toString(job.id()), "--out", "pi").expect(0);
        assertThat(GRID.folder().resolve("pi/main/1/pi.txt")).hasContent("n=1 2 true");
        assertThat(GRID.folder().resolve("pi/main/2/pi.txt")).hasContent("n=3 true");
    }

    @Test
    @Order(2)
    void aTypeThatIsNotKnownIsAMistakeOfTheJobFile() throws IOException {
        bring("job.yaml");
        bring("fit.py");
        assertThat(GRID.dsg("check", "job.yaml").expect(7).err())
                .contains("E101")
                .contains("unknown key `python`");
    }

    @Test
    @Order(3)
    void aTypeOfSomebodyElsesIsAllowedAndRunsAtOnce() throws IOException, InterruptedException {
        Machine.needsPython();
        Path jar = build();
        assertThat(GRID.dsg("type", "add", jar.toString()).expect(0).out()).startsWith("python: a Python script");
        assertThat(GRID.dsg("type", "list").expect(0).out()).contains("python     sha256");
        assertThat(GRID.dsg("type", "show", "python").expect(0).out()).contains("python: fit.py");
        assertThat(GRID.dsg("schema")
                        .expect(0)
                        .json()
                        .path("properties")
                        .path("python")
                        .isMissingNode())
                .isFalse();
        assertThat(GRID.rest()
                        .get("/api/v1/types")
                        .expect(200)
                        .json()
                        .path("types")
                        .toString())
                .contains("\"python\"");

        String id = GRID.dsg("submit", "-q", "job.yaml").expect(0).out().strip();
        GridJob job = new GridJob(GRID, Long.parseLong(id)).expect("done");

        GRID.dsg("get", Long.toString(job.id()), "--out", "fit").expect(0);
        assertThat(GRID.folder().resolve("fit/main/2/result.json"))
                .hasContent("{\"beta\": 1.5, \"twice\": 3.0, \"name\": \"it's \\\"quoted\\\"\"}");
        assertThat(job.out()).contains("100%|##########| 100/100");
        String record = GRID.rest()
                .get("/api/v1/jobs/" + id + "/record")
                .expect(200)
                .json()
                .toString();
        assertThat(record).contains("python@").contains("values=beta=1.5");
    }

    @Test
    @Order(4)
    void aMistakeInAStageOfItIsToldAsOurs() throws IOException {
        Machine.needsPython();
        GRID.file("wrong.yaml", "dsg: 1\npython: fit.py\nvalues: [beta]\noptimise: maybe\n");
        assertThat(GRID.dsg("check", "wrong.yaml").expect(7).err())
                .contains("E129", "`beta` is no name and value", "write values: [beta=0.1, seed=7]", "E117");
    }

    @Test
    @Order(5)
    void aJarThatHasChangedSinceIsNotTakenUntilItIsAllowedAgain() throws IOException {
        Machine.needsPython();
        Path jar = GRID.home().resolve("task-types/python.jar");
        byte[] changed = Files.readAllBytes(jar);
        Files.write(jar, java.util.Arrays.copyOf(changed, changed.length + 1));
        Path list = jar.resolveSibling("allowed.sha256");
        Files.setLastModifiedTime(list, java.nio.file.attribute.FileTime.from(java.time.Instant.now()));

        Finished listed = GRID.dsg("type", "list").expect(0);
        assertThat(listed.out()).doesNotContain("python ");
        assertThat(listed.err()).contains("is not the file that was allowed");
        GRID.dsg("check", "job.yaml").expect(7);
        GRID.dsg("type", "add", GRID.folder().resolve("python.jar").toString()).expect(0);
        GRID.dsg("check", "job.yaml").expect(0);
    }

    @Test
    @Order(6)
    void whereNoNodeRunsItATaskWaitsAndSaysSo() throws IOException {
        Machine.needsPython();
        String text = Files.readString(EXTENSION.resolve("job.yaml"));
        GRID.file("job.yaml", text);
        GRID.dsg("node", "pause", nodeName()).expect(0);
        String id = GRID.dsg("submit", "-q", "job.yaml").expect(0).out().strip();
        // The node is sent both tasks before it has told that it runs none such any more.
        Files.writeString(GRID.home().resolve("task-types/allowed.sha256"), "");
        GRID.rest().post("/api/v1/nodes/" + nodeName() + "/unpause", Map.of()).expect(200);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(GRID.dsg("explain", id).expect(0).out())
                                .contains("no node runs tasks of the type python")
                                .contains("dsg type add python.jar"));
        GRID.dsg("type", "add", GRID.folder().resolve("python.jar").toString()).expect(0);
        new GridJob(GRID, Long.parseLong(id)).expect("done");
    }

    @Test
    @Order(7)
    void aStageThatAsksForMoreIsolationThanThereIsWaitsAndSaysSo() {
        try (TestGrid bare = TestGrid.create()) {
            bare.dsg("node", "policy", "--isolation", "bare").expect(0);
            bare.up();
            GridJob job = bare.submit("dsg: 1\nrun: echo no\nisolation: sandbox\n");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bare.dsg("explain", Long.toString(job.id()))
                                    .expect(0)
                                    .out())
                            .contains("no node isolates tasks that well: needs sandbox; ")
                            .contains(" has bare"));
            bare.submit("dsg: 1\nrun: echo yes\nisolation: bare\n").expect("done");
        }
    }
}
