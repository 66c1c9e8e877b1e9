// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says on the local network where the grid's coordinator is, by multicast DNS and DNS service discovery (RFC 6762,
/// RFC 6763): one responder an interface, and anew when this machine's addresses change.
public final class Announcer implements AutoCloseable {

    static final String SERVICE = "_dsg._tcp.local.";

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int LOOK_MILLIS = 500;
    private static final int LABEL_MAX = 40;

    private final String grid;
    private final Digest id;
    private final String version;
    private final int port;
    private final Map<InetAddress, JmDNS> responders = new HashMap<>();
    private final Set<InetAddress> refused = new HashSet<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("announcer").daemon().factory());

    /// Begins to announce, and goes on until it is closed.
    ///
    /// @param port where node links are taken
    public Announcer(String grid, Digest id, String version, int port) {
        this.grid = grid;
        this.id = id;
        this.version = version;
        this.port = port;
        var _ = watch.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Set<InetAddress> now = new HashSet<>(LocalAddresses.all());
            responders.entrySet().removeIf(responder -> {
                boolean gone = !now.contains(responder.getKey());
                if (gone) {
                    close(responder.getValue());
                }
                return gone;
            });
            refused.retainAll(now);
            for (InetAddress address : now) {
                if (!responders.containsKey(address)) {
                    announce(address);
                }
            }
        } catch (UncheckedIOException e) {
            LOG.debug("This machine's addresses cannot be told: {}", e.toString());
        }
    }

    private void announce(InetAddress address) {
        try {
            JmDNS responder = JmDNS.create(address, "dsg-" + id.hex().substring(0, 12));
            responder.registerService(ServiceInfo.create(
                    SERVICE, label(), port, 0, 0, Map.of("v", "1", "grid", grid, "id", id.hex(), "version", version)));
            responders.put(address, responder);
            LOG.info("The grid is announced on {}.", address.getHostAddress());
        } catch (IOException e) {
            if (refused.add(address)) {
                LOG.warn("The grid cannot be announced on {}: {}", address.getHostAddress(), e.toString());
            }
        }
    }

    /// What tells it from another grid of the same name.
    private String label() {
        String beginning = grid.length() > LABEL_MAX ? grid.substring(0, LABEL_MAX) : grid;
        return beginning + " " + id.hex().substring(0, 6);
    }

    /// It takes JmDNS seconds to say goodbye; nobody waits for that.
    static void close(JmDNS responder) {
        Thread.ofPlatform().name("mdns-goodbye").daemon().start(() -> {
            try {
                responder.close();
            } catch (IOException e) {
                LOG.debug("A responder did not close: {}", e.toString());
            }
        });
    }

    @Override
    public void close() {
        watch.shutdownNow();
        responders.values().forEach(Announcer::close);
    }
}
