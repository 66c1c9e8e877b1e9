// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.wire.LinkServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the coordinator's own certificate good: makes another when two thirds of its life are over, also after the
/// machine has slept through its end. Open links stay open.
final class OwnCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private final CoordinatorSettings settings;
    private final LinkServer server;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("own-certificate").daemon().factory());

    OwnCertificate(CoordinatorSettings settings, LinkServer server) {
        this.settings = settings;
        this.server = server;
        long life = settings.authority().life().toMillis();
        long every = Math.clamp(life / 20, 100, LONGEST_LOOK.toMillis());
        var _ = watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Instant now = Instant.now();
            if (settings.identity().isDue(now)) {
                server.renew(settings.authority().renew(settings.identity(), now));
                LOG.info("The coordinator's certificate was renewed.");
            }
        } catch (RuntimeException e) {
            LOG.error("The coordinator's certificate cannot be renewed", e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
