// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What others do on a made-up machine, whose node is process 100.
class OthersTest {

    private static final long SECOND = 1_000_000_000;
    private static final Offset<Double> NEARLY = within(0.01);

    @TempDir
    Path root;

    private ExclusivePrograms programs;

    @BeforeEach
    void theNodeRuns() throws IOException {
        process(1, "systemd", 0, 0, 1);
        process(100, "java", 1, 0, 50);
        programs = new ExclusivePrograms(new SystemFiles(root), 100, Duration.ZERO);
    }

    private void has(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void process(long pid, String name, long parent, long ticks, long started) throws IOException {
        has(
                "proc/" + pid + "/stat",
                pid + " (" + name + ") S " + parent + " 1 1 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0 1 0 " + started
                        + " 0 0");
    }

    private void called(long pid, String command) throws IOException {
        has("proc/" + pid + "/cmdline", command + "\0--option\0");
    }

    private void file(long pid, String target) throws IOException {
        Files.deleteIfExists(root.resolve("proc/" + pid + "/exe"));
        Files.createSymbolicLink(root.resolve("proc/" + pid + "/exe"), Path.of(target));
    }

    private void machine(long ticks) throws IOException {
        has("proc/stat", "cpu  " + ticks + " 0 0 999 0 0 0 0 0 0\n");
    }

    @Test
    void whatTasksComputeIsNotOthersWork() throws IOException {
        Others others = new Others(new Ticks(new SystemFiles(root), 100));
        process(200, "task", 100, 0, 60);
        machine(1000);
        assertThat(others.look(0, false)).isEmpty();
        machine(1000 + 600); // 3 cores for 2 s
        process(200, "task", 100, 400, 60); // of which the task 2
        assertThat(others.look(2 * SECOND, false).orElseThrow()).isEqualTo(1, NEARLY);
        process(200, "task", 100, 800, 60);
        machine(1000 + 600 + 400);
        assertThat(others.look(2 * SECOND + 100, false).orElseThrow()).isEqualTo(1, NEARLY); // not yet counted again
        assertThat(others.look(4 * SECOND, false).orElseThrow()).isEqualTo(0.5, NEARLY);
    }

    @Test
    void whatWasTenSecondsAgoIsForgotten() throws IOException {
        Others others = new Others(new Ticks(new SystemFiles(root), 100));
        machine(0);
        others.look(0, true);
        OptionalDouble cores = OptionalDouble.empty();
        for (int second = 2; second <= 14; second += 2) {
            machine(400); // busy for the first two seconds only
            cores = others.look(second * SECOND, true);
        }
        assertThat(cores.orElseThrow()).isEqualTo(0, NEARLY);
    }

    @Test
    void whereNothingIsCountedNothingIsSaid() {
        Others others = new Others(new Ticks(new SystemFiles(root.resolve("empty")), 100));
        others.look(0, true);
        assertThat(others.look(5 * SECOND, true)).isEmpty();
    }

    @Test
    void aProgramIsKnownByEachOfItsNames() throws IOException {
        process(300, "Main Thread", 1, 0, 70);
        called(300, "/opt/games/Stellaris");
        file(300, "/opt/games/launcher-bin (deleted)");
        process(301, "game.exe", 1, 0, 71);
        called(301, "C:\\Games\\Chess.EXE");

        assertThat(programs.look(List.of("stellaris"))).containsExactly("Stellaris");
        assertThat(programs.look(List.of("LAUNCHER-bin"))).containsExactly("launcher-bin");
        assertThat(programs.look(List.of("main thread"))).containsExactly("Main Thread");
        assertThat(programs.look(List.of("chess.exe", "stell*"))).containsExactly("Chess.EXE", "Stellaris");
        assertThat(programs.look(List.of("stella", "games", "*.sh"))).isEmpty();
        assertThat(programs.look(Set.of())).isEmpty();
    }

    @Test
    void whatATaskRunsIsNotTheOwners() throws IOException {
        process(200, "bwrap", 100, 0, 60);
        process(201, "blender", 200, 0, 61);
        assertThat(programs.look(List.of("blender", "java"))).isEmpty();
        process(400, "blender", 1, 0, 80);
        assertThat(programs.look(List.of("blender", "java"))).containsExactly("blender");
    }

    @Test
    void aProgramThatEndsOrIsOnlyRememberedDoesNotRun() throws IOException {
        process(300, "obs", 1, 0, 70);
        assertThat(programs.look(List.of("obs"))).containsExactly("obs");
        Files.delete(root.resolve("proc/300/stat"));
        Files.delete(root.resolve("proc/300"));
        assertThat(programs.look(List.of("obs"))).isEmpty();
        has("proc/301/stat", "301 (obs) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 70 0 0"); // a zombie
        assertThat(programs.look(List.of("obs"))).isEmpty();
    }

    @Test
    void aShellThatBecomesAGameIsSeen() throws IOException {
        process(300, "sh", 1, 0, 70);
        assertThat(programs.look(List.of("game"))).isEmpty();
        process(300, "game", 1, 0, 70); // by exec: the same process
        assertThat(programs.look(List.of("game"))).containsExactly("game");
    }

    @Test
    void aNumberThatIsGivenAgainIsReadAgain() throws IOException {
        process(300, "cat", 1, 0, 70);
        for (int i = 0; i < 10; i++) {
            assertThat(programs.look(List.of("game"))).isEmpty();
        }
        process(300, "game", 1, 0, 90);
        boolean seen = false;
        for (int i = 0; i < 16 && !seen; i++) {
            seen = !programs.look(List.of("game")).isEmpty();
        }
        assertThat(seen).isTrue();
    }

    @Test
    void onThisMachineThisTestIsFoundUnlessItIsTheNodes() {
        SystemFiles files = new SystemFiles(Path.of("/"));
        assertThat(new ExclusivePrograms(files, 999_999_999).look(List.of("java*")))
                .contains("java");
    }
}
