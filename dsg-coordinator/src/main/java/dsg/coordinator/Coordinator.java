// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.store.ArtefactFolder;
import dsg.store.Artefacts;
import dsg.store.Journal;
import dsg.wire.Announcer;
import dsg.wire.LinkServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A coordinator: holds the journal, takes links from nodes and requests from people.
public final class Coordinator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    /// How long nodes have to end what runs and report it when the grid goes down.
    private static final Duration GOODBYE = Duration.ofSeconds(14);
    /// How often a grid for one command looks whether anybody needs it.
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private static final Duration NOBODY_NEEDS_IT = Duration.ofSeconds(15);

    private final Journal journal;
    private final NodeLinks links;
    private final DataCollector collector;
    private final GridLoop loop;
    private final LinkServer linkServer;
    private final OwnCertificate certificate;
    private final Optional<Announcer> announcer;
    private final Lifetime lifetime;
    private final RestFace rest;
    private final Notices notices;
    private final Waker waker;
    private final HistoryKeeper history;

    /// Rebuilds what the journal says and starts to listen.
    ///
    /// @throws IOException if a folder cannot be used or an address cannot be listened on
    /// @throws dsg.store.StoreException if the journal cannot be used
    public Coordinator(CoordinatorSettings settings) throws IOException {
        Files.createDirectories(settings.home());
        journal = Journal.open(settings.home().resolve("journal.db"));
        SteadyClock clock = new SteadyClock(InstantSource.system());
        Artefacts artefacts =
                new Artefacts(journal, new ArtefactFolder(settings.home().resolve("artefacts")), clock);
        collector = new DataCollector(artefacts);
        links = new NodeLinks(artefacts, settings.identity(), settings.authority());
        StageConditions conditions = new StageConditions(artefacts);
        Relays relays = new Relays();
        loop = new GridLoop(journal, clock, (effects, asker) -> {
            links.carryOut(effects);
            relays.carryOut(effects);
            collector.carryOut(effects, asker);
            conditions.carryOut(effects, asker);
        });
        links.begin(loop);
        collector.begin(loop);
        Doorkeeper doorkeeper = new Doorkeeper(settings.gridName(), settings.authority(), loop, clock);
        linkServer = new LinkServer(settings.nodes(), settings.identity(), links, doorkeeper, links.data(), relays);
        certificate = new OwnCertificate(settings, linkServer);
        announcer = announcer(settings, linkServer.port());
        lifetime = new Lifetime(settings.embedded());
        var _ = loop.broken().thenRun(lifetime::ask);
        history = new HistoryKeeper(loop, links.figures(), settings.home().resolve("history.db"));
        rest = new RestFace(
                settings,
                loop,
                links,
                artefacts,
                collector,
                lifetime,
                doorkeeper,
                relays,
                history.history(),
                linkServer.port());
        relays.begin(rest.port());
        notices = new Notices(loop, links.statuses(), settings.home());
        waker = new Waker(loop);
    }

    /// None where only this machine could dial.
    private static Optional<Announcer> announcer(CoordinatorSettings settings, int port) {
        return settings.nodes().getAddress().isLoopbackAddress()
                ? Optional.empty()
                : Optional.of(new Announcer(
                        settings.gridName(), settings.authority().fingerprint(), settings.version(), port));
    }

    /// The port on which REST listens.
    public int port() {
        return rest.port();
    }

    /// The port on which node links are taken.
    public int nodePort() {
        return linkServer.port();
    }

    /// Returns when the coordinator should stop: somebody asked for it, nobody needs it any more, or
    /// the disk failed.
    ///
    /// @return 0, or 1 if the disk failed
    public int awaitEnd() throws InterruptedException {
        while (!lifetime.isAsked()) {
            boolean busy = RestFace.unfinishedJobs(loop.snapshot()) > 0 || rest.watchers() > 0;
            if (lifetime.isOver(busy, NOBODY_NEEDS_IT)) {
                LOG.info("Nobody needs this grid any more.");
                return 0;
            }
            lifetime.awaitChange(LOOK_AROUND);
        }
        return loop.broken().isDone() ? 1 : 0;
    }

    /// Asks the nodes to end what runs, waits for their reports, and stops. Loses nothing.
    @Override
    public void close() {
        announcer.ifPresent(Announcer::close);
        links.goodbye();
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        CountDownLatch pause = new CountDownLatch(1);
        try {
            while (!links.allClosed() && System.nanoTime() < deadline) {
                var _ = pause.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        waker.close();
        notices.close();
        rest.close();
        history.close();
        links.close();
        certificate.close();
        linkServer.close();
        loop.close();
        collector.close();
        journal.close();
    }
}
