// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The units of systemd: closed where they can be, open where tasks need it, and right in the eyes of systemd itself.
class ServiceUnitTest {

    @TempDir
    Path folder;

    private ServiceUnit unit(ProcessKind kind, boolean system, Path home) throws IOException {
        Path program = folder.resolve("bin/dsg");
        for (Path file : List.of(program, folder.resolve("lib/take-code"))) {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.writeString(file, "#!/bin/sh\n");
                file.toFile().setExecutable(true);
            }
        }
        return new ServiceUnit(kind, system, program, home, kind == ProcessKind.NODE ? List.of() : List.of("--lan"));
    }

    @Test
    void theMachinesNodeIsNobodysAndItsTasksCanMakeNamespaces() throws IOException {
        String text = unit(ProcessKind.NODE, true, ServiceUnit.SYSTEM_HOME).text();
        assertThat(text.lines())
                .contains(
                        "User=dsg", "NoNewPrivileges=yes", "ProtectSystem=strict", "Delegate=yes", "OOMPolicy=continue")
                .noneMatch(line -> line.matches("(RestrictNamespaces|SystemCallFilter|ProtectProc|ProtectKernel\\w+"
                        + "|ProtectHostname|PrivateDevices|PrivateTmp)=.*"));
    }

    @Test
    void theMachinesCoordinatorRunsNoTasksAndIsClosed() throws IOException {
        String text =
                unit(ProcessKind.COORDINATOR, true, ServiceUnit.SYSTEM_HOME).text();
        assertThat(text.lines())
                .contains("User=dsg", "RestrictNamespaces=yes", "SystemCallFilter=@system-service", "ProtectHome=yes")
                .anyMatch(line -> line.endsWith("bin/dsg service run coordinator $DSG_COORDINATOR"));
    }

    @Test
    void aPersonsOwnAsksForNothingThatOnlyRootCanGive() throws IOException {
        for (ProcessKind kind : ProcessKind.values()) {
            assertThat(unit(kind, false, Path.of("/home/ann/.local/share/dsg"))
                            .text()
                            .lines())
                    .contains("WantedBy=default.target")
                    .noneMatch(
                            line -> line.matches("(User|Group|StateDirectory|CapabilityBoundingSet|ExecStartPre)=.*"));
        }
    }

    @Test
    void systemdHasNothingToSayAgainstThem() throws IOException {
        assumeTrue(
                Program.run(List.of("systemd-analyze", "--version")).isWell(),
                "SKIPPED: systemd-analyze is missing (Debian: apt install systemd)");
        Path units = Files.createDirectory(folder.resolve("units"));
        List<String> words = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no"));
        for (ProcessKind kind : ProcessKind.values()) {
            Path file = units.resolve(ServiceUnit.name(kind));
            Files.writeString(
                    file, unit(kind, true, Path.of("/var/lib/d s%g")).text().replaceAll("(User|Group)=dsg", "$1=root"));
            words.add(file.toString());
        }
        assertThat(Program.run(words)).isEqualTo(new Program.Ended(0, ""));
        Files.writeString(units.resolve(ServiceUnit.name(ProcessKind.NODE)), "[Service]\nExecStart=relative\n");
        assertThat(Program.run(words).said()).isNotEmpty(); // so it does look
    }
}
