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
        return List.of(Launcher.best(), new PortableLauncher());
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

    @Test
    void theTimeOfTheWholeTreeIsCounted() throws IOException {
        String spin = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        Launcher.Exit alone = run(Launcher.best(), spin);
        Launcher.Exit inChildren = run(Launcher.best(), "(" + spin + ") & (" + spin + "); wait");
        assertThat(inChildren.cpu()).isGreaterThan(alone.cpu().multipliedBy(3).dividedBy(2));
        assertThat(inChildren.cpu()).isLessThan(Duration.ofSeconds(60));
    }
}
