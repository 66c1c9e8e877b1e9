// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a machine is called in the LAN.
class LanNamesTest {

    private static LanSettings listening(String address) {
        return new LanSettings(InetAddress.ofLiteral(address), Path.of("unused"), "Den-PC");
    }

    @Test
    void aMachineThatListensAtOneAddressIsCalledByThatAndByItsNames() {
        LanNames names = LanNames.now(listening("192.0.2.7"));

        assertThat(names.ofCertificate())
                .containsExactly("den-pc", "den-pc.local", "localhost", "192.0.2.7", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(names.ofHost()).contains("den-pc.local", "[0:0:0:0:0:0:0:1]").doesNotContain("0:0:0:0:0:0:0:1");
        assertThat(names.urls(7300))
                .containsExactly("https://192.0.2.7:7300", "https://den-pc:7300", "https://den-pc.local:7300");
    }

    @Test
    void aMachineThatListensAtAllOfThemNamesNoneThatNeedsAnInterfaceWithIt() {
        LanNames names = LanNames.now(listening("0.0.0.0"));

        assertThat(names.addresses())
                .allSatisfy(address -> assertThat(address)
                        .doesNotContain("%")
                        .doesNotStartWith("fe80:")
                        .doesNotStartWith("169.254."));
    }

    @Test
    void addressesThatNobodyTypesAreNotToldButAnsweredTo() {
        LanNames names = new LanNames(List.of("192.0.2.7", "2001:db8:0:0:0:0:0:5"), List.of("den-pc", "localhost"));

        assertThat(names.urls(7300)).containsExactly("https://192.0.2.7:7300", "https://den-pc:7300");
        assertThat(names.ofHost()).contains("[2001:db8:0:0:0:0:0:5]");
    }
}
