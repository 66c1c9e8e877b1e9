// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What the grid keeps: put, found, traced back, counted, and given up when it can be made again.
@Timeout(180)
class DataTest {

    private static final String CHAIN = """
            dsg: 1
            name: chain
            params:
              n: {type: int, default: 3}
              tag: {type: string, default: a}
            stages:
              raw:
                sweep: {grid: {i: {range: "1..{{ params.n }}"}}}
                in: [make.sh]
                run: sh make.sh {{ params.tag }} {{ i }} > raw.txt; cat raw.txt
                out: {raw: raw.txt}
              sum:
                in: {all: {from: raw.raw, as: dir}}
                run: cat {{ in.all }}/*/raw.txt > total.txt
                out: {total: total.txt}
            """;
    private static final TestGrid GRID = TestGrid.create();

    @BeforeAll
    static void start() {
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
        GRID.file("make.sh", "seq 1 9999; echo of $1 $2\n");
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static GridJob run(String tag) {
        GRID.file("chain.yaml", CHAIN.replace("default: a", "default: " + tag));
        String id = GRID.dsg("submit", "-q", "chain.yaml").expect(0).out().strip();
        return new GridJob(GRID, Long.parseLong(id)).expect("done");
    }

    private static String raw(String tag, int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 9_999; i++) {
            text.append(i).append('\n');
        }
        return text + "of " + tag + " " + number + "\n";
    }

    private static Path fileOf(String content) {
        String hex = Digest.of(content.getBytes(StandardCharsets.UTF_8)).hex();
        return GRID.home()
                .resolve("coordinator/artefacts")
                .resolve(hex.substring(0, 2))
                .resolve(hex);
    }

    private static String out(String... arguments) {
        return GRID.dsg(arguments).expect(0).out();
    }

    private static JsonNode json(String... arguments) {
        return Rest.JSON.readTree(out(arguments));
    }

    @Test
    void aFileThatIsPutIsFoundByNameAndBySha256UntilItIsForgotten() throws IOException {
        GRID.file("stars.csv", "star,mag\nVega,0.03\n");
        GRID.file("other/stars.csv", "star,mag\nDeneb,1.25\n");
        String sha256 = ArtefactFolder.hash(GRID.folder().resolve("stars.csv")).hex();

        assertThat(out("data", "put", "stars.csv")).contains("stars.csv", sha256, "19 B");
        assertThat(GRID.dsg("data", "put", "other/stars.csv").expect(1).err())
                .contains("Another content has this name", "dsg data forget stars.csv");
        assertThat(out("data", "get", "sha256:" + sha256.substring(0, 8), "-o", "-"))
                .isEqualTo("star,mag\nVega,0.03\n");
        assertThat(GRID.dsg("data", "get", "stars.csv").expect(1).err()).contains("is there already", "-o FILE");
        assertThat(out("data", "show", "stars.csv")).contains("put as   stars.csv", "| Vega,0.03");

        out("data", "forget", "stars.csv");
        assertThat(GRID.dsg("data", "get", "stars.csv", "-o", "x").expect(4).err())
                .contains("dsg data list");
    }

    @Test
    void aFileOnDiskIsTracedBackToWhatWasHandedIn() {
        GridJob job = run("traced");
        String id = Long.toString(job.id());
        GRID.dsg("get", id, "--out", "traced").expect(0);

        String tree = out("data", "trace", "traced/sum/total.txt");
        assertThat(tree)
                .contains(
                        "made by " + id + ".sum.1.a1",
                        "ran    cat all/*/raw.txt > total.txt",
                        "made by " + id + ".raw.2.a1",
                        "ran    sh make.sh traced 2 > raw.txt; cat raw.txt",
                        "with   n=3  tag=traced  i=2",
                        "<- make.sh",
                        "handed in with the job");
        JsonNode trace = json("data", "trace", "last/total.txt", "--json");
        assertThat(trace.path("steps").size()).isEqualTo(4);
        assertThat(trace.path("complete").asBoolean()).isTrue();
        assertThat(out("data", "trace", "make.sh")).contains("handed in with job " + id + " as make.sh");

        GRID.dsg("resume", id, "--watch").expect(0);
        assertThat(json("data", "trace", id + ".sum/total", "--json")
                        .path("makers")
                        .size())
                .as("reuse makes nothing")
                .isEqualTo(1);
        GRID.file("changed.txt", "changed since");
        assertThat(GRID.dsg("data", "trace", "changed.txt").expect(4).err()).contains("does not come from this grid");
    }

