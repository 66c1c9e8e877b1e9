// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Stages in containers, by podman and an image that the test makes: as whoever runs the tests, and if that is root,
/// also as a user that is made for it.
@Timeout(300)
class ContainerJobTest {

    private static final String USER = "dsg-rootless";

    enum Who {
        /// Whoever runs the tests.
        HERE,
        /// A user without privileges.
        ROOTLESS;

        TestGrid grid() throws IOException, InterruptedException {
            Machine.needs("podman", "podman runc uidmap");
            Machine.needs("busybox", "busybox-static");
            if (this == ROOTLESS) {
                Machine.onlyInTheLongForm();
            }
            TestGrid grid = TestGrid.create();
            if (this == ROOTLESS) {
                Machine.needsAnotherUser(TestGrid.REPOSITORY.resolve("dsg"));
                Machine.needs("useradd", "passwd");
                run("useradd", "--create-home", USER);
                grid.as(Integer.parseInt(run("id", "-u", USER).strip()));
            }
            return grid;
        }
    }

    @AfterAll
    static void removeTheUser() throws IOException, InterruptedException {
        var _ = run("userdel", "--remove", "--force", USER);
    }

    private static String run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }

    /// The files of a root with nothing but busybox, packed beside the job file.
    private static void image(TestGrid grid) throws IOException, InterruptedException {
        Path tree = Files.createTempDirectory("dsg-image-");
        try {
            Path bin = Files.createDirectory(tree.resolve("bin"));
            Files.copy(Path.of(run("which", "busybox").strip()), bin.resolve("busybox"));
            for (String applet : "sh id cat ls sleep grep echo tail tr".split(" ")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            for (String folder : List.of("etc", "proc", "sys", "dev", "tmp", "task", "home/task", "run")) {
                Files.createDirectories(tree.resolve(folder));
            }
            Files.writeString(tree.resolve("etc/image"), "made in a test\n");
            run("chmod", "-R", "a+rX", tree.toString());
            run("tar", "-C", tree.toString(), "-cf", grid.file("lab.tar", "").toString(), ".");
        } finally {
            run("rm", "-rf", tree.toString());
        }
    }

    private static void awaitContainers(TestGrid grid) {
        await("the node that runs containers")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(grid.log(TestGrid.NODE)).contains("Containers by"));
    }

    /// All containers of this grid's node, whether they run or not.
    private static String containers(TestGrid grid) throws IOException, InterruptedException {
        List<String> words = new java.util.ArrayList<>(grid.prefix());
        words.addAll(List.of(
                "podman",
                "ps",
                "--all",
                "--format",
                "{{.Names}}",
                "--filter",
                "label=dsg.node=" + grid.home().resolve("node")));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        grid.dress(builder);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    @ParameterizedTest
    @EnumSource
    void aStageRunsInTheImageThatLiesBesideItsJobFile(Who who) throws IOException, InterruptedException {
        try (TestGrid grid = who.grid().up()) {
            image(grid);
            grid.file("in.txt", "in and ");
            awaitContainers(grid);
            GridJob job = grid.submitFile("""
                    dsg: 1
                    name: lab
                    container: lab.tar
                    sweep: {grid: {n: [1, 2]}}
                    in: [in.txt]
                    out: [out.txt]
                    env: {ANSWER: "{{ n }}"}
                    run: |
                      cat in.txt /etc/image > out.txt
                      echo "$ANSWER $DSG_TASK $HOME $(pwd) $(grep -c : /proc/net/dev)"
                      grep CapBnd /proc/self/status | tr -d '\\t'
                    """).expect("done");

            assertThat(job.out("main", 2)).isEqualTo("2 2 /home/task /task 1\nCapBnd:0000000000000000\n");
            grid.dsg("get", Long.toString(job.id()), "--out", "got").expect(0);
            assertThat(grid.folder().resolve("got/main/1/out.txt")).hasContent("in and made in a test");
            assertThat(containers(grid)).isEmpty();
            assertThat(grid.log(TestGrid.NODE)).doesNotContain("could not be removed");
        }
    }

    @ParameterizedTest
    @EnumSource
    @OnlyInTheLongForm
    void oneThatIsCancelledIsGoneAndSoIsOneWhoseNodeDies(Who who) throws IOException, InterruptedException {
        try (TestGrid grid = who.grid().up()) {
            image(grid);
            awaitContainers(grid);
            String endless = """
                    dsg: 1
                    name: endless
                    container: lab.tar
                    run: "echo on; while :; do :; done"
                    """;
            GridJob cancelled = grid.submitFile(endless).awaitPrinted("main", 1, "on\n");
            assertThat(containers(grid)).contains(cancelled.id() + ".main.1.a1");
            cancelled.cancel();
            cancelled.expect("cancelled");
            assertThat(containers(grid))
                    .describedAs(() -> grid.log(TestGrid.NODE))
                    .isEmpty();

            GridJob orphaned = grid.submitFile(endless).awaitPrinted("main", 1, "on\n");
            assertThat(containers(grid)).contains(orphaned.id() + ".main.1.a1");
            grid.kill(TestGrid.NODE);
            await("the end of what the node has left")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(containers(grid)).isEmpty());
            assertThat(Machine.processesSaying("echo on; while :; do :; done")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @OnlyInTheLongForm
    void whatGoesWrongIsExplained(Who who) throws IOException, InterruptedException {
        try (TestGrid grid = who.grid().up()) {
            image(grid);
            awaitContainers(grid);
            assertThat(grid.submitFile("dsg: 1\nname: none\ncontainer: lab.tar\nrun: [sox, in.wav]\n")
                            .awaitEnd()
                            .why())
                    .startsWith("exit code 127: the command is not in the image");
            grid.file("text.tar", "no archive");
            assertThat(grid.submitFile("dsg: 1\nname: none\ncontainer: text.tar\nrun: [sh]\n")
                            .awaitEnd()
                            .why())
                    .startsWith("text.tar is no image that podman takes");
            if (who == Who.HERE) {
                assumeTrue(
                        !grid.log(TestGrid.NODE).contains("(without limits)"),
                        "SKIPPED: containers have no limits on this machine");
                GridJob hog = grid.submitFile("""
                        dsg: 1
                        name: hog
                        container: lab.tar
                        resources: {memory: 64MiB}
                        run: [tail, -c, "300000000", /dev/zero]
                        """).awaitEnd();
                assertThat(hog.attempt().path("end").asString()).isEqualTo("out-of-memory");
            }
        }
    }
}
