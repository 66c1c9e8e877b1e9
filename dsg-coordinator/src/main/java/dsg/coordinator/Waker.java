// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot.NodeView;
import dsg.core.WakeQueries;
import dsg.core.WakeQueries.Sleeper;
import dsg.model.Hardware;
import dsg.model.NodeId;
import dsg.wire.LocalAddresses;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls sleeping machines when there is work for them, by AMD's magic packet (publication 20213, 1995): six bytes of
/// ones, then sixteen times the machine's hardware address, to everybody in the network. Only those are called whose
/// owners let the grid.
///
/// One that was called may take minutes to start. It is called again after a while, then seldom: it may be switched
/// off,
/// or gone.
final class Waker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);

    private static final int DISCARD = 9;
    private static final int TIMES = 16;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /// A machine that was called comes within this time, or does not come.
    static final Duration ON_ITS_WAY = Duration.ofMinutes(3);

    static final Duration MOST_BETWEEN = Duration.ofHours(1);

    /// How often a machine was called, and when last.
    private record Call(int times, long atNanos) {

        /// How long it is left alone: three minutes, six, twelve, up to an hour.
        Duration pause() {
            Duration doubled = ON_ITS_WAY.multipliedBy(1L << Math.min(times - 1, 10));
            return doubled.compareTo(MOST_BETWEEN) > 0 ? MOST_BETWEEN : doubled;
        }
    }

    private final GridLoop loop;
    private final Supplier<List<InetSocketAddress>> everybody;
    private final Map<NodeId, Call> calls = new HashMap<>();
    private final Thread watch;

    Waker(GridLoop loop) {
        this(loop, Waker::networks);
    }

    /// @param everybody where packets go, so that they reach all machines of the network
    Waker(GridLoop loop, Supplier<List<InetSocketAddress>> everybody) {
        this.loop = loop;
        this.everybody = everybody;
        this.watch = Thread.ofVirtual().name("waker").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                if (anybodySleeps()) {
                    look();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean anybodySleeps() {
        List<NodeView> nodes = loop.snapshot().nodes();
        nodes.stream().filter(NodeView::connected).forEach(node -> calls.remove(node.id()));
        return nodes.stream().anyMatch(node -> !node.connected() && mayBeWoken(node));
    }

    private static boolean mayBeWoken(NodeView node) {
        return node.facts()
                .hardware()
                .flatMap(Hardware::link)
                .flatMap(Hardware.Link::wake)
                .isPresent();
    }

    private void look() {
        try {
            long now = System.nanoTime();
            Set<NodeId> called = calls.entrySet().stream()
                    .filter(call -> now - call.getValue().atNanos()
                            < call.getValue().pause().toNanos())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            List<Sleeper> wanted = loop.ask(machine -> WakeQueries.worthWaking(machine.view(), machine.plan(), called))
                    .join();
            for (Sleeper sleeper : wanted) {
                Call before = calls.get(sleeper.node());
                Call call = new Call(before == null ? 1 : before.times() + 1, now);
                calls.put(sleeper.node(), call);
                call(sleeper, call);
            }
        } catch (RuntimeException e) {
            LOG.debug("Nobody was woken: {}", e.toString());
        }
    }

    private void call(Sleeper sleeper, Call call) {
        byte[] packet = packet(sleeper.address());
        List<String> faults = new ArrayList<>();
        for (InetSocketAddress network : everybody.get()) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setBroadcast(true);
                socket.send(new DatagramPacket(packet, packet.length, network));
            } catch (IOException e) {
                faults.add(network + ": " + e.getMessage());
            }
        }
        if (faults.isEmpty()) {
            LOG.info(
                    "There is work for {}: it is woken ({}), for the {}. time since this start.",
                    sleeper.name(),
                    sleeper.address(),
                    call.times());
        } else {
            LOG.warn("{} could not be woken everywhere: {}", sleeper.name(), String.join("; ", faults));
        }
    }

    /// The packet that wakes the machine with this hardware address.
    static byte[] packet(String address) {
        byte[] mac = HexFormat.ofDelimiter(":").parseHex(address);
        ByteBuffer packet = ByteBuffer.allocate(6 + TIMES * mac.length);
        for (int i = 0; i < 6; i++) {
            packet.put((byte) 0xff);
        }
        for (int i = 0; i < TIMES; i++) {
            packet.put(mac);
        }
        return packet.array();
    }

    /// The broadcast addresses of all networks that this machine is in.
    private static List<InetSocketAddress> networks() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::leadsOut)
                    .flatMap(one -> one.getInterfaceAddresses().stream())
                    .filter(address -> address.getAddress() instanceof Inet4Address)
                    .map(address -> broadcast(address.getAddress().getAddress(), address.getNetworkPrefixLength()))
                    .distinct()
                    .map(broadcast -> new InetSocketAddress(broadcast, DISCARD))
                    .toList();
        } catch (IOException e) {
            LOG.debug("The networks of this machine cannot be listed: {}", e.toString());
            return List.of();
        }
    }

    /// The address of everybody in the network of an address of IPv4: who set that up need not have named it.
    static InetAddress broadcast(byte[] address, int prefix) {
        int own = ByteBuffer.wrap(address).getInt();
        int others = prefix == 0 ? -1 : (1 << (32 - prefix)) - 1;
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(4).putInt(own | others).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address.", e);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
