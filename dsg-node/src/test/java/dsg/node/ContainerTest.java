// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Containers of an image that the test makes, by the engine that this machine has. Whoever runs the tests as root has
/// podman as root, and everybody else without.
@Timeout(180)
class ContainerTest extends ContainerBench {

    @Test
    void aContainerSeesItsImageAndItsOwnFoldersAndNothingElse() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        String look = "cat /etc/image; echo; pwd; ls /task; echo $HOME $TMPDIR $ANSWER; grep -c : /proc/net/dev;"
                + " grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/self/status; touch /task/made ~/made /tmp/made;"
                + " mkdir /task/hidden; touch /task/hidden/deep; chmod 0 /task/hidden; touch /etc/x; ls " + root;
        Container container = start(found, order(64, Map.of("ANSWER", "6 x 7"), "/bin/sh", "-c", look), image());

        assertThat(container.running().await().exitCode()).isEqualTo(1);
        String out = container.out();
        assertThat(out).startsWith("made in a test\n/task\nimage.tar\n/home/task /tmp 6 x 7\n1\n");
        assertThat(out.replaceAll("\\s+", " "))
                .contains("CapBnd: 0000000000000000", "CapEff: 0000000000000000", "NoNewPrivs: 1", "Seccomp: 2");
        assertThat(Files.readString(container.folder().err()))
                .contains("touch: /etc/x: Read-only file system")
                .contains(root + ": No such file or directory");
        assertThat(isThere(found, container.name())).isFalse();
        assertThat(container.folder().task().resolve("made")).exists();
        assertThat(container.folder().tmp().resolve("made")).exists();
        container.folder().remove();
        assertThat(container.folder().root()).doesNotExist();
    }

    /// /dev/fuse stands for a graphics processor, as in [PlaceLauncherTest].
    @Test
    void aContainerHasTheDevicesThatItWasGivenAndNoOthers() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        Path fuse = Path.of("/dev/fuse");
        assumeTrue(Files.isReadable(fuse), "SKIPPED: this machine has no /dev/fuse");
        String look = "ls /dev | grep -c fuse; (exec 3<>/dev/fuse) && echo open";
        Container given = start(found, order(64, Map.of(), "/bin/sh", "-c", look), image(), List.of(fuse));
        given.running().await();
        assertThat(given.out()).isEqualTo("1\nopen\n");

        Container other = start(found, order(64, Map.of(), "/bin/sh", "-c", look), root.resolve("image.tar"));
        other.running().await();
        assertThat(other.out()).isEqualTo("0\n");
    }

    @Test
    void oneThatIsKilledIsGoneAndSoIsItsContainer() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        Container container =
                start(found, order(64, Map.of(), "/bin/sh", "-c", "echo on; while :; do :; done"), image());
        container.awaitPrinted("on");
        assertThat(isThere(found, container.name())).isTrue();

        container.running().terminate(); // the first process of a container does not hear this
        container.running().kill();
        container.running().await();

        assertThat(isThere(found, container.name())).isFalse();
        assertThat(said(ProcessTree.all(1), "echo on; while")).isEmpty();
    }

    @Test
    void oneThatIsAskedToEndHasTimeForIt() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        String slow = "trap 'sleep 2; echo saved > saved; exit 0' TERM; echo on; while :; do sleep 0.1; done";
        Container container = start(found, order(64, Map.of(), "/bin/sh", "-c", slow), image());
        container.awaitPrinted("on");

        container.running().terminate();
        container.running().await();

        assertThat(container.folder().task().resolve("saved")).hasContent("saved");
        assertThat(isThere(found, container.name())).isFalse();
    }

    private static List<Integer> said(List<Integer> processes, String word) {
        return processes.stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().commandLine())
                        .filter(line -> line.contains(word))
                        .isPresent())
                .toList();
    }

    @Test
    void whatIsFrozenComputesNothingUntilItIsThawed() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        String count = "echo on; n=0; while :; do n=$((n+1)); echo $n > n.new; busybox mv n.new n; done";
        Container container = start(found, order(64, Map.of(), "/bin/sh", "-c", count), image());
        container.awaitPrinted("on");
        Path file = container.folder().task().resolve("n");
        while (!Files.exists(file)) {
            Thread.sleep(5);
        }
        container.running().freeze();
        // On a busy machine one may have a system call to end, which it was in the middle of.
        String then = "";
        for (int i = 0; i < 40 && !Files.readString(file).equals(then); i++) {
            then = Files.readString(file);
            Thread.sleep(500);
        }
        assertThat(Files.readString(file)).isEqualTo(then);

        container.running().thaw();
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (Files.readString(file).equals(then)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
        container.running().freeze();
        container.running().kill();
        container.running().await();
        assertThat(isThere(found, container.name())).isFalse();
    }

    @Test
    void oneThatUsesMoreMemoryThanItAskedForEndsForThat() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        assumeTrue(found.engine().canLimit(), "SKIPPED: containers have no limits on this machine");
        Container container = start(
                found,
                order(32, Map.of(), "/bin/sh", "-c", "/bin/busybox tail -c 300000000 /dev/zero; echo $?; exit 137"),
                image());
        Launcher.Exit exit = container.running().await();
        assertThat(container.out()).isEqualTo("137\n");
        assertThat(container.rung().meaning(exit.exitCode(), container.folder().err()))
                .contains(new AttemptEnd.OutOfMemory());
    }

    @Test
    void whatCannotRunIsExplained() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        Path archive = image();
        assertThat(why(start(found, order(64, Map.of(), "/bin/nope"), archive)))
                .startsWith("exit code 127: the command is not in the image");
        assertThat(why(start(found, order(64, Map.of(), "/etc/image"), archive)))
                .startsWith("exit code 126: the command is in the image, but may not be executed");
        assertThat(why(start(found, order(64, Map.of(), "/bin/sh", "-c", "sox in.wav"), archive)))
                .contains("exit code 127", "sox: not found", "in: [...]");
    }

    private static String why(Container container) {
        Launcher.Exit exit = container.running().await();
        return container
                .rung()
                .meaning(exit.exitCode(), container.folder().err())
                .map(AttemptEnd::why)
                .orElse("exit code " + exit.exitCode());
    }

    @Test
    void anImageIsBroughtOnceAndWhatIsNoneIsExplained() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        ContainerImages images = images(found.engine());
        TaskFolder folder = TaskFolder.create(work, AttemptId.parse("7.main.1.a1"));
        Files.copy(image(), folder.task().resolve("files.tar"));
        String files = images.bring("files.tar", folder);
        // The same by the engine's own archive.
        Path saved = folder.task().resolve("saved.tar");
        assertThat(found.engine()
                        .call(ContainerEngine.SOON, "save", "--output", saved.toString(), files)
                        .text())
                .isNotNull();
        assertThat(saved).exists();
        assertThat(images.bring("saved.tar", folder)).isEqualTo(files).hasSizeGreaterThanOrEqualTo(64);
        assertThat(images.bring("saved.tar", folder)).isEqualTo(images.bring("saved.tar", folder));

        Files.writeString(folder.task().resolve("text.tar"), "no archive");
        assertThatThrownBy(() -> images.bring("text.tar", folder))
                .hasMessageContaining("text.tar is no image")
                .hasMessageContaining("podman save -o text.tar");
        assertThatThrownBy(() -> images.bring("none.tar", folder)).hasMessageContaining("in: [none.tar]");
        for (String option : List.of("--privileged@sha256:", "-v=/:/x@sha256:", "--label=a@sha256:")) {
            assertThatThrownBy(() -> images.bring(option + "0".repeat(64), folder))
                    .hasMessageContaining("there is no image");
        }
        String unknown = "localhost:1/none@sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> images.bring(unknown, folder)).hasMessageContaining("cannot be fetched");
    }

    @Test
    void anImageThatNoTaskUsesIsRemovedAndThatOfTheOwnerStays() throws IOException, InterruptedException {
        ContainerEngine engine = found().engine();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
        ContainerImages images = new ContainerImages(engine, new BroughtImages(root, now::get));
        TaskFolder folder = TaskFolder.create(work, AttemptId.parse("7.main.1.a1"));
        Path archive = image();
        Files.copy(archive, folder.task().resolve("files.tar"));
        String owners = "localhost/owner/own:" + ProcessHandle.current().pid();
        well(engine, "import", archive.toString(), owners);
        String brought = images.bring("files.tar", folder);

        now.set(now.get().plus(BroughtImages.KEPT));
        images.removeOld();
        assertThat(idOf(engine, brought)).isEqualTo(brought);

        now.set(now.get().plus(Duration.ofDays(1)));
        images.removeOld();
        assertThat(engine.call(ContainerEngine.SOON, "image", "inspect", brought)
                        .isWell())
                .isFalse();
        well(engine, "image", "inspect", owners);
        assertThat(images.bring("files.tar", folder)).hasSizeGreaterThanOrEqualTo(64);
        well(engine, "rmi", owners);
    }

    private static void well(ContainerEngine engine, String... words) throws IOException {
        ContainerEngine.Said said = engine.call(ContainerEngine.SOON, words);
        assertThat(said.isWell()).describedAs(said.text()).isTrue();
    }

    private static String idOf(ContainerEngine engine, String image) throws IOException {
        return engine.call(ContainerEngine.SOON, "image", "inspect", "--format", "{{.Id}}", image)
                .last();
    }

    @Test
    void theNamesThatAnArchiveBringsAreTakenBack() throws IOException, InterruptedException {
        ContainerEngine engine = found().engine();
        TaskFolder folder = TaskFolder.create(work, AttemptId.parse("7.main.1.a1"));
        Files.copy(image(), folder.task().resolve("files.tar"));
        String owners = images(engine).bring("files.tar", folder);
        Files.writeString(root.resolve("image/etc/image"), "made by somebody else");
        Path others = root.resolve("others.tar");
        assertThat(new ProcessBuilder("tar", "-C", root.resolve("image").toString(), "-cf", others.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        Files.copy(others, folder.task().resolve("others.tar"));
        String hostile = images(engine).bring("others.tar", folder);
        String tool = "localhost/owner/tool:" + ProcessHandle.current().pid();
        String fresh = "localhost/nobody/tool:" + ProcessHandle.current().pid();
        for (String name : List.of(tool, fresh)) {
            well(engine, "tag", hostile, name);
            Path archive = folder.task().resolve(name.contains("owner") ? "takes.tar" : "brings.tar");
            well(engine, "save", "--output", archive.toString(), name);
        }
        well(engine, "rmi", fresh);
        well(engine, "tag", owners, tool);

        assertThat(images(engine).bring("takes.tar", folder)).isEqualTo(hostile);
        assertThat(images(engine).bring("brings.tar", folder)).isEqualTo(hostile);

        assertThat(idOf(engine, tool)).isEqualTo(owners);
        assertThat(idOf(engine, fresh)).isNotEqualTo(hostile);
        well(engine, "rmi", tool);
    }

    /// With what such an engine is called.
    private String words(ContainerEngine.Kind kind) throws IOException {
        ContainerEngine engine = new ContainerEngine(
                kind, Path.of("/usr/bin", kind.word()), List.of(), "1000:1000", Optional.empty(), true, Map.of());
        ContainerRung rung = new ContainerRung(engine, "IMAGE", LABEL, List.of("nofile=9:9"), List.of());
        Order order = order(64, Map.of("A", "b c"), "python", "pi.py", "--name", "x");
        return String.join(
                " ", rung.dress(order, TaskFolder.create(work, order.attempt())).argv());
    }

    @Test
    void dockerIsCalledAsPodmanIsAndApptainerInItsOwnWords() throws IOException {
        assertThat(words(ContainerEngine.Kind.DOCKER))
                .contains("run --rm --pull never --name dsg-")
                .contains("--read-only --cap-drop all --security-opt no-new-privileges --user 1000:1000 --network none")
                .contains("--ulimit nofile=9:9 --memory 64m --memory-swap 64m --pids-limit 1024 --cpus 1")
                .contains("--workdir /task --env A=b c")
                .endsWith("--entrypoint python IMAGE pi.py --name x")
                .doesNotContain("--systemd");
        assertThat(words(ContainerEngine.Kind.APPTAINER))
                .contains("exec --containall --cleanenv --no-privs --no-home")
                .contains("--net --network none --memory 64M", "--pwd /task")
                .endsWith("IMAGE python pi.py --name x");
    }
}
