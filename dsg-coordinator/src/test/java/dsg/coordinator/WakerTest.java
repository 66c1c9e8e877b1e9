// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WakerTest {

    @Test
    void aMachineIsCalledBySixOnesAndSixteenTimesItsAddress() {
        byte[] packet = Waker.packet("52:54:00:ab:cd:ef");

        assertThat(packet).hasSize(102);
        assertThat(HexFormat.of().formatHex(packet, 0, 12)).isEqualTo("ffffffffffff525400abcdef");
        assertThat(Arrays.copyOfRange(packet, 96, 102)).isEqualTo(Arrays.copyOfRange(packet, 6, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.20, 24, 192.168.1.255",
        "10.1.2.3, 8, 10.255.255.255",
        "172.16.5.9, 30, 172.16.5.11",
        "10.0.0.1, 32, 10.0.0.1",
        "10.0.0.1, 0, 255.255.255.255"
    })
    void everybodyInANetworkHasOneAddress(String address, int prefix, String everybody) throws UnknownHostException {
        assertThat(Waker.broadcast(InetAddress.getByName(address).getAddress(), prefix))
                .isEqualTo(InetAddress.getByName(everybody));
    }
}