    @Test
    void equalContentsOfTwoJobsHaveTwoMakersTheNewestFirst() {
        GridJob first = run("twice");
        GridJob second = run("twice");

        JsonNode makers =
                json("data", "trace", second.id() + ".raw.1/raw", "--json").path("makers");
        assertThat(makers.valueStream().map(JsonNode::asString))
                .containsExactly(second.id() + ".raw.1.a1", first.id() + ".raw.1.a1");
        assertThat(GRID.dsg("data", "show", second.id() + "/raw").expect(1).err())
                .contains("may be 3 contents");
    }

    @Test
    @OnlyInTheLongForm
    void whatWasMadeOnTheWayIsGivenUpAndMadeAgain() {
        GridJob job = run("given-up");
        String id = Long.toString(job.id());
        assertThat(fileOf(raw("given-up", 1))).exists();
        assertThat(out("data", "gc", "--dry-run")).contains("Nothing to collect");
        assertThat(GRID.dsg("data", "gc", "--keep", "0s").expect(1).err()).contains("no terminal", "-y");
        assertThat(fileOf(raw("given-up", 1))).exists();

        assertThat(out("data", "gc", "--keep", "0s", "-y")).contains("intermediate", "chain", "collected: ");
        assertThat(fileOf(raw("given-up", 1))).doesNotExist();
        assertThat(GRID.dsg("get", id, "--all", "--out", "all").expect(1).err())
                .contains("3 files of job " + id + " are not kept", "Collected on ", "dsg resume " + id);
        assertThat(GRID.folder().resolve("all/sum/total.txt")).exists();
        assertThat(GRID.dsg("logs", id + ".raw.1").expect(1).err()).contains("was collected on");
        assertThat(out("data", "show", id + ".raw.1/raw")).contains("collected on ", "dsg resume " + id);

        assertThat(out("resume", id, "--dry-run")).contains("its raw was collected on ");
        GRID.dsg("resume", id, "--watch").expect(0);
        assertThat(fileOf(raw("given-up", 1))).hasContent(raw("given-up", 1));
    }

    @Test
    void whatAnUnfinishedJobTakesStaysThoughAnEndedOneMadeItToo() {
        run("shared");
        GRID.file(
                "wait.yaml",
                CHAIN.replace("default: a", "default: shared")
                        .replace("  sum:\n", "  sum:\n    where: {tags: [never-there]}\n"));
        long id = Long.parseLong(
                GRID.dsg("submit", "-q", "wait.yaml").expect(0).out().strip());
        GridJob waiting = new GridJob(GRID, id);
        await("its second stage")
                .atMost(Duration.ofSeconds(60))
                .until(() -> waiting.task("sum", 1).path("reason").asString("").contains("never-there"));

        collect(true);
        assertThat(fileOf(raw("shared", 1))).exists();
        assertThat(GRID.dsg("job", "delete", Long.toString(id), "-y").expect(1).err())
                .contains("It is not over", "dsg cancel " + id);
        waiting.cancel();
        waiting.expect("cancelled");
        collect(true);
        await("the end of its file")
                .atMost(Duration.ofSeconds(20))
                .until(() -> !Files.exists(fileOf(raw("shared", 1))));
    }

    private static JsonNode usage() {
        return GRID.rest().get("/api/v1/data/usage").json();
    }

    private static void collect(boolean all) {
        GRID.rest()
                .post("/api/v1/data/collect", java.util.Map.of("keep_s", 0, "all", all))
                .expect(200);
    }

