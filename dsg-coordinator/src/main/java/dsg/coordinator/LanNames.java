// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.wire.LocalAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What this machine is called in the LAN at one moment: no other name is answered to.
///
/// @param addresses its numeric addresses, those of IPv4 first; without loopback, unless that is all it listens on
/// @param names its names, among them `localhost`
record LanNames(List<String> addresses, List<String> names) {

    LanNames {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
    }

    /// As things are now.
    static LanNames now(LanSettings settings) {
        String host = settings.hostName().toLowerCase(Locale.ROOT);
        List<String> names =
                host.equals("localhost") ? List.of("localhost") : List.of(host, host + ".local", "localhost");
        List<InetAddress> addresses =
                settings.listen().isAnyLocalAddress() ? ofInterfaces() : List.of(settings.listen());
        List<String> numeric = Stream.concat(
                        addresses.stream().filter(Inet4Address.class::isInstance),
                        addresses.stream().filter(address -> !(address instanceof Inet4Address)))
                .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                .distinct()
                .toList();
        return new LanNames(numeric, names);
    }

    /// An address that needs an interface with it, as those of one cable do in IPv6, is nothing that people type.
    private static List<InetAddress> ofInterfaces() {
        try {
            List<InetAddress> found = new ArrayList<>();
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (LocalAddresses.leadsOut(network)) {
                    network.inetAddresses()
                            .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
                            .forEach(found::add);
                }
            }
            // A machine keeps those of a private network longest.
            found.sort(Comparator.comparing((InetAddress address) -> !address.isSiteLocalAddress())
                    .thenComparing(InetAddress::getHostAddress));
            return found;
        } catch (SocketException _) {
            return List.of(); // they change just now
        }
    }

    /// What the certificate names: the machine's own name first.
    List<String> ofCertificate() {
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(addresses);
        all.addAll(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
        return List.copyOf(all);
    }

    /// What the header Host may say, without the port.
    Set<String> ofHost() {
        Set<String> all = new LinkedHashSet<>();
        ofCertificate().forEach(name -> all.add(inUrl(name)));
        return all;
    }

    /// Where people find it, what works everywhere first: names do not, where no server and no mDNS knows them. Of
    /// IPv6 there are addresses that nobody types, and that last for a day.
    List<String> urls(int port) {
        Stream<String> typed = addresses.stream().filter(address -> addresses.size() == 1 || !address.contains(":"));
        return Stream.concat(typed, names.stream().filter(name -> !name.equals("localhost")))
                .map(name -> name.contains(":") ? LocalAddresses.text(InetAddress.ofLiteral(name)) : name)
                .map(name -> "https://" + inUrl(name) + ":" + port)
                .toList();
    }

    /// A name or an address as URLs have it.
    private static String inUrl(String name) {
        return name.contains(":") ? "[" + name + "]" : name;
    }
}
