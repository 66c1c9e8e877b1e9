// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import dsg.model.NodeId;
import dsg.wire.CertificateAuthority;
import dsg.wire.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The grid of this machine's `DSG_HOME`: its coordinator and its node.
final class LocalGrid {

    /// A slow machine, or a grid with a long history, takes its time; what dies is told at once.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration SLOW = Duration.ofSeconds(15);
    private static final Duration RESTART_AT_MOST_EVERY = Duration.ofSeconds(2);

    private final GridHome home;
    private final Launch launch;
    private long restartedAt = System.nanoTime() - RESTART_AT_MOST_EVERY.toNanos();

    LocalGrid(GridHome home) {
        this.home = home;
        this.launch = new Launch(home);
    }

    /// How it is to be started.
    ///
    /// @param port of REST; the nodes' is one more, or any if it is 0
    /// @param embedded whether it stops by itself when nobody needs it
    /// @param lan whether people in the LAN reach it
    record Start(int port, boolean embedded, boolean lan) {

        static final Start EMBEDDED = new Start(0, true, false);
    }

    boolean isUp() {
        return home.running(ProcessKind.COORDINATOR).isPresent();
    }

    /// Starts what does not run yet, both at once, and waits until work can be done. Of two commands at once, one
    /// starts and the other waits for it.
    void up(Start start) {
        home.prepare();
        try (FileChannel channel =
                        FileChannel.open(home.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            refuseIfJoined();
            home.setDown(false);
            makeKeys();
            if (!isUp() && start.port() != 0) {
                checkIsFree(start.port());
                checkIsFree(start.port() + 1);
            }
            startWhatIsMissing(start);
        } catch (IOException e) {
            throw home.unusable(String.valueOf(e.getMessage()));
        }
    }

    /// One machine's cores are lent once.
    private void refuseIfJoined() {
        Optional<Joined> joined = home.joined();
        if (joined.isPresent() && !isUp()) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "No grid is started here.",
                    "This machine is a node of \"" + joined.get().grid() + "\", and works for that.",
                    "Leave that first: dsg leave   or start one beside it: DSG_HOME=~/dsg-own dsg up");
        }
    }

    /// Starts the node of the grid that this machine has joined, and waits until its link is open.
    ///
    /// @return whether it is open; if not, the node runs and goes on trying
    boolean upJoined(Duration patience) {
        home.prepare();
        try (FileChannel channel =
                        FileChannel.open(home.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            home.setDown(false);
            Starting node = new Starting(launch, ProcessKind.NODE, List.of());
            long deadline = System.nanoTime() + patience.toNanos();
            while (!Files.exists(home.linkedFile())
                    || home.running(ProcessKind.NODE).isEmpty()) {
                node.lookAfter(runs(ProcessKind.NODE));
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Launch.pause();
            }
            return true;
        } catch (IOException e) {
            throw home.unusable(String.valueOf(e.getMessage()));
        }
    }

    private void startWhatIsMissing(Start start) {
        Starting coordinator = new Starting(launch, ProcessKind.COORDINATOR, coordinatorArguments(start));
        Starting node = new Starting(launch, ProcessKind.NODE, start.embedded() ? List.of("--embedded") : List.of());
        boolean said = false;
        try {
            while (!isUp() || !isNodeConnected()) {
                ProcessKind missing = isUp() ? ProcessKind.NODE : ProcessKind.COORDINATOR;
                coordinator.lookAfter(runs(ProcessKind.COORDINATOR));
                node.lookAfter(runs(ProcessKind.NODE));
                // What somebody has killed meanwhile gets its time anew.
                if (isOlder(PATIENCE, coordinator, node)) {
                    throw launch.notStarted(missing, "It was not ready after " + PATIENCE.toMinutes() + " minutes");
                }
                if (!said && isOlder(SLOW, coordinator, node)) {
                    said = true;
                    new Terminal()
                            .note("The " + missing.word() + " takes long to start. Its log: " + home.log(missing));
                }
                Launch.pause();
            }
        } catch (CommandFailure failure) {
            coordinator.giveUp();
            node.giveUp();
            throw failure;
        }
    }

    private static boolean isOlder(Duration age, Starting one, Starting other) {
        return one.age().compareTo(age) > 0 && other.age().compareTo(age) > 0;
    }

    /// Whether one runs, or a service is about to start it.
    private boolean runs(ProcessKind kind) {
        return home.running(kind).isPresent() || home.service(kind).isPresent();
    }

    /// Ends the node that runs here, if one does.
    void endNode() {
        home.running(ProcessKind.NODE)
                .flatMap(running -> ProcessHandle.of(running.pid()))
                .ifPresent(ProcessHandle::destroy);
    }

    private static void checkIsFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            // It could be opened, so it is free.
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The grid cannot listen on port " + port + ".",
                    PortUser.of(port)
                            .map(user -> user + " does already.")
                            .orElse("Another program does, perhaps the grid of another DSG_HOME: " + e.getMessage()),
                    "Name another port, or take any that are free: dsg up --port 0");
        }
    }

    private boolean isNodeConnected() {
        String id = home.nodeId();
        try {
            return GridClient.local(home).nodes().stream()
                    .anyMatch(node -> node.path("id").asString().equals(id)
                            && !node.path("state").asString().equals("away"));
        } catch (CommandFailure failure) {
            if (failure.status() == ExitStatus.NOT_REACHABLE) {
                return false; // not yet, or not any more
            }
            throw failure;
        }
    }

    /// Starts again what has died, as a watchman does; a few seconds apart, so that what cannot live is not
    /// tried without end.
    void restartWhatDied(Start start) {
        boolean whole = isUp() && home.running(ProcessKind.NODE).isPresent();
        if (!whole && System.nanoTime() - restartedAt > RESTART_AT_MOST_EVERY.toNanos()) {
            restartedAt = System.nanoTime();
            up(start);
        }
    }

    /// Makes what keys are missing, and renews certificates that are due.
    void makeKeys() {
        home.token();
        Instant now = Instant.now();
        CertificateAuthority authority = authority();
        if (!coordinatorIdentity().exists()) {
            authority.issueCoordinator(coordinatorIdentity().folder(), now);
        } else if (coordinatorIdentity().isDue(now)) {
            authority.renew(coordinatorIdentity(), now);
        }
        if (!nodeIdentity().exists()) {
            authority.issueNode(nodeIdentity().folder(), new NodeId(home.nodeId()), now);
        } else if (nodeIdentity().isDue(now)) {
            authority.renew(nodeIdentity(), now);
        }
    }

    /// The grid's CA. Its certificates live a week, or as long as a test says that cannot wait for that.
    CertificateAuthority authority() {
        Path folder = home.keys().resolve("ca");
        Optional<Duration> life =
                Optional.ofNullable(System.getenv("DSG_CERTIFICATE_LIFE")).flatMap(Durations::parse);
        return life.map(shorter -> CertificateAuthority.openOrCreate(folder, shorter, Instant.now()))
                .orElseGet(() -> CertificateAuthority.openOrCreate(folder, Instant.now()));
    }

    Identity coordinatorIdentity() {
        return new Identity(home.keys().resolve("coordinator"));
    }

    Identity nodeIdentity() {
        return new Identity(home.keys().resolve("node"));
    }

    static List<String> coordinatorArguments(Start start) {
        List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(start.port())));
        if (start.embedded()) {
            arguments.add("--embedded");
        }
        if (start.lan()) {
            arguments.add("--lan");
        }
        return arguments;
    }

    /// Waits until both processes have ended.
    void awaitDown(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isUp() || home.running(ProcessKind.NODE).isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "The grid did not stop within " + patience.toSeconds() + " s.",
                        "Its processes still run: " + pids() + ".",
                        "Wait a little, or end them: kill " + pids());
            }
            Launch.pause();
        }
    }

    private String pids() {
        List<String> pids = new ArrayList<>();
        for (ProcessKind kind : ProcessKind.values()) {
            home.running(kind).map(running -> Long.toString(running.pid())).ifPresent(pids::add);
        }
        return String.join(" ", pids);
    }

    /// Where its logs are.
    Path logs() {
        return home.folder().resolve("logs");
    }

    Optional<GridHome.Running> coordinator() {
        return home.running(ProcessKind.COORDINATOR);
    }
}
