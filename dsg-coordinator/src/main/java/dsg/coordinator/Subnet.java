// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A network of addresses that begin alike, as RFC 4632 writes it: `192.168.1.0/24`.
record Subnet(InetAddress beginning, int bits) {

    /// @throws IllegalArgumentException if it is none; the message is for people
    static Subnet parse(String text) {
        String[] parts = text.split("/", -1);
        // Only numbers: a name would be looked up.
        if (parts.length != 2
                || !parts[0].matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
                || !parts[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException("`" + text + "` is no network; write it like 192.168.1.0/24.");
        }
        try {
            InetAddress address = InetAddress.getByName(parts[0]);
            int bits = Integer.parseInt(parts[1]);
            if (bits > address.getAddress().length * Byte.SIZE) {
                throw new IllegalArgumentException("`" + text + "` names more bits than an address has, which is "
                        + address.getAddress().length * Byte.SIZE + ".");
            }
            return new Subnet(address, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("`" + parts[0] + "` is no address.", e);
        }
    }

    /// Whether this address is in it.
    boolean has(InetAddress address) {
        byte[] one = beginning.getAddress();
        byte[] other = address.getAddress();
        int rest = one.length * Byte.SIZE - bits;
        return one.length == other.length
                && new BigInteger(1, one).shiftRight(rest).equals(new BigInteger(1, other).shiftRight(rest));
    }
}
