// SPDX-License-Identifier: Apache-2.0

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.NodePolicy;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.model.Usage;
import dsg.wire.Bandwidth;
import dsg.wire.CertificateAuthority;
import dsg.wire.CoordinatorLink;
import dsg.wire.Delivery;
import dsg.wire.Identity;
import dsg.wire.LinkClient;
import dsg.wire.LogRequest;
import dsg.wire.NodeHello;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// So many nodes that are links only: each says that it lives once a second and how it fares every five, takes what
/// it is given, and says after a while that it is done. Nothing runs.
///
/// Run by page.py: `java -cp DSG_CLI_JAR FakeNodes.java CA_FOLDER FOLDER PORT NODES SECONDS_A_TASK`; it prints a line
/// once all are there, and goes on until it is killed.
final class FakeNodes {

    private static final Resources CAPACITY = new Resources(4_000, 8_192);

    private FakeNodes() {}

    /// Plays them.
    public static void main(String[] arguments) throws InterruptedException {
        CertificateAuthority authority = CertificateAuthority.openOrCreate(Path.of(arguments[0]), Instant.now());
        InetSocketAddress coordinator = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[2]));
        Duration each = Duration.ofSeconds(Long.parseLong(arguments[4]));
        // First all keys, which take a while, then all links.
        List<Identity> identities = new ArrayList<>();
        for (int number = 1; number <= Integer.parseInt(arguments[3]); number++) {
            NodeId id = new NodeId("n-played-" + number);
            identities.add(authority.issueNode(Path.of(arguments[1]).resolve("n" + number), id, Instant.now()));
        }
        List<Node> nodes = new CopyOnWriteArrayList<>();
        Thread.ofPlatform().daemon().start(() -> live(nodes));
        for (Identity identity : identities) {
            nodes.add(new Node("pc-%03d".formatted(nodes.size() + 1), coordinator, identity, each));
        }
        System.out.println("there");
        Thread.sleep(Duration.ofDays(1));
    }

    private static void live(List<Node> nodes) {
        for (long second = 0; ; second++) {
            long begin = System.nanoTime();
            for (int i = 0; i < nodes.size(); i++) {
                nodes.get(i).live((second + i) % 5 == 0);
            }
            LockSupport.parkNanos(Math.max(1_000_000, 1_000_000_000 - (System.nanoTime() - begin)));
        }
    }

    /// One of them.
    private static final class Node implements CoordinatorLink.Listener {

        /// Only so many shake hands at once: one that is silent for six seconds is taken for lost.
        private static final Semaphore OPENING = new Semaphore(8);

        private final NodeHello hello;
        private final InetSocketAddress coordinator;
        private final Identity identity;
        private final Duration each;
        private final AtomicBoolean opening = new AtomicBoolean();
        private volatile LinkClient link;
        private final Map<AttemptId, Instant> under = new ConcurrentHashMap<>();

        Node(String name, InetSocketAddress coordinator, Identity identity, Duration each) {
            this.each = each;
            NodeFacts facts = new NodeFacts(
                    name, CAPACITY, Set.of(), Isolation.SANDBOX, "Debian GNU/Linux 12", "amd64", "none", "0.1.0");
            hello = new NodeHello(facts, Set.of());
            this.coordinator = coordinator;
            this.identity = identity;
            open();
        }

        private void open() {
            OPENING.acquireUninterruptibly();
            opening.set(true);
            link = new LinkClient(coordinator, identity, hello, Bandwidth.UNLIMITED, this);
        }

        private void opened() {
            if (opening.getAndSet(false)) {
                OPENING.release();
            }
        }

        void live(boolean tellsFigures) {
            Instant now = Instant.now();
            List<AttemptId> over = under.entrySet().stream()
                    .filter(one -> one.getValue().isBefore(now))
                    .map(Map.Entry::getKey)
                    .toList();
            over.forEach(under::remove);
            if (!over.isEmpty()) {
                link.report(over.stream().map(Node::done).toList());
            }
            link.beat(List.<AttemptStatus>of());
            if (tellsFigures) {
                double busy = 4 * Math.random();
                link.figures(new NodeFigures(
                        OptionalDouble.of(busy),
                        OptionalDouble.of(busy / 2),
                        OptionalLong.of(4_000),
                        OptionalLong.of(100_000),
                        OptionalDouble.of(50),
                        OptionalInt.empty()));
            }
        }

        private static Delivery done(AttemptId attempt) {
            Usage usage = new Usage(Duration.ofSeconds(1), Duration.ofSeconds(1), 2_000);
            return new Delivery(
                    attempt,
                    new AttemptReport(new AttemptEnd.Done(), usage, List.of(), Artefact.EMPTY, Artefact.EMPTY),
                    Map.of());
        }

        @Override
        public void start(List<Order> orders) {
            // Not all at once: each begins somewhere in its time.
            long millis = each.toMillis();
            orders.forEach(order -> under.put(
                    order.attempt(), Instant.now().plusMillis(millis / 2 + (long) (Math.random() * millis))));
        }

        @Override
        public void stop(List<AttemptId> attempts) {
            attempts.forEach(under::remove);
        }

        @Override
        public void welcome() {
            opened();
        }

        @Override
        public void alive() {}

        @Override
        public void recall(List<AttemptId> attempts) {}

        @Override
        public void move(List<AttemptId> attempts) {}

        @Override
        public void acknowledged(List<AttemptId> attempts) {}

        @Override
        public void readLog(LogRequest request) {}

        @Override
        public void policyWish(long request, NodePolicy.Wish wish) {}

        @Override
        public void goodbye() {}

        @Override
        public void removed() {}

        @Override
        public void closed(String why) {
            System.err.println(Instant.now() + " " + hello.facts().name() + ": its link is closed: " + why);
            opened();
            under.clear();
            Thread.ofVirtual().start(() -> {
                link.close();
                LockSupport.parkNanos(1_000_000_000);
                open();
            });
        }
    }
}
