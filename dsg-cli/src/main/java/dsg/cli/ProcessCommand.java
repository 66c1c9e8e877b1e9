// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.coordinator.Coordinator;
import dsg.coordinator.CoordinatorSettings;
import dsg.node.Node;
import dsg.node.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What runs inside the two processes; people never type it.
@Command(
        name = "process",
        hidden = true,
        subcommands = {ProcessCommand.CoordinatorProcess.class, ProcessCommand.NodeProcess.class})
final class ProcessCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessCommand.class);

    private interface Body {
        int run() throws IOException, InterruptedException;
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

    /// The coordinator.
    @Command(name = "coordinator")
    static final class CoordinatorProcess implements Callable<Integer> {

        @Option(names = "--port")
        private int port;

        @Option(names = "--embedded")
        private boolean embedded;

        @Override
        public Integer call() throws IOException, InterruptedException {
            GridHome home = GridHome.ofEnvironment();
            return alone(home, ProcessKind.COORDINATOR, () -> run(home));
        }

        private int run(GridHome home) throws IOException, InterruptedException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            CoordinatorSettings settings = new CoordinatorSettings(
                    home.coordinator(),
                    GridHome.hostName() + "'s grid",
                    Version.text(),
                    new LocalGrid(home).coordinatorIdentity(),
                    new InetSocketAddress(loopback, port),
                    new InetSocketAddress(loopback, port == 0 ? 0 : port + 1),
                    home.token(),
                    embedded);
            try (Coordinator coordinator = new Coordinator(settings)) {
                home.announce(ProcessKind.COORDINATOR, coordinator.port(), coordinator.nodePort());
                LOG.info(
                        "The coordinator listens on port {}, for nodes on {}.",
                        coordinator.port(),
                        coordinator.nodePort());
                return coordinator.awaitEnd();
            } catch (InterruptedException _) {
                return ExitStatus.OK;
            } catch (IOException | dsg.store.StoreException e) {
                LOG.error("{}", e.getMessage());
                return ExitStatus.FAILED;
            }
        }
    }

    /// The node.
    @Command(name = "node")
    static final class NodeProcess implements Callable<Integer> {

        private static final Duration GIVE_UP_EMBEDDED = Duration.ofSeconds(30);
        private static final Duration GIVE_UP_NEVER = Duration.ofDays(36_500);

        @Option(names = "--embedded")
        private boolean embedded;

        @Override
        public Integer call() throws IOException, InterruptedException {
            GridHome home = GridHome.ofEnvironment();
            return alone(home, ProcessKind.NODE, () -> run(home));
        }

        private int run(GridHome home) throws IOException {
            NodeSettings settings = new NodeSettings(
                    home.node(),
                    GridHome.hostName(),
                    Version.text(),
                    new LocalGrid(home).nodeIdentity(),
                    () -> home.running(ProcessKind.COORDINATOR)
                            .map(running ->
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), running.nodePort())),
                    true,
                    home.prefersBare(),
                    embedded ? GIVE_UP_EMBEDDED : GIVE_UP_NEVER);
            Node node = new Node(settings);
            home.announce(ProcessKind.NODE, 0, 0);
            node.run();
            return ExitStatus.OK;
        }
    }

    /// On SIGTERM the main thread is interrupted, and has time to leave things in order before it counts
    /// down.
    private static CountDownLatch endOnSignal(Thread main) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.getCount() > 0) {
                main.interrupt();
                try {
                    var _ = ended.await(15, TimeUnit.SECONDS);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
        return ended;
    }
}