    @Test
    @OnlyInTheLongForm
    void whatWasGivenUpIsDeletedAfterTheNextStartIfTheCoordinatorWasKilledBefore() throws IOException {
        run("killed");
        Path lock = GRID.home().resolve("coordinator/artefacts/deletions.lock");
        try (FileChannel channel = FileChannel.open(
                        lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock _ = channel.lock(0, Long.MAX_VALUE, true)) {
            // As if a backup was being written.
            assertThat(GRID.dsg("data", "gc", "--keep", "0s", "-y").expect(0).err())
                    .contains("backup");
            GRID.kill(TestGrid.COORDINATOR);
            assertThat(fileOf(raw("killed", 1))).exists();
        }
        GRID.up();
        await("the end of its file")
                .atMost(Duration.ofSeconds(20))
                .until(() -> !Files.exists(fileOf(raw("killed", 1))));
        try (Stream<Path> left = Files.list(GRID.home().resolve("coordinator/artefacts/arriving"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDeletedJobIsGoneForGoodAndWhatOnlyItKnewIsGivenBackAtOnce() {
        GridJob job = run("deleted");
        String id = Long.toString(job.id());
        String resumed =
                Long.toString(json("resume", id, "--watch", "--json").path("id").asLong());
        assertThat(GRID.dsg("job", "delete", id).expect(1).err())
                .contains("no terminal", "dsg job delete " + id + " -y");
        assertThat(GRID.dsg("job", "delete", "--keep", "30d").expect(0).err()).contains("Nothing to delete");
        assertThat(out("job", "delete", id, "-y")).contains("deleted job " + id);
        out("data", "gc", "-y");
        assertThat(fileOf(raw("deleted", 1))).exists();
        assertThat(out("data", "trace", resumed + ".sum/total"))
                .contains("made by " + resumed + ".raw.2.a1", id + ".raw.2 of job " + id + " (deleted)");
        GRID.dsg("report", resumed, "-o", "deleted.html").expect(0);
        assertThat(GRID.folder().resolve("deleted.html"))
                .content()
                .contains("4 of them by reuse of job " + id + " (deleted)");

        assertThat(GRID.dsg("job", "delete", id + "-" + resumed, "-y").expect(0).err())
                .contains("Give back the space: dsg data gc");
        GRID.kill(TestGrid.COORDINATOR);
        GRID.up();
        assertThat(GRID.dsg("logs", id + ".raw.1").expect(4).err()).contains("It was deleted");
        assertThat(out("ls", "-q").lines()).doesNotContain(id, resumed);
        assertThat(fileOf(raw("deleted", 1))).exists();
        out("data", "gc", "-y");
        assertThat(fileOf(raw("deleted", 1))).doesNotExist();
        assertThat(run("deleted").id()).isEqualTo(Long.parseLong(resumed) + 1);
    }

    @Test
    void aFileThatNothingNamesStaysForADay() throws IOException {
        byte[] content = "about to be handed in".getBytes(StandardCharsets.UTF_8);
        String sha256 = Digest.of(content).hex();
        GRID.rest()
                .send(GRID.rest()
                        .request("/api/v1/artefacts/" + sha256)
                        .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(content))
                        .build())
                .expect(204);
        Path file = fileOf("about to be handed in");
        collect(false);
        assertThat(file).exists();
        assertThat(json("data", "du", "--json").path("unused").path("contents").asLong())
                .isPositive();

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        collect(false);
        assertThat(file).doesNotExist();
    }

    @Test
    void aListIsReadPageByPageAndTheSpaceIsCounted() {
        GridJob job = run("listed");
        String id = Long.toString(job.id());

        JsonNode first = json("data", "list", "--job", id, "-n", "2", "--json");
        JsonNode rest = json("data", "list", "--job", id, "--from", "2", "--json");
        assertThat(first.path("next").asInt()).isEqualTo(2);
        assertThat(first.path("total").asInt())
                .isEqualTo(first.path("contents").size() + rest.path("contents").size());
        assertThat(List.of(first, rest).stream()
                        .flatMap(page -> page.path("contents").valueStream())
                        .map(content -> content.path("reference").asString()))
                .contains(id + ".raw.3/raw", id + ".sum.1/total")
                .doesNotHaveDuplicates();
        assertThat(out("data", "du")).contains("intermediate", "disk", "JOB", "chain");
        JsonNode usage = usage();
        assertThat(usage.path("kinds").path("result").path("bytes").asLong()).isGreaterThan(3 * 48_000);
        assertThat(usage.path("journal_bytes").asLong()).isPositive();
    }
}
