// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalSourceTest {

    @TempDir
    Path devices;

    private Path console;

    @BeforeEach
    void hasAConsole() throws IOException {
        Path active = devices.resolve("sys/class/tty/tty0/active");
        Files.createDirectories(active.getParent());
        Files.writeString(active, "tty1\n");
        console = Files.createFile(devices.resolve("tty1"));
        Files.createDirectory(devices.resolve("pts"));
        typed(console, Duration.ofDays(1));
    }

    private static void typed(Path terminal, Duration ago) throws IOException {
        Files.setAttribute(
                terminal, "lastAccessTime", FileTime.from(Instant.now().minus(ago)));
    }

    private static long idleSeconds(InputSource source) {
        return source.look().idle().map(Duration::toSeconds).orElse(-1L);
    }

    @Test
    void theTerminalThatWasReadFromLastCounts() throws IOException {
        Path remote = Files.createFile(devices.resolve("pts/4"));
        typed(remote, Duration.ofMinutes(10));
        try (TerminalSource source = new TerminalSource(devices, new SystemFiles(devices), _ -> false)) {
            assertThat(idleSeconds(source)).isBetween(599L, 660L);
            typed(console, Duration.ZERO);
            assertThat(idleSeconds(source)).isLessThan(30);
            Files.setLastModifiedTime(remote, FileTime.from(Instant.now().plusSeconds(60))); // something is printed
            assertThat(idleSeconds(source)).isLessThan(30);
        }
    }

    @Test
    void whatTheWallClockDoesLaterIsNoMatter() throws IOException {
        typed(console, Duration.ofHours(-2)); // it was set back since
        try (TerminalSource source = new TerminalSource(devices, new SystemFiles(devices), _ -> false)) {
            assertThat(idleSeconds(source)).isLessThan(30);
        }
    }

    @Test
    void aTerminalThatOnlyTasksUseIsNobody() throws IOException {
        Path own = Files.createFile(devices.resolve("pts/5"));
        try (TerminalSource source = new TerminalSource(devices, new SystemFiles(devices), own::equals)) {
            assertThat(idleSeconds(source)).isGreaterThan(80_000);
            typed(own, Duration.ofSeconds(-60));
            assertThat(idleSeconds(source)).isGreaterThan(80_000);
            typed(console, Duration.ZERO);
            assertThat(idleSeconds(source)).isLessThan(30);
        }
    }

    @Test
    void whereThereIsNoTerminalNobodyIsAtOne() throws IOException {
        Files.delete(console);
        try (TerminalSource source = new TerminalSource(devices, new SystemFiles(devices), _ -> false)) {
            assertThat(source.look().idle()).isEmpty();
            assertThat(source.look().note()).isEqualTo("nobody is at a terminal");
        }
    }

    /// A shell on a terminal of its own, and what is typed into it.
    private static TestProgram shell() {
        TestProgram.needs("bsdutils", "script");
        return TestProgram.start(
                Map.of("SHELL", "/bin/sh"), List.of("script", "-q", "-c", "tty; cat > /dev/null", "/dev/null"));
    }

    @Test
    void whatIsTypedIntoARealTerminalIsNoticedAndWhatIsPrintedIsNot() throws Exception {
        try (TestProgram shell = shell()) {
            Path terminal = Path.of(shell.line().strip());
            assertThat(terminal).exists();
            try (TerminalSource source =
                    new TerminalSource(Path.of("/dev"), new SystemFiles(devices), path -> !path.equals(terminal))) {
                source.look();
                Thread.sleep(Duration.ofSeconds(9)); // the kernel notes a time only every eight seconds
                assertThat(source.look().idle().orElseThrow().toMillis()).isGreaterThan(8000);
                Files.writeString(terminal, "a message for whoever sits there\n");
                assertThat(source.look().idle().orElseThrow().toMillis()).isGreaterThan(8000);
                shell.type("hello\n");
                TestProgram.until(
                        Duration.ofSeconds(2),
                        () -> source.look().idle().orElseThrow().toMillis() < 1500);
            }
        }
    }

    @Test
    void theTerminalOfATaskIsKnownByItsProcesses() throws Exception {
        try (TestProgram shell = shell()) {
            Path terminal = Path.of(shell.line().strip());
            SystemFiles files = new SystemFiles(Path.of("/"));
            long self = ProcessHandle.current().pid();
            assertThat(new NodesTerminals(files, self)).accepts(terminal);
            assertThat(new NodesTerminals(files, 999_999_999)).rejects(terminal);
        }
    }
}
