// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.NodeFacts;
import dsg.model.NodePolicy;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.Rest;
import dsg.store.ArtefactFolder;
import dsg.store.Room;
import dsg.wire.Bandwidth;
import dsg.wire.ChunkServer;
import dsg.wire.CoordinatorLink;
import dsg.wire.LinkClient;
import dsg.wire.LocalAddresses;
import dsg.wire.LogRequest;
import dsg.wire.NodeHello;
import dsg.wire.Patience;
import dsg.wire.Throttle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node: dials its coordinator, takes orders, and reports. While the coordinator is away it goes on with
/// what it has for the length of a lease, and dials again and again.
public final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration BEAT = Duration.ofSeconds(1);
    /// A coordinator from which nothing was heard this long is taken for gone, unless the link has had
    /// long gaps lately.
    private static final Duration SILENCE_LEAST = Duration.ofSeconds(5);
    /// A beat without an answer: this machine may be elsewhere now.
    private static final Duration UNANSWERED = Duration.ofMillis(1_300);
    /// Two beats without an answer: the coordinator may be.
    private static final Duration SILENT = Duration.ofMillis(1_800);
    /// Then it is looked more often whether that is so.
    private static final Duration LOOK = Duration.ofMillis(200);
    /// What runs is ended when the coordinator has been away this long: by then it has given the tasks
    /// to others.
    private static final Duration LEASE = Duration.ofSeconds(60);
    /// How long what runs has to end, and to be reported.
    private static final Duration GOODBYE = Saving.PATIENCE.plusSeconds(3);

    private final NodeSettings settings;
    private final Surveyor surveyor;
    private final Holdings holdings;
    private final Courier courier;
    private final ChunkServer chunkServer;
    private final Outbox outbox = new Outbox();
    private final Workbench bench;
    private final Bandwidth bandwidth = new Bandwidth(Throttle.open(), Throttle.open());
    private final Guest guest;
    private final ScheduledExecutorService timer = NodeThreads.timer();
    private volatile boolean saidGoodbye;
    private volatile boolean stops;
    private volatile String lastFailure = "";
    private volatile boolean removed;
    private final NodeCertificate certificate;
    private boolean leaseEnded;

    /// Looks at the machine and prepares its folder.
    ///
    /// @throws IOException if the folder cannot be used
    /// @throws NoIsolationException if tasks could only run bare and the owner has not allowed it
    public Node(NodeSettings settings) throws IOException {
        this.settings = settings;
        certificate = new NodeCertificate(settings.identity());
        Path work = TaskFolder.ofThisLife(settings.home().resolve("work"));
        OwnerPolicy policy = settings.policy().orUsual();
        Cgroups groups = Cgroups.here();
        Worlds worlds = Worlds.here(settings, policy, work, groups);
        LOG.info("Limits of tasks: {}", String.join("; ", worlds.limits()));
        settings.types().current().faults().forEach(fault -> LOG.warn("A task type is left out: {}.", fault));
        GpuPool gpus = new GpuPool();
        Programs programs = new Programs(settings.home(), work, TaskEnvironment.path(), Programs.PATIENCE);
        surveyor = new Surveyor(
                settings,
                Machine.here(settings.home()),
                gpus,
                programs,
                worlds.commands().rung().isolation(),
                () -> worlds.abilities(settings.types().current()),
                work);
        Cache cache = new Cache(new ArtefactFolder(settings.home().resolve("cache")), policy.cacheBytes());
        holdings = new Holdings(cache, settings.identity());
        courier = new Courier(cache, holdings, settings.identity(), bandwidth.down());
        chunkServer = new ChunkServer(
                new InetSocketAddress(settings.listens(), 0), settings.identity(), holdings, bandwidth.up());
        // It ends by itself when this process does, however it ends.
        var _ = new Guard(work, groups);
        bench = new Workbench(
                surveyor.facts().capacity(),
                new Tools(
                        work,
                        worlds,
                        new TypeRoom(settings.types()),
                        new Inputs(courier),
                        courier,
                        timer,
                        NodeThreads.ofAttempts(),
                        new Room(work),
                        gpus,
                        settings.name()),
                outbox);
        guest = new Guest(
                settings,
                new MachineSights(settings.home(), bench::isIdle, bandwidth),
                bench,
                surveyor,
                cache,
                bandwidth);
        surveyor.begin(bench::isIdle, bench::resize);
        guest.begin();
    }

    /// Tasks could only run without isolation here, and the owner has not allowed it.
    public static final class NoIsolationException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoIsolationException(String why) {
            super("This machine cannot isolate tasks: " + why
                    + "; and bubblewrap is missing, or may not make namespaces.");
        }
    }

    /// Runs until the grid says goodbye, the coordinator is away for too long, or this thread is interrupted.
    public void run() {
        try {
            Redial redial = new Redial();
            long awaySince = System.nanoTime();
            while (!saidGoodbye
                    && !removed
                    && System.nanoTime() - awaySince < settings.giveUpAfter().toNanos()) {
                Optional<InetSocketAddress> coordinator = settings.coordinator().next();
                Redial.Ending ending = coordinator.isPresent() ? serve(coordinator.get()) : Redial.Ending.UNKNOWN;
                if (ending == Redial.Ending.NOT_THERE || ending == Redial.Ending.UNKNOWN) {
                    settings.coordinator().silent();
                    if (coordinator.filter(settings.coordinator()::isElsewhere).isPresent()) {
                        redial.elsewhere();
                    }
                } else {
                    awaySince = System.nanoTime();
                    leaseEnded = false;
                }
                endWhatIsLeft(awaySince);
                Thread.sleep(redial.after(ending, ThreadLocalRandom.current().nextDouble()));
            }
            if (removed) {
                LOG.warn("This node was removed from its grid: what runs is ended.");
                bench.stopAll(new AttemptEnd.Lost("its node was removed from the grid"));
            }
        } catch (InterruptedException _) {
            LOG.info("The node was asked to stop.");
        } finally {
            guest.close();
            surveyor.close();
            bench.close();
            outbox.close();
            settings.coordinator().close();
            chunkServer.close();
        }
    }

    /// Whether the node stopped since it was removed from its grid.
    public boolean wasRemoved() {
        return removed;
    }

    private void endWhatIsLeft(long awaySince) {
        if (!leaseEnded && System.nanoTime() - awaySince > LEASE.toNanos()) {
            leaseEnded = true;
            LOG.warn("No coordinator for {} s: what runs is ended.", LEASE.toSeconds());
            bench.stopAll(new AttemptEnd.Lost("its node had no contact with the coordinator"));
        }
    }

    /// Holds one link until it is gone.
    private Redial.Ending serve(InetSocketAddress coordinator) throws InterruptedException {
        certificate.readmitIfExpired(coordinator);
        OpenLink open = new OpenLink(coordinator);
        List<InetAddress> addresses = LocalAddresses.all();
        NodeFacts told = surveyor.facts();
        try (LinkClient link = new LinkClient(coordinator, settings.identity(), hello(told), bandwidth, open)) {
            open.begin(link);
            try {
                while (!open.awaitBeat()
                        && !open.patience.isOver(System.nanoTime())
                        && !hasMoved(open, coordinator, addresses)) {
                    link.beat(bench.statuses());
                    if (open.welcome) {
                        certificate.renewIfDue(link, open::renewed);
                        told = tellNews(link, told);
                    }
                }
            } catch (InterruptedException e) {
                stop(link);
                throw e;
            }
            if (saidGoodbye) {
                leave(link, "the grid went down");
                saidGoodbye = settings.ownGrid();
            }
        } finally {
            courier.closed();
            guest.closed();
            outbox.linkClosed();
            if (open.welcome) {
                settings.linked().accept(false);
            }
        }
        return open.renewed ? Redial.Ending.RENEWED : open.welcome ? Redial.Ending.GONE : Redial.Ending.NOT_THERE;
    }

    /// What the node is by now, which the coordinator has heard when this returns.
    private NodeFacts tellNews(CoordinatorLink link, NodeFacts told) {
        NodeFacts known = surveyor.facts();
        if (!known.equals(told)) {
            link.changed(known);
        }
        surveyor.takeFigures().ifPresent(link::figures);
        return known;
    }

    /// Whether this machine or the coordinator has another address than the link was opened between, as
    /// far as that can be told.
    private boolean hasMoved(OpenLink open, InetSocketAddress coordinator, List<InetAddress> addresses) {
        Duration silence = open.patience.silence(System.nanoTime());
        if (silence.compareTo(UNANSWERED) > 0 && !LocalAddresses.all().containsAll(addresses)) {
            LOG.info("This machine has another address now.");
            return true;
        }
        if (silence.compareTo(SILENT) > 0) {
            settings.coordinator().silent();
        }
        return (!open.welcome || silence.compareTo(SILENT) > 0)
                && settings.coordinator().isElsewhere(coordinator);
    }

    private NodeHello hello(NodeFacts told) {
        return new NodeHello(told, bench.held(), chunkServer.port(), holdings.all(), guest.offer());
    }

    /// The node is to stop: it takes nothing new, and what runs may keep what it has done and goes on elsewhere at
    /// once.
    private void stop(CoordinatorLink link) throws InterruptedException {
        LOG.info("The node takes leave of its grid.");
        stops = true;
        Rest stopping = new Rest(Rest.Kind.NEVER, "its node is being stopped");
        link.offer(new Offer(Optional.of(stopping), Optional.empty(), Set.of()));
        leave(link, "its node was stopped");
    }

    private void leave(CoordinatorLink link, String why) throws InterruptedException {
        bench.stopAll(new AttemptEnd.Lost(why));
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        long beatAt = System.nanoTime();
        while (!bench.isIdle() && System.nanoTime() < deadline) {
            if (System.nanoTime() - beatAt >= 0) {
                link.beat(List.of()); // who is silent is taken for gone
                beatAt = System.nanoTime() + BEAT.toNanos();
            }
            Thread.sleep(20);
        }
        outbox.awaitEmpty(Duration.ofSeconds(2));
    }

    /// What is heard on one link.
    private final class OpenLink implements CoordinatorLink.Listener {
        private final CountDownLatch gone = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final Patience patience = new Patience(SILENCE_LEAST, System.nanoTime());
        private final InetSocketAddress coordinator;
        private volatile boolean welcome;
        private volatile boolean renewed;
        private volatile Optional<CoordinatorLink> link = Optional.empty();

        OpenLink(InetSocketAddress coordinator) {
            this.coordinator = coordinator;
        }

        /// Waits until the next beat is due, or less long while nothing is heard; whether the link is gone.
        boolean awaitBeat() throws InterruptedException {
            boolean heard = patience.silence(System.nanoTime()).compareTo(UNANSWERED) <= 0;
            return gone.await((heard ? BEAT : LOOK).toMillis(), TimeUnit.MILLISECONDS);
        }

        void renewed() {
            chunkServer.renew(settings.identity());
            renewed = true;
            gone.countDown();
        }

        void begin(CoordinatorLink opened) {
            link = Optional.of(opened);
            begun.countDown();
        }

        private CoordinatorLink link() {
            try {
                begun.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return link.orElseThrow();
        }

        @Override
        public void welcome() {
            LOG.info("Connected as {}.", settings.name());
            welcome = true;
            lastFailure = "";
            settings.coordinator().found(coordinator);
            settings.linked().accept(true);
            guest.opened(link());
            courier.opened(link());
            outbox.opened(link());
        }

        @Override
        public void alive() {
            patience.heard(System.nanoTime());
        }

        @Override
        public void start(List<Order> orders) {
            if (!saidGoodbye && !stops) {
                orders.forEach(bench::take);
            }
        }

        @Override
        public void stop(List<AttemptId> attempts) {
            attempts.forEach(bench::stop);
        }

        @Override
        public void recall(List<AttemptId> attempts) {
            attempts.forEach(bench::giveBack);
        }

        @Override
        public void move(List<AttemptId> attempts) {
            attempts.forEach(bench::move);
        }

        @Override
        public void acknowledged(List<AttemptId> attempts) {
            outbox.acknowledged(attempts);
        }

        @Override
        public void readLog(LogRequest request) {
            timer.execute(() -> link().logBytes(request.request(), bench.readLog(request)));
        }

        @Override
        public void policyWish(long request, NodePolicy.Wish wish) {
            guest.desk().take(request, wish, link());
        }

        @Override
        public void goodbye() {
            LOG.info("The grid goes down.");
            saidGoodbye = true;
            gone.countDown();
        }

        @Override
        public void removed() {
            removed = true;
        }

        @Override
        public void closed(String why) {
            if (!why.equals(lastFailure)) {
                // Said once, not at every dial.
                lastFailure = why;
                LOG.info("No link: {}", why);
            }
            gone.countDown();
        }
    }
}
