// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Addresses are said as people write them (RFC 5952).
class LocalAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.1.20, 192.168.1.20:7301",
        "fd77:1:0:0:0:0:0:51, [fd77:1::51]:7301",
        "2001:DB8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:7301",
        "0:0:0:0:0:0:0:1, [::1]:7301"
    })
    void anAddressIsSaidInItsShortForm(String written, String said) {
        InetAddress address = InetAddress.ofLiteral(written);
        assertThat(LocalAddresses.text(new InetSocketAddress(address, 7301))).isEqualTo(said);
    }

    @Test
    void aNameThatIsNotKnownYetIsSaidAsItIs() {
        assertThat(LocalAddresses.text(InetSocketAddress.createUnresolved("attic.local", 7301)))
                .isEqualTo("attic.local:7301");
    }
}
