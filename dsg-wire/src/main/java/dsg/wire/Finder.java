// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for grids that are announced on the local network. What it finds is a hint and no more.
public final class Finder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Finder.class);
    private static final int ASK_AGAIN_MS = 500;
    /// More than this is no local network but an attack.
    private static final int GRIDS_MAX = 64;

    /// More addresses than this are not one machine's.
    private static final int ADDRESSES_MAX = 64;

    private final Predicate<String> ids;
    private final List<JmDNS> ears = new ArrayList<>();
    private final Map<String, FoundGrid> found = new LinkedHashMap<>();
    private final Set<String> unresolved = new HashSet<>();

    /// Begins to look, on every interface.
    ///
    /// @param ids which grids are looked for, by the fingerprints of their CAs: however many others are
    /// announced, by mistake or on purpose, these are not missed for them
    public Finder(Predicate<String> ids) {
        this.ids = ids;
        for (InetAddress address : LocalAddresses.all()) {
            try {
                JmDNS ear = JmDNS.create(address);
                ear.addServiceListener(Announcer.SERVICE, new Listener());
                ears.add(ear);
            } catch (IOException e) {
                LOG.debug("Nothing can be heard on {}: {}", address, e.toString());
            }
        }
    }

    /// What was found so far, in the order in which it was.
    public synchronized List<FoundGrid> found() {
        return List.copyOf(found.values());
    }

    /// Waits until what is wanted is found, all that was heard of is resolved, and nothing new has come for as long as
    /// `settle`: at most `patience`. On a network with several grids the first to answer need not be the right one.
    public List<FoundGrid> await(Predicate<FoundGrid> wanted, Duration patience, Duration settle)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long quietSince = System.nanoTime();
        List<FoundGrid> before = List.of();
        while (System.nanoTime() < deadline) {
            List<FoundGrid> now = found();
            if (!now.equals(before)) {
                before = now;
                quietSince = System.nanoTime();
            } else if (now.stream().anyMatch(wanted)
                    && !isResolving()
                    && System.nanoTime() - quietSince > settle.toNanos()) {
                break;
            }
            waitForNews();
        }
        return found();
    }

    private synchronized boolean isResolving() {
        return !unresolved.isEmpty();
    }

    private synchronized void hearsOf(String service) {
        if (unresolved.size() < GRIDS_MAX) {
            unresolved.add(service);
        }
    }

    private synchronized void waitForNews() throws InterruptedException {
        TimeUnit.MILLISECONDS.timedWait(this, 50);
    }

    private synchronized void heard(ServiceInfo info) {
        String id = info.getPropertyString("id");
        if (id == null || !id.matches("[0-9a-f]{64}") || info.getPort() == 0) {
            return; // the first answers come without their text
        }
        unresolved.remove(info.getName());
        if (!ids.test(id)) {
            return;
        }
        Set<InetSocketAddress> nodes = new LinkedHashSet<>();
        if (found.containsKey(id)) {
            nodes.addAll(found.get(id).nodes());
        } else if (found.size() >= GRIDS_MAX) {
            return;
        }
        Arrays.stream(info.getInetAddresses())
                .map(address -> new InetSocketAddress(address, info.getPort()))
                .filter(_ -> nodes.size() < ADDRESSES_MAX)
                .forEach(nodes::add);
        if (!nodes.isEmpty()) {
            String name = text(info, "grid", "a grid");
            found.put(id, new FoundGrid(name, id, List.copyOf(nodes), text(info, "version", "")));
            notifyAll();
        }
    }

    /// Cut to what a terminal can show: it comes from anybody.
    private static String text(ServiceInfo info, String key, String otherwise) {
        String text = info.getPropertyString(key);
        String plain = text == null ? "" : text.replaceAll("\\p{C}", "").strip();
        return plain.isEmpty() ? otherwise : plain.substring(0, Math.min(plain.length(), 80));
    }

    private final class Listener implements ServiceListener {
        @Override
        public void serviceAdded(ServiceEvent event) {
            hearsOf(event.getName());
            event.getDNS().requestServiceInfo(event.getType(), event.getName(), ASK_AGAIN_MS);
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            // Whether it is really gone is seen when somebody dials.
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            heard(event.getInfo());
        }
    }

    @Override
    public void close() {
        ears.forEach(Announcer::close);
    }
}
