// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Whether a version that was put in another's place works: it answers, and its doctor finds
/// nothing wrong.
///
/// @param home of the grid
/// @param terminal who is told what is missing
record UpgradeCheck(GridHome home, Terminal terminal) {

    /// What ran here before, and has to run again.
    enum Role {
        /// A coordinator with this machine's node.
        GRID,
        /// The node of another machine's grid.
        NODE,
        /// Nothing.
        NONE
    }

    /// Waits until all that is expected runs in this version.
    ///
    /// @return 0 if it does
    int answers(String version, Role role, Duration patience) {
        if (!Version.text().equals(version)) {
            terminal.note("This is DSG " + Version.text() + ", not " + version + ".");
            return ExitStatus.FAILED;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> missing = missing(version, role);
        while (missing.isPresent() && System.nanoTime() < deadline) {
            Launch.pause();
            missing = missing(version, role);
        }
        missing.ifPresent(what -> terminal.note(what + " after " + patience.toSeconds() + " s."));
        return missing.isPresent() ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private Optional<String> missing(String version, Role role) {
        return switch (role) {
            case NONE -> Optional.empty();
            case NODE -> missingNode(version);
            case GRID -> missingGrid(version);
        };
    }

    private Optional<String> missingNode(String version) {
        return home.running(ProcessKind.NODE)
                        .filter(node -> node.version().equals(version))
                        .isEmpty()
                ? Optional.of("The node of version " + version + " does not run")
                : Files.exists(home.linkedFile())
                        ? Optional.empty()
                        : Optional.of("The node has not reached its coordinator");
    }

    private Optional<String> missingGrid(String version) {
        try {
            GridClient client = GridClient.local(home);
            if (!client.get("/api/v1/grid").path("version").asString().equals(version)) {
                return Optional.of("The coordinator does not answer as version " + version);
            }
            for (JsonNode node : client.nodes()) {
                if (node.path("id").asString().equals(home.nodeId())
                        && node.path("version").asString().equals(version)
                        && !node.path("state").asString().equals("away")) {
                    return Optional.empty();
                }
            }
            return Optional.of("This machine's node has not come back as version " + version);
        } catch (CommandFailure failure) {
            return Optional.of("The coordinator does not answer");
        }
    }
}
