// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import dsg.store.Journal;
import dsg.wire.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What `dsg doctor` asks of the grid of this `DSG_HOME`.
final class GridChecks {

    private static final int SAMPLE_FILES = 50;
    private static final long SAMPLE_BYTES = 256L << 20;
    /// A larger journal takes longer to look through than a person waits.
    private static final long JOURNAL_MAX = 1L << 30;

    private static final Duration SOON = Duration.ofDays(14);

    private final GridHome home;

    GridChecks(GridHome home) {
        this.home = home;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        if (home.running(ProcessKind.COORDINATOR).isPresent()) {
            checks.addAll(running());
        } else {
            checks.add(down());
            checks.add(ports());
        }
        checks.add(journal());
        checks.add(artefacts());
        checks.addAll(certificates());
        return checks;
    }

    private Check down() {
        if (home.wasKilled(ProcessKind.COORDINATOR)) {
            return Check.fault(
                    "coordinator",
                    "it ended without saying so; what it last said is in " + home.log(ProcessKind.COORDINATOR),
                    "Start it again, nothing is lost: dsg up");
        }
        return Check.warning("coordinator", "no grid is up here", "dsg up");
    }

    private static Check ports() {
        List<Integer> taken = new ArrayList<>();
        for (int port : List.of(7300, 7301)) {
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                // It could be opened, so it is free.
            } catch (IOException _) {
                taken.add(port);
            }
        }
        return taken.isEmpty()
                ? Check.ok("ports", "7300 and 7301 are free")
                : Check.warning(
                        "ports",
                        "another program listens on "
                                + String.join(
                                        " and ",
                                        taken.stream().map(String::valueOf).toList()),
                        "Take any that are free: dsg up --port 0");
    }

    private List<Check> running() {
        GridClient client = GridClient.local(home);
        try {
            JsonNode grid = client.get("/api/v1/grid");
            List<Check> checks = new ArrayList<>();
            checks.add(version(
                    "coordinator",
                    "up at " + client.address() + ", DSG "
                            + grid.path("version").asString(),
                    grid.path("version").asString()));
            checks.add(node(client));
            return checks;
        } catch (CommandFailure failure) {
            return List.of(Check.fault(
                    "coordinator",
                    "it runs, and does not answer",
                    "Look into " + home.log(ProcessKind.COORDINATOR) + ", then dsg down and dsg up"));
        }
    }

    private static Check version(String name, String what, String version) {
        return version.equals(Version.text())
                ? Check.ok(name, what)
                : Check.warning(
                        name, what + "; this command is DSG " + Version.text(), "Start it anew: dsg down, then dsg up");
    }

    private Check node(GridClient client) {
        for (JsonNode node : client.nodes()) {
            if (node.path("id").asString().equals(home.nodeId())
                    && !node.path("state").asString().equals("away")) {
                String state = node.path("state").asString();
                if (!state.equals("ready")) {
                    String why = Terminal.harmless(node.path("why").asString(state));
                    return Check.warning("node", "this machine's node takes no tasks: it is " + state, why);
                }
                return version(
                        "node",
                        "%s is ready, %s"
                                .formatted(
                                        node.path("name").asString(),
                                        node.path("isolation").asString()),
                        node.path("version").asString());
            }
        }
        return Check.fault(
                "node",
                "this machine's node is not connected; what it last said is in " + home.log(ProcessKind.NODE),
                "Start it again: dsg up");
    }

    private Check journal() {
        Path file = home.coordinator().resolve("journal.db");
        try {
            if (!Files.exists(file)) {
                return Check.ok("journal", "none yet");
            }
            long bytes = Files.size(file);
            if (bytes > JOURNAL_MAX) {
                return Check.ok("journal", Terminal.size(bytes) + "; too large to look through here");
            }
            return Journal.whatIsWrong(file)
                    .map(wrong -> Check.fault(
                            "journal",
                            "it is damaged: " + wrong,
                            "dsg down, keep a copy of " + home.coordinator() + ", then dsg restore your newest backup"))
                    .orElseGet(() -> Check.ok("journal", Terminal.size(bytes) + ", whole"));
        } catch (IOException e) {
            return Check.fault("journal", "it cannot be read: " + e.getMessage(), "See whether the disk is well");
        }
    }

    private Check artefacts() {
        List<Path> files = new ArrayList<>();
        Path folder = home.coordinator().resolve("artefacts");
        if (!Files.isDirectory(folder)) {
            return Check.ok("artefacts", "none yet");
        }
        try (Stream<Path> all = Files.walk(folder, 2)) {
            all.filter(file -> String.valueOf(file.getFileName()).matches("[0-9a-f]{64}"))
                    .forEach(files::add);
        } catch (IOException e) {
            return Check.fault(
                    "artefacts", folder + " cannot be read: " + e.getMessage(), "See whether the disk is well");
        }
        Collections.shuffle(files);
        return sample(files);
    }

    private static Check sample(List<Path> files) {
        List<String> damaged = new ArrayList<>();
        long bytes = 0;
        int looked = 0;
        for (Path file : files) {
            if (looked == SAMPLE_FILES || bytes > SAMPLE_BYTES) {
                break;
            }
            String name = String.valueOf(file.getFileName());
            try {
                bytes += Files.size(file);
                if (!ArtefactFolder.hash(file).equals(new Digest(name))) {
                    damaged.add(name);
                }
                looked++;
            } catch (IOException e) {
                if (Files.exists(file)) { // else it was collected meanwhile
                    damaged.add(name);
                }
            }
        }
        if (damaged.isEmpty()) {
            return Check.ok(
                    "artefacts", "%s looked at, of %d".formatted(ProgressView.count(looked, "file"), files.size()));
        }
        String first = damaged.getFirst().substring(0, 12);
        return Check.fault(
                "artefacts",
                "%d of %s looked at, of %d, not what their names say, such as %s"
                        .formatted(damaged.size(), ProgressView.count(looked, "file"), files.size(), first),
                "See whose it is: dsg data show " + first + "; check the disk (smartctl -a), restore or resume");
    }

    private List<Check> certificates() {
        LocalGrid grid = new LocalGrid(home);
        List<Check> checks = new ArrayList<>();
        checks.add(certificate("coordinator's key", grid.coordinatorIdentity()));
        checks.add(certificate("node's key", grid.nodeIdentity()));
        return checks;
    }

    private static Check certificate(String name, Identity identity) {
        if (!identity.exists()) {
            return Check.ok(name, "none yet; dsg up makes it");
        }
        try {
            Instant until = identity.goodUntil();
            String what = "good until " + Terminal.time(until.toString()).substring(0, 10);
            String mend = "Have another made: dsg down, move " + identity.folder() + " away, dsg up";
            if (until.isBefore(Instant.now())) {
                return Check.fault(name, "was " + what, mend);
            }
            return until.isBefore(Instant.now().plus(SOON)) ? Check.warning(name, what, mend) : Check.ok(name, what);
        } catch (RuntimeException e) {
            return Check.fault(
                    name,
                    "it cannot be read: " + e.getMessage(),
                    "Restore it from a backup, or move " + identity.folder() + " away and dsg up");
        }
    }
}
