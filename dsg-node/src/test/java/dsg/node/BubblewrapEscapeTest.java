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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same hostile task as in [EscapeTest] in the sandbox that takes the supervisor's place: bubblewrap, with the
/// supervisor's filter of system calls; and in sandboxes of bubblewrap that lack something.
@Timeout(120)
class BubblewrapEscapeTest {

    /// Of what the sandbox is made of, what is missing.
    enum Hole {
        NO_FILTER("calls about keys", "terminals", "clone3", "ptrace of others"),
        MACHINES_NETWORK("network"),
        MACHINES_PROCESSES("processes"),
        MACHINES_SHARED_MEMORY("shared memory of the machine"),
        HOME_SHOWN("files of the machine"),
        OWN_USER("user namespace"),
        PROC_NOT_COVERED("for reading only", "settings of the kernel");

        final List<String> breaks;

        Hole(String... breaks) {
            this.breaks = List.of(breaks);
        }
    }

    /// What bubblewrap leaves open: the sandbox's first process is bubblewrap itself, of the task's own user, so that
    /// the task can read its arguments and its memory. Nothing of the machine is in there but the path of the
    /// task's folder.
    private static final Set<String> LEFT_OPEN = Set.of("init", "memory of others");

    @TempDir
    Path folder;

    private SandboxRung rung() throws IOException {
        View view = View.make(folder.resolve("sandbox"), Set.of());
        Path filter = folder.resolve("filter.bpf");
        Process written = new ProcessBuilder(Sandboxes.supervisor().toString(), "--bpf")
                .redirectOutput(filter.toFile())
                .start();
        try {
            assertThat(written.waitFor()).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Optional<SandboxRung> rung = SandboxRung.here(view, Optional.of(filter));
        assumeTrue(rung.isPresent(), "SKIPPED: bubblewrap is missing, or may make no namespaces");
        return rung.orElseThrow();
    }

    private static List<String> without(List<String> words, String word, String... instead) {
        List<String> changed = new ArrayList<>(words);
        int at = changed.indexOf(word);
        assertThat(at).describedAs("bubblewrap is given " + word).isNotNegative();
        changed.remove(at);
        changed.addAll(at, List.of(instead));
        return changed;
    }

    private SandboxRung with(Hole hole) throws IOException {
        SandboxRung whole = rung();
        List<String> worlds = whole.worlds();
        return switch (hole) {
            case NO_FILTER -> new SandboxRung(whole.bwrap(), worlds, whole.view(), Optional.empty());
            case MACHINES_NETWORK -> whole; // its order may use the network
            case MACHINES_PROCESSES ->
                new SandboxRung(
                        whole.bwrap(),
                        without(
                                worlds,
                                "--unshare-all",
                                "--unshare-user",
                                "--unshare-ipc",
                                "--unshare-net",
                                "--unshare-uts"),
                        whole.view(),
                        whole.filter());
            case MACHINES_SHARED_MEMORY ->
                new SandboxRung(
                        whole.bwrap(),
                        without(
                                worlds,
                                "--unshare-all",
                                "--unshare-user",
                                "--unshare-pid",
                                "--unshare-net",
                                "--unshare-uts"),
                        whole.view(),
                        whole.filter());
            case HOME_SHOWN ->
                new SandboxRung(whole.bwrap(), and(worlds, "--dir", "/srv"), whole.view(), whole.filter());
            case OWN_USER ->
                new SandboxRung(
                        whole.bwrap(), without(without(worlds, "--uid"), "65534"), whole.view(), whole.filter());
            case PROC_NOT_COVERED ->
                new SandboxRung(
                        whole.bwrap(),
                        without(without(without(worlds, "--ro-bind"), "/proc/sys"), "/proc/sys"),
                        whole.view(),
                        whole.filter());
        };
    }

    private static List<String> and(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all;
    }

    private Map<String, String> said(SandboxRung rung, boolean network) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "SKIPPED: /usr/bin/python3 is missing");
        Path work = Files.createDirectories(folder.resolve("work"));
        TaskFolder attempt = new TaskFolder(work.resolve("1.main.1.a1"));
        TaskFolder.create(attempt);
        try (ServerSocket machine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var script = Objects.requireNonNull(EscapeTest.class.getResourceAsStream("hostile.py"))) {
            String program = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            Order order = new Order(
                    AttemptId.parse("1.main.1.a1"),
                    List.of(
                            "/usr/bin/python3",
                            "-c",
                            program,
                            work.toString(),
                            Integer.toString(machine.getLocalPort())),
                    Map.of("OWN", "1.main.1.a1", "MACHINES_IPC", Sandboxes.machinesIpc()),
                    List.of(),
                    List.of(),
                    Resources.DEFAULT,
                    new TimeLimit.Unlimited(),
                    Health.UNWATCHED,
                    network);
            Launcher.Exit exit = Launcher.best(Cgroups.none())
                    .launch(rung.dress(order, attempt), rung.strays(attempt))
                    .await();
            assertThat(exit.exitCode())
                    .describedAs(Files.readString(attempt.err()) + exit)
                    .isZero();
            return Files.readString(attempt.out())
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, _) -> a, TreeMap::new));
        }
    }

    @Test
    void nothingItTriesSucceeds() throws IOException {
        Map<String, String> said = said(rung(), false);

        assertThat(said).hasSizeGreaterThanOrEqualTo(30);
        assertThat(said.entrySet().stream().filter(line -> !LEFT_OPEN.contains(line.getKey())))
                .describedAs(said.toString())
                .allMatch(line -> line.getValue().equals("held"));
    }

    /// /dev/fuse stands for a graphics processor, as in [PlaceLauncherTest].
    @Test
    void aTaskReachesTheDevicesThatItWasGivenAndNobodyElseDoes() throws IOException {
        Path fuse = Path.of("/dev/fuse");
        assumeTrue(Files.isReadable(fuse), "SKIPPED: this machine has no /dev/fuse");
        assertThat(looksForFuse("1.main.1.a1", List.of(fuse))).isEqualTo("1\nopen\n");
        assertThat(looksForFuse("1.main.2.a1", List.of())).isEqualTo("0\n");
    }

    private String looksForFuse(String attempt, List<Path> devices) throws IOException {
        SandboxRung rung = rung();
        TaskFolder own =
                new TaskFolder(Files.createDirectories(folder.resolve("work")).resolve(attempt));
        TaskFolder.create(own);
        Order order = new Order(
                AttemptId.parse(attempt),
                List.of(
                        "/bin/sh",
                        "-c",
                        "ls /dev | grep -c fuse; (exec 3<>/dev/fuse) && echo open; echo x > /dev/made"),
                Map.of(),
                List.of(),
                List.of(),
                Resources.DEFAULT,
                new TimeLimit.Unlimited(),
                Health.UNWATCHED,
                false);
        Launcher.best(Cgroups.none())
                .launch(rung.dress(order, own, devices), rung.strays(own))
                .await();
        assertThat(Files.readString(own.err())).contains("/dev/made");
        return Files.readString(own.out());
    }

    @ParameterizedTest
    @EnumSource
    void aHoleIsFoundOut(Hole hole) throws IOException {
        Map<String, String> said = said(with(hole), hole == Hole.MACHINES_NETWORK);

        assertThat(said.entrySet().stream()
                        .filter(line -> !line.getValue().equals("held"))
                        .map(Map.Entry::getKey))
                .describedAs(said.toString())
                .containsAll(hole.breaks);
    }
}
