// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A person without root lets his grid start with the machine; systemd is a made-up one that keeps what it was told.
@Timeout(120)
class ServiceTest {

    private static final String SYSTEMCTL = """
            #!/bin/sh
            echo "$@" >>"$HOME/told"
            unit=$(eval "echo \\${$#}")
            case " $* " in
                *" show "*)
                    [ -e "$HOME/.config/systemd/user/$unit" ] || exit 0
                    echo ActiveState=active
                    echo UnitFileState=enabled
                    echo 'StateChangeTimestamp=Fri 2026-11-27 03:59:43 UTC'
                    ;;
            esac
            """;

    @TempDir
    Path folder;

    /// What is typed at a machine that systemd has started.
    private TestGrid machine() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        PackedProgram.installed(folder.resolve("dsg"), "0.1.0", "");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path systemctl = Files.writeString(bin.resolve("systemctl"), SYSTEMCTL);
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        return TestGrid.withEmptyHome()
                .behind(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c"))
                .behind(List.of("mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system && exec \"$@\"", "sh"))
                .onPath(bin)
                .with(TestGrid.PROGRAM, folder.resolve("dsg/current/bin/dsg").toString())
                .asNobody();
    }

    @Test
    void itIsInstalledToldOfAndRemoved() throws IOException {
        try (TestGrid grid = machine()) {
            Path home = grid.folder().resolveSibling("user");
            Path units = home.resolve(".config/systemd/user");
            assertThat(grid.dsg("service", "status").expect(4).err()).contains("dsg service install");
            Finished installed =
                    grid.dsg("service", "install", "--port", "7400").expect(0);
            assertThat(installed.out())
                    .contains("dsg-coordinator.service is installed", "dsg-node.service is installed");
            assertThat(installed.err()).contains("loginctl enable-linger");
            assertThat(units.resolve("dsg-coordinator.service"))
                    .content()
                    .contains("/dsg/current/bin/dsg service run coordinator", "DSG_COORDINATOR=--port 7400")
                    .doesNotContain("User=");
            assertThat(home.resolve("told"))
                    .content()
                    .contains(
                            "--user daemon-reload",
                            "--user enable dsg-node.service",
                            "--user restart dsg-node.service");
            assertThat(grid.dsg("service", "status").expect(0).out())
                    .contains("since Fri 2026-11-27 03:59:43 UTC", "logs/node.log");
            assertThat(grid.dsg("service", "remove").expect(0).err()).contains("data stays in " + grid.home());
            assertThat(units).isEmptyDirectory();
        }
    }

    @Test
    void whereThereIsNoSystemdItSaysWhatDoesTheSame() {
        PackedProgram.installed(folder.resolve("dsg"), "0.1.0", "");
        try (TestGrid grid = TestGrid.create()
                .behind(List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /run && exec \"$@\"", "sh"))
                .with(TestGrid.PROGRAM, folder.resolve("dsg/current/bin/dsg").toString())) {
            assertThat(grid.dsg("service", "install").expect(1).err())
                    .contains("@reboot", "up --foreground", "crontab");
        }
    }

    @Test
    void aGridInTheForegroundStartsAgainWhatDiesAndEndsAsAWhole() {
        Machine.onlyInTheLongForm();
        try (TestGrid grid = TestGrid.create()) {
            Command up = grid.type("up", "--port", "0", "--foreground");
            long before = grid.awaitPid(TestGrid.COORDINATOR);
            await().atMost(Duration.ofSeconds(60)).until(() -> up.err().contains("stays up"));
            grid.kill(TestGrid.COORDINATOR);
            await("another one")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> grid.pid(TestGrid.COORDINATOR).orElse(before) != before);
            up.interrupt();
            up.awaitEnd(Duration.ofSeconds(60));
            assertThat(grid.pid(TestGrid.COORDINATOR)).isEmpty();
            assertThat(grid.pid(TestGrid.NODE)).isEmpty();
        }
    }
}
