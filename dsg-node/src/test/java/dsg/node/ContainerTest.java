// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.Health;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.model.TimeLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Containers of an image that the test makes, by the engine that this machine has. Whoever runs the tests as root has
/// podman as root, and everybody else without.
@Timeout(180)
class ContainerTest {

    private static final String LABEL =
            "dsg.node=test-" + ProcessHandle.current().pid();

    /// What of a sandbox is otherwise in a container.
    private static final Set<String> OTHERWISE = Set.of();

    @TempDir
    Path root;

    private Path work = Path.of("");
    private int number;

    @BeforeEach
    void aWorkFolder() throws IOException {
        work = Files.createDirectory(root.toRealPath().resolve("work"));
    }

    private EngineSearch.Found found() {
        EngineSearch search = new EngineSearch(work, LABEL, Optional.of(Sandboxes.supervisor()));
        Optional<EngineSearch.Found> found = search.look();
        assumeTrue(found.isPresent(), () -> "SKIPPED: " + search.why());
        return found.orElseThrow();
    }

    /// An archive of an image that is nothing but busybox, with the files of a root.
    private Path image() throws IOException, InterruptedException {
        Path busybox = Path.of("/bin/busybox");
        assumeTrue(Files.isExecutable(busybox), "SKIPPED: no busybox (Debian: apt install busybox-static)");
        Path tree = Files.createDirectory(root.resolve("image"));
        Path bin = Files.createDirectory(tree.resolve("bin"));
        Files.copy(busybox, bin.resolve("busybox"));
        for (String applet : "sh id ls cat touch sleep grep true dd echo pwd mkdir kill chmod tail".split(" ")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        for (String folder : List.of("etc", "proc", "sys", "dev", "tmp", "task", "home/task", "run")) {
            Files.createDirectories(tree.resolve(folder));
        }
        Files.writeString(tree.resolve("etc/image"), "made in a test");
        Path archive = root.resolve("image.tar");
        assertThat(new ProcessBuilder("tar", "-C", tree.toString(), "-cf", archive.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        return archive;
    }

    /// The machine's own Python and what it loads, as files of an image.
    private static final String WITH_PYTHON = """
            set -e
            cd "$1"
            version=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
            mkdir -p usr/bin usr/lib
            cp "$(readlink -f /usr/bin/python3)" usr/bin/python3
            tar -C /usr/lib --exclude=test --exclude=idlelib --exclude=lib2to3 --exclude=ensurepip --exclude=__pycache__ \
                --exclude='config-*' -cf - "$version" | tar -C usr/lib -xf -
            ldd usr/bin/python3 usr/lib/"$version"/lib-dynload/*.so | grep -o '/[^ ]*[.]so[^ ]*' | grep '^/lib' | sort -u |
                xargs -I{} cp -L --parents {} .
            """;

    /// An archive of the same image with Python in it.
    private Path imageWithPython() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "SKIPPED: /usr/bin/python3 is missing");
        Path archive = image();
        Path tree = root.resolve("image");
        Process made = new ProcessBuilder("/bin/sh", "-c", WITH_PYTHON, "sh", tree.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).describedAs(said).isZero();
        assertThat(new ProcessBuilder("tar", "-C", tree.toString(), "-cf", archive.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        return archive;
    }

    private Order order(long memoryMib, Map<String, String> env, String... argv) {
        return new Order(
                AttemptId.parse("7.main." + ++number + ".a1"),
                List.of(argv),
                env,
                List.of(),
                List.of(),
                new Resources(1000, memoryMib),
                new TimeLimit.Unlimited(),
                Health.UNWATCHED,
                false);
    }

    /// A container that was started.
    private record Container(ContainerRung rung, TaskFolder folder, Launcher.Running running, String name) {

        String out() throws IOException {
            return Files.readString(folder.out());
        }

        void awaitPrinted(String text) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!(Files.exists(folder.out()) && out().contains(text))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("It has not printed " + text + ": " + Files.readString(folder.err()));
                }
                Thread.sleep(5);
            }
        }
    }

    private Container start(EngineSearch.Found found, Order order, Path archive) throws IOException {
        TaskFolder folder = TaskFolder.create(work, order.attempt());
        Files.copy(archive, folder.task().resolve("image.tar"));
        String image = new ContainerImages(found.engine()).bring("image.tar", folder);
        ContainerRung rung = new ContainerRung(found.engine(), image, LABEL, EngineSearch.ulimits(), List.of());
        Launcher.Launch launch = rung.dress(order, folder);
        String name = launch.argv().get(launch.argv().indexOf("--name") + 1);
        return new Container(rung, folder, found.launcher().launch(launch, rung.strays(folder)), name);
    }

    private static boolean isThere(EngineSearch.Found found, String name) throws IOException {
        return found.engine()
                .call(ContainerEngine.SOON, "container", "inspect", name)
                .isWell();
    }

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

    @Test
    void aHostileTaskGetsNothingInAContainerEither() throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        try (ServerSocket machine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var script = Objects.requireNonNull(EscapeTest.class.getResourceAsStream("hostile.py"))) {
            String program = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            Container container = start(
                    found,
                    order(
                            512,
                            Map.of("OWN", "7.main.1.a1"),
                            "/usr/bin/python3",
                            "-c",
                            program,
                            work.toString(),
                            Integer.toString(machine.getLocalPort())),
                    imageWithPython());
            container.running().await();
            Map<String, String> said = container
                    .out()
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, _) -> a, TreeMap::new));
            said.keySet().removeAll(OTHERWISE);

            assertThat(said)
                    .describedAs(Files.readString(container.folder().err()))
                    .hasSizeGreaterThan(20);
            assertThat(said.values()).describedAs(said.toString()).containsOnly("held");
        }
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
        String then = Files.readString(file);
        Thread.sleep(500);
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
        ContainerImages images = new ContainerImages(found.engine());
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
        String owners = new ContainerImages(engine).bring("files.tar", folder);
        Files.writeString(root.resolve("image/etc/image"), "made by somebody else");
        Path others = root.resolve("others.tar");
        assertThat(new ProcessBuilder("tar", "-C", root.resolve("image").toString(), "-cf", others.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        Files.copy(others, folder.task().resolve("others.tar"));
        String hostile = new ContainerImages(engine).bring("others.tar", folder);
        String tool = "localhost/owner/tool:" + ProcessHandle.current().pid();
        String fresh = "localhost/nobody/tool:" + ProcessHandle.current().pid();
        for (String name : List.of(tool, fresh)) {
            well(engine, "tag", hostile, name);
            Path archive = folder.task().resolve(name.contains("owner") ? "takes.tar" : "brings.tar");
            well(engine, "save", "--output", archive.toString(), name);
        }
        well(engine, "rmi", fresh);
        well(engine, "tag", owners, tool);

        assertThat(new ContainerImages(engine).bring("takes.tar", folder)).isEqualTo(hostile);
        assertThat(new ContainerImages(engine).bring("brings.tar", folder)).isEqualTo(hostile);

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
