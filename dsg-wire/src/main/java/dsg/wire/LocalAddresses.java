// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
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
                if (card.isUp() && !card.isLoopback() && !card.isPointToPoint() && card.supportsMulticast()) {
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

    private static List<InetAddress> of(NetworkInterface card) {
        List<InetAddress> addresses = card.inetAddresses().toList();
        List<InetAddress> fours =
                addresses.stream().filter(Inet4Address.class::isInstance).toList();
        return fours.isEmpty() ? addresses : fours;
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
