// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The user that the machine's own grid runs as, and the file with its settings; a Debian package
/// brings both.
final class ServiceAccount {

    private static final String USER = "dsg";
    private static final Path SETTINGS = Path.of("/etc/default/dsg");
    private static final String OPTIONS = "DSG_COORDINATOR=";

    private ServiceAccount() {}

    /// Makes the user and its folder, if they are missing.
    static void make(GridHome home) {
        String what = "The user " + USER + " was not made.";
        if (!Program.run(List.of("id", "-u", USER)).isWell()) {
            Program.mustRun(
                    what,
                    List.of(
                            "useradd",
                            "--system",
                            "--user-group",
                            "--home-dir",
                            home.folder().toString(),
                            "--shell",
                            "/usr/sbin/nologin",
                            USER));
        }
        Program.mustRun(
                what,
                List.of(
                        "install",
                        "-d",
                        "-o",
                        USER,
                        "-g",
                        USER,
                        "-m",
                        "0700",
                        home.folder().toString()));
    }

    /// Says with which options the machine's coordinator is started.
    static void setOptions(List<String> options) {
        try {
            List<String> lines = new ArrayList<>(Files.exists(SETTINGS) ? Files.readAllLines(SETTINGS) : List.of());
            lines.removeIf(line -> line.startsWith(OPTIONS));
            lines.add(OPTIONS + "\"" + String.join(" ", options) + "\"");
            Files.createDirectories(SETTINGS.getParent());
            Files.write(SETTINGS, lines);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The service's options were not set.",
                    SETTINGS + ": " + e.getMessage(),
                    "Write them there yourself: " + OPTIONS + "\"" + String.join(" ", options) + "\"");
        }
    }
}
