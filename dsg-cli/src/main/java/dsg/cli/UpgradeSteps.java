// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The steps of an upgrade, carried out by a shell that has read all of them before the first
/// (`upgrade.sh`), since they put the files of this very program away.
///
/// @param installed this version
/// @param prefix where versions lie side by side
/// @param home of the grid that is started anew
/// @param patience how long tasks have to come to their end
record UpgradeSteps(Installation installed, Path prefix, GridHome home, String patience) {

    /// Puts the version of this package in the place of this one.
    int run(ReleaseNote note, Path staged) throws IOException {
        return steps(note.kind(), note.version(), staged.toString());
    }

    /// Goes back to a version that is there.
    int back(String version) throws IOException {
        return steps("back", version, "");
    }

    private int steps(String kind, String version, String staged) throws IOException {
        LocalGrid grid = new LocalGrid(home);
        boolean own = grid.isUp();
        boolean node = home.running(ProcessKind.NODE).isPresent();
        UpgradeCheck.Role role = own
                ? UpgradeCheck.Role.GRID
                : node && home.joined().isPresent() ? UpgradeCheck.Role.NODE : UpgradeCheck.Role.NONE;
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script(), "dsg-upgrade"));
        words.addAll(List.of(kind, prefix.toString(), installed.version(), version, staged));
        words.addAll(List.of(role.name(), manager(), patience));
        words.add(own ? drained() : "");
        words.addAll(own ? upOptions() : List.of());
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("DSG_SKIP_BUILD", "1");
        try {
            return builder.start().waitFor();
        } catch (InterruptedException _) {
            throw Launch.interrupted();
        }
    }

    /// Who starts the processes: systemd, if a service is what runs.
    private static String manager() {
        Systemd systemd = new Systemd(Program.isRoot());
        boolean served = Systemd.isHere()
                && (systemd.state(ProcessKind.NODE).isActive()
                        || systemd.state(ProcessKind.COORDINATOR).isActive());
        return !served ? "" : systemd.system() ? "systemctl" : "systemctl --user";
    }

    /// The own node's name, if it takes work and is therefore drained; written down first, so that the coordinator lets
    /// it
    /// take work again at its next start, though the power fails in between.
    private String drained() throws IOException {
        for (JsonNode known : GridClient.local(home).nodes()) {
            if (known.path("id").asString().equals(home.nodeId())
                    && known.path("state").asString().equals("ready")) {
                String name = known.path("name").asString();
                Files.deleteIfExists(home.drainedFile());
                Files.writeString(home.drainedFile(), name, StandardOpenOption.CREATE_NEW);
                return name;
            }
        }
        return "";
    }

    /// As it was started.
    private List<String> upOptions() {
        List<String> options = new ArrayList<>();
        Optional<GridHome.Running> running = home.running(ProcessKind.COORDINATOR);
        running.ifPresent(coordinator -> options.addAll(List.of(
                "--port",
                Integer.toString(coordinator.nodePort() == coordinator.port() + 1 ? coordinator.port() : 0))));
        if (!GridClient.local(home).get("/api/v1/grid").path("lan").isMissingNode()) {
            options.add("--lan");
        }
        return options;
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(UpgradeSteps.class.getResourceAsStream("upgrade.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
