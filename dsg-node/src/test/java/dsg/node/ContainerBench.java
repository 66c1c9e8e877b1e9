// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dsg.model.AttemptId;
import dsg.model.Health;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.model.TimeLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What tests of containers need: an engine that works here, images made in the test, and containers of them.
abstract class ContainerBench {

    static final String LABEL = "dsg.node=test-" + ProcessHandle.current().pid();

    @TempDir
    Path root;

    Path work = Path.of("");
    int number;

    @BeforeEach
    void aWorkFolder() throws IOException {
        work = Files.createDirectory(root.toRealPath().resolve("work"));
    }

    EngineSearch.Found found() {
        EngineSearch search = new EngineSearch(work, LABEL, Optional.of(Sandboxes.supervisor()));
        Optional<EngineSearch.Found> found = search.look();
        assumeTrue(found.isPresent(), () -> "SKIPPED: " + search.why());
        return found.orElseThrow();
    }

    ContainerImages images(ContainerEngine engine) {
        return new ContainerImages(engine, new BroughtImages(root, InstantSource.system()));
    }

    /// An archive of an image that is nothing but busybox, with the files of a root.
    Path image() throws IOException, InterruptedException {
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
    static final String WITH_PYTHON = """
            set -e
            cd "$1"
            version=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
            mkdir -p usr/bin usr/lib
            cp "$(readlink -f /usr/bin/python3)" usr/bin/python3
            tar -C /usr/lib --exclude=test --exclude=idlelib --exclude=lib2to3 --exclude=ensurepip --exclude=__pycache__ \
                --exclude='config-*' -cf - "$version" | tar -C usr/lib -xf -
            ldd usr/bin/python3 usr/lib/"$version"/lib-dynload/*.so | awk '/=>/ {print $3; next} $1 ~ "^/lib" && !/:$/ {print $1}' | sort -u |
                xargs -I{} cp -L --parents {} .
            """;

    /// An archive of the same image with Python in it.
    Path imageWithPython() throws IOException, InterruptedException {
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

    Order order(long memoryMib, Map<String, String> env, String... argv) {
        return order(memoryMib, env, false, argv);
    }

    Order order(long memoryMib, Map<String, String> env, boolean network, String... argv) {
        return new Order(
                AttemptId.parse("7.main." + ++number + ".a1"),
                List.of(argv),
                env,
                List.of(),
                List.of(),
                new Resources(1000, memoryMib),
                new TimeLimit.Unlimited(),
                Health.UNWATCHED,
                network);
    }

    /// A container that was started.
    record Container(ContainerRung rung, TaskFolder folder, Launcher.Running running, String name) {

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

    Container start(EngineSearch.Found found, Order order, Path archive) throws IOException {
        return start(found, order, archive, List.of());
    }

    Container start(EngineSearch.Found found, Order order, Path archive, List<Path> devices) throws IOException {
        TaskFolder folder = TaskFolder.create(work, order.attempt());
        Files.copy(archive, folder.task().resolve("image.tar"));
        String image = images(found.engine()).bring("image.tar", folder);
        ContainerRung rung = new ContainerRung(found.engine(), image, LABEL, EngineSearch.ulimits(), List.of());
        Launcher.Launch launch = rung.dress(order, folder, devices);
        String name = launch.argv().get(launch.argv().indexOf("--name") + 1);
        return new Container(rung, folder, found.launcher().launch(launch, rung.strays(folder)), name);
    }

    static boolean isThere(EngineSearch.Found found, String name) throws IOException {
        return found.engine()
                .call(ContainerEngine.SOON, "container", "inspect", name)
                .isWell();
    }
}
