// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both launchers with real processes.
class LauncherTest {

    @TempDir
    Path folder;

    static List<Launcher> launchers() {
        return List.of(Launcher.best(Cgroups.none()), new PortableLauncher());
    }

    private Launcher.Exit run(Launcher launcher, String script) throws IOException {
        return start(launcher, script).await();
    }

    private Launcher.Running start(Launcher launcher, String script) throws IOException {
        Launcher.Launch launch = new Launcher.Launch(
                List.of("/bin/sh", "-c", script),
                Map.of("GREETING", "good day", "PATH", "/usr/bin:/bin"),
                folder,
                folder.resolve("out"),
                folder.resolve("err"));
        return launcher.launch(launch, new Strays.None());
    }

    @ParameterizedTest
    @MethodSource("launchers")
    void aProcessGetsItsFolderItsEnvironmentAndNothingElse(Launcher launcher) throws IOException {
        Launcher.Exit exit = run(launcher, "pwd; echo $GREETING; env | grep -c JAVA_HOME; cat; echo oh >&2");
        assertThat(exit.exitCode()).isZero();
        assertThat(folder.resolve("out")).hasContent(folder + "\ngood day\n0\n");
        assertThat(folder.resolve("err")).hasContent("oh\n");
    }

    @ParameterizedTest
    @MethodSource("launchers")
    void exitCodeAndSignalAreTold(Launcher launcher) throws IOException {
        assertThat(run(launcher, "exit 7").exitCode()).isEqualTo(7);
        assertThat(run(launcher, "kill -9 $$").signal()).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("launchers")
    void aProcessThatIgnoresTheWordIsKilled(Launcher launcher) throws IOException, InterruptedException {
        Launcher.Running running = start(launcher, "trap '' TERM; echo deaf; sleep 30; sleep 30");
        Path out = folder.resolve("out");
        Thread.ofVirtual().start(() -> {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (out.toFile().length() == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait(); // until it has said that it does not listen
            }
            running.terminate();
            running.kill();
        });
        assertThat(running.await().signal()).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("launchers")
    void aProgramThatIsNotThereIsToldAtOnce(Launcher launcher) {
        Launcher.Launch launch = new Launcher.Launch(
                List.of("/no/such/program"), Map.of(), folder, folder.resolve("out"), folder.resolve("err"));
        assertThatThrownBy(() -> launcher.launch(launch, new Strays.None()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/program");
    }

    /// Two children compute until the kernel has booked 300 ms on each: a floor that no load of the machine moves.
    @Test
    void theTimeOfTheWholeTreeIsCounted() throws IOException {
        String spin = """
                cpu=0
                while [ $cpu -lt 30 ]; do
                    read -r line < /proc/self/stat
                    set -- ${line##*) }
                    cpu=$((${12} + ${13}))
                done
                """;
        Launcher.Exit exit = run(Launcher.best(Cgroups.none()), "(" + spin + ") & (" + spin + "); wait");
        assertThat(exit.exitCode()).isZero();
        assertThat(exit.cpu()).isBetween(Duration.ofMillis(590), Duration.ofSeconds(60));
    }
}
