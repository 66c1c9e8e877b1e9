// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A task that tries to get out of the supervisor's sandbox, and does not; and out of supervisors with a hole, and
/// does.
@Timeout(120)
class EscapeTest {

    @TempDir
    Path folder;

    /// A hole in the supervisor: some text of its source is other text.
    enum Hole {
        NO_FILTER("try(install_filter(), \"seccomp\");", "", "calls about keys", "terminals", "clone3"),
        NO_KILL_OF_OTHER_CALLS(
                "answer(SECCOMP_RET_KILL_PROCESS);", "answer(SECCOMP_RET_ALLOW);", "calls of other machines"),
        ALL_FAMILIES("answer(REFUSE(EAFNOSUPPORT));", "answer(SECCOMP_RET_ALLOW);", "odd families of sockets"),
        CAPABILITIES_KEPT("drop_powers();", "", "capabilities", "user namespace"),
        WORK_FOLDER_STAYS(
                "try(umount2(WORK, MNT_DETACH), \"umount the work folder\");", "close(tree); return;", "work folder"),
        HOMES_SHOWN(
                "must(mkdir(BASE \"/task\", 0755), \"mkdir /task\");",
                "mkdir(BASE \"/task\", 0755); mkdir(BASE \"/srv\", 0755);",
                "files of the machine"),
        WRITABLE_ROOT(
                "MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL), \"remount /\"",
                "MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV, NULL), \"remount /\"",
                "for reading only"),
        PROC_NOT_COVERED("    cover_proc();\n", "", "for reading only"),
        ARGUMENTS_STAY("memset(*words, 0, strlen(*words));", "{}", "init"),
        OLD_SHARED_MEMORY(
                "looks.st_ctim.tv_sec == shm_made.tv_sec",
                "1 || looks.st_ctim.tv_sec",
                "shared memory of tasks before"),
        SHARED_IPC("CLONE_NEWNS | CLONE_NEWIPC;", "CLONE_NEWNS;", "shared memory of tasks before"),
        MACHINES_NETWORK("if (!place.bare && !place.net) worlds |= CLONE_NEWNET;", "place.net = 1;", "network"),
        FULL_PRIORITY("    step_back();\n", "", "priority");

        final String text;
        final String other;
        final List<String> breaks;

        Hole(String text, String other, String... breaks) {
            this.text = text;
            this.other = other;
            this.breaks = List.of(breaks);
        }
    }

    /// What two hostile tasks of one job say, one after the other: a task and its successor in the same place.
    private Map<String, String> twice(Path supervisor) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "SKIPPED: /usr/bin/python3 is missing");
        Sandboxes sandboxes = new Sandboxes(folder, Cgroups.none());
        PlaceLauncher launcher = sandboxes.sandbox(supervisor);
        try (ServerSocket machine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var script = Objects.requireNonNull(EscapeTest.class.getResourceAsStream("hostile.py"))) {
            String program = new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String last = "";
            for (int i = 0; i < 2; i++) {
                Sandboxes.Task task = sandboxes.task(
                        launcher,
                        512,
                        "/usr/bin/python3",
                        "-c",
                        program,
                        sandboxes.work().toString(),
                        Integer.toString(machine.getLocalPort()));
                Launcher.Exit exit = task.await();
                assertThat(exit.exitCode()).describedAs(task.err() + exit).isZero();
                last = task.out();
            }
            return last.lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, _) -> a, TreeMap::new));
        }
    }

    @Test
    void nothingItTriesSucceeds() throws IOException {
        Map<String, String> said = twice(Sandboxes.supervisor());

        assertThat(said).hasSizeGreaterThan(20);
        assertThat(said.values()).describedAs(said.toString()).containsOnly("held");
    }

    @ParameterizedTest
    @EnumSource
    void aHoleIsFoundOut(Hole hole) throws IOException, InterruptedException {
        Sandboxes.supervisor(); // where the build made one, there is a compiler
        Map<String, String> said = twice(withHole(hole));

        assertThat(said.entrySet().stream()
                        .filter(line -> !line.getValue().equals("held"))
                        .map(Map.Entry::getKey))
                .describedAs(said.toString())
                .containsAll(hole.breaks);
    }

    private Path withHole(Hole hole) throws IOException, InterruptedException {
        Path sources = Path.of("src/main/c");
        Path copy = Files.createDirectories(folder.resolve("c"));
        boolean found = false;
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                found |= text.contains(hole.text);
                Path made = copy.resolve(file.getFileName());
                Files.copy(file, made, StandardCopyOption.COPY_ATTRIBUTES);
                Files.writeString(made, text.replace(hole.text, hole.other));
            }
        }
        assertThat(found)
                .describedAs("the source has the text that the hole replaces")
                .isTrue();
        Path program = folder.resolve("holed");
        Process build = new ProcessBuilder("sh", copy.resolve("build.sh").toString(), program.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("build.log").toFile())
                .start();
        assertThat(build.waitFor()).isZero();
        assertThat(program)
                .describedAs(Files.readString(folder.resolve("build.log")))
                .exists();
        return program;
    }
}
