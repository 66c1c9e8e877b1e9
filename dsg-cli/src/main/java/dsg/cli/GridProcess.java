// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.coordinator.Coordinator;
import dsg.coordinator.CoordinatorSettings;
import dsg.coordinator.LanSettings;
import dsg.model.NodeId;
import dsg.node.LanWhereabouts;
import dsg.node.Node;
import dsg.node.NodeSettings;
import dsg.node.Whereabouts;
import dsg.type.TypeFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What runs inside the two processes of a grid. Started by [Launch], never typed by people, and therefore without
/// the command-line library, which would take longer to load than all the rest.
final class GridProcess {

    private static final Logger LOG = LoggerFactory.getLogger(GridProcess.class);
    private static final Duration GIVE_UP_EMBEDDED = Duration.ofSeconds(30);
    private static final Duration GIVE_UP_NEVER = Duration.ofDays(36_500);

    private interface Body {
        int run() throws IOException, InterruptedException;
    }

    private GridProcess() {}

    /// Runs what the arguments say: `process coordinator|node [--embedded] [--port N]`; the exit status.
    static int run(List<String> arguments) throws IOException, InterruptedException {
        GridHome home = GridHome.ofEnvironment();
        boolean embedded = arguments.contains("--embedded");
        ProcessKind kind = ProcessKind.valueOf(arguments.get(1).toUpperCase(Locale.ROOT));
        return alone(home, kind, () -> switch (kind) {
            case COORDINATOR -> coordinator(home, port(arguments), lan(home, arguments), embedded);
            case NODE -> node(home, embedded);
        });
    }

    private static int port(List<String> arguments) {
        return Integer.parseInt(arguments.get(arguments.indexOf("--port") + 1));
    }

    private static Optional<LanSettings> lan(GridHome home, List<String> arguments) {
        return Optional.of(home)
                .filter(_ -> arguments.contains("--lan"))
                .map(here -> new LanSettings(here.listens(), here.keys().resolve("people"), GridHome.hostName()));
    }

    /// Runs as the only process of its kind in this home; a second one ends at once.
    private static int alone(GridHome home, ProcessKind kind, Body body) throws IOException, InterruptedException {
        home.prepare();
        CountDownLatch ended = endOnSignal(Thread.currentThread());
        try (FileChannel channel =
                        FileChannel.open(home.lock(kind), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                LOG.error("Another {} already runs for {}.", kind.word(), home.folder());
                return ExitStatus.FAILED;
            }
            try {
                return body.run();
            } finally {
                home.withdraw(kind);
            }
        } finally {
            ended.countDown();
        }
    }

    private static int coordinator(GridHome home, int port, Optional<LanSettings> lan, boolean embedded)
            throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress nodes = embedded ? loopback : home.listens();
        LocalGrid grid = new LocalGrid(home);
        CoordinatorSettings settings = new CoordinatorSettings(
                home.coordinator(),
                GridHome.hostName() + "'s grid",
                Version.text(),
                grid.coordinatorIdentity(),
                grid.authority(),
                new NodeId(home.nodeId()),
                new InetSocketAddress(loopback, port),
                new InetSocketAddress(nodes, port == 0 ? 0 : port + 1),
                home.token(),
                new TypeFolder(home.types()),
                lan,
                embedded);
        try (Coordinator coordinator = new Coordinator(settings)) {
            home.announce(ProcessKind.COORDINATOR, coordinator.port(), coordinator.nodePort());
            LOG.info(
                    "The coordinator listens on port {}, for nodes on {}.", coordinator.port(), coordinator.nodePort());
            endDraining(home);
            return coordinator.awaitEnd();
        } catch (InterruptedException _) {
            return ExitStatus.OK;
        } catch (IOException | dsg.store.StoreException e) {
            LOG.error("{}", e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    /// A node that was drained for an upgrade takes work again, however the upgrade has ended.
    private static void endDraining(GridHome home) {
        Path file = home.drainedFile();
        if (!Files.exists(file)) {
            return;
        }
        try {
            String node = GridClient.encoded(Files.readString(file));
            var _ = GridClient.local(home).post("/api/v1/nodes/" + node + "/unpause", Map.of());
            Files.delete(file);
        } catch (IOException | CommandFailure e) {
            LOG.warn("The node that was drained for an upgrade does not take work yet: {}", e.getMessage());
        }
    }

    private static int node(GridHome home, boolean embedded) throws IOException {
        Optional<Joined> joined = home.joined();
        Whereabouts coordinator = joined.<Whereabouts>map(
                        other -> new LanWhereabouts(other.id(), other.coordinator(), other::moved))
                .orElseGet(() -> () -> home.running(ProcessKind.COORDINATOR)
                        .map(running -> new InetSocketAddress(InetAddress.getLoopbackAddress(), running.nodePort())));
        home.setLinked(false);
        NodeSettings settings = new NodeSettings(
                home.node(),
                joined.map(Joined::name).orElseGet(GridHome::hostName),
                Version.text(),
                joined.map(Joined::identity).orElseGet(() -> new LocalGrid(home).nodeIdentity()),
                coordinator,
                joined.isEmpty(),
                home::setLinked,
                true,
                home.policyFile(),
                new TypeFolder(home.types()),
                embedded ? InetAddress.getLoopbackAddress() : home.listens(),
                embedded ? GIVE_UP_EMBEDDED : GIVE_UP_NEVER);
        Node node = new Node(settings);
        home.announce(ProcessKind.NODE, 0, 0);
        try {
            node.run();
        } finally {
            home.setLinked(false);
        }
        if (node.wasRemoved()) {
            joined.ifPresent(Joined::end);
            return ExitStatus.NOT_ALLOWED;
        }
        return ExitStatus.OK;
    }

    /// On SIGTERM the main thread is interrupted, and has time to leave things in order before it
    /// counts down.
    private static CountDownLatch endOnSignal(Thread main) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.getCount() > 0) {
                main.interrupt();
                try {
                    var _ = ended.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
        return ended;
    }
}
