// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import com.google.common.net.InetAddresses;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The addresses at which others on the local network reach this machine.
public final class LocalAddresses {

    private LocalAddresses() {}

    /// One or more for each interface that is up, loopback and tunnels left out: IPv4 where an interface has it, else
    /// IPv6. Those of private networks come first.
    public static List<InetAddress> all() {
        try {
            List<InetAddress> all = new ArrayList<>();
            for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
                if (leadsOut(card) && isShared(card)) {
                    all.addAll(of(card));
                }
            }
            all.sort(Comparator.comparing((InetAddress address) -> !address.isSiteLocalAddress())
                    .thenComparing(InetAddress::getHostAddress));
            return List.copyOf(all);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether others are reached by this interface. One that has gone since it was listed, as a cable or a container's
    /// may at any time, leads nowhere.
    public static boolean leadsOut(NetworkInterface card) {
        try {
            return card.isUp() && !card.isLoopback();
        } catch (SocketException _) {
            return false;
        }
    }

    private static boolean isShared(NetworkInterface card) {
        try {
            return !card.isPointToPoint() && card.supportsMulticast();
        } catch (SocketException _) {
            return false;
        }
    }

    private static List<InetAddress> of(NetworkInterface card) {
        List<InetAddress> addresses = card.inetAddresses().toList();
        List<InetAddress> fours =
                addresses.stream().filter(Inet4Address.class::isInstance).toList();
        if (!fours.isEmpty()) {
            return fours;
        }
        // Those that hold on one cable only are for where there are no others.
        List<InetAddress> wide = addresses.stream()
                .filter(address -> !address.isLinkLocalAddress())
                .toList();
        return wide.isEmpty() ? addresses : wide;
    }

    /// An address as people write it (RFC 5952): `192.168.1.20`, `fd00::1`. Which interface of this machine leads
    /// there is said only where it must be: `fe80::1%eth0`.
    public static String text(InetAddress address) {
        String text = InetAddresses.toAddrString(address);
        return address.isLinkLocalAddress() ? text : text.replaceFirst("%.*", "");
    }

    /// An address and a port, as people write them: `192.168.1.20:7301`, `[fd00::1]:7301`.
    public static String text(InetSocketAddress address) {
        String host = address.getAddress() == null ? address.getHostString() : text(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// Whether this machine has this address at present.
    public static boolean has(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
