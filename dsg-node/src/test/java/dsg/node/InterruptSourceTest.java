// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptSourceTest {

    @TempDir
    Path root;

    private void has(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private InterruptSource source() {
        return new InterruptSource(new SystemFiles(root));
    }

    /// Looks again, once the counts are read again.
    private static InputSource.Seen later(InterruptSource source) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(220));
        return source.look();
    }

    @Test
    void aKeyThatIsPressedIsNoticedByItsInterrupt() throws Exception {
        has("sys/kernel/irq/1/actions", "i8042");
        has("sys/kernel/irq/1/per_cpu_count", "9,0");
        has("sys/kernel/irq/36/actions", "virtio2-input.0"); // a network
        has("sys/kernel/irq/36/per_cpu_count", "0,100");
        try (InterruptSource source = source()) {
            assertThat(source.look().idle()).isEmpty();
            assertThat(source.look().note()).isEqualTo("nothing was touched since this node began to look");
            has("sys/kernel/irq/36/per_cpu_count", "0,2000");
            assertThat(later(source).idle()).isEmpty();
            has("sys/kernel/irq/1/per_cpu_count", "9,2");
            assertThat(later(source).idle())
                    .hasValueSatisfying(idle -> assertThat(idle).isLessThan(Duration.ofMillis(100)));
            assertThat(later(source).idle())
                    .hasValueSatisfying(idle -> assertThat(idle).isGreaterThan(Duration.ofMillis(200)));
        }
    }

    @Test
    void aMouseOnUsbIsNoticedByItsMessages() throws Exception {
        has("sys/bus/usb/devices/1-2/urbnum", "50");
        has("sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "03");
        has("sys/bus/usb/devices/1-2:1.0/bInterfaceProtocol", "02");
        has("sys/bus/usb/devices/1-3/urbnum", "7"); // a battery that tells how full it is
        has("sys/bus/usb/devices/1-3:1.0/bInterfaceClass", "03");
        has("sys/bus/usb/devices/1-3:1.0/bInterfaceProtocol", "00");
        try (InterruptSource source = source()) {
            source.look();
            has("sys/bus/usb/devices/1-3/urbnum", "8");
            assertThat(later(source).idle()).isEmpty();
            has("sys/bus/usb/devices/1-2/urbnum", "51");
            assertThat(later(source).idle()).isPresent();
        }
    }

    @Test
    void whereNoDeviceHasAnInterruptOfItsOwnNothingIsKnown() throws Exception {
        has("sys/kernel/irq/26/actions", "ttyS0");
        has("sys/kernel/irq/26/per_cpu_count", "0,9");
        try (InterruptSource source = source()) {
            assertThat(source.look().idle()).isEmpty();
            assertThat(source.look().note()).isEqualTo("no interrupt here is an input device's own");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i8042", "ELAN1200:00", "SYNA7DB5:01", "i2c_hid_acpi", "AT keyboard", "PS/2 mouse"})
    void theNamesOfInputDevicesAreKnown(String name) {
        assertThat(InterruptSource.isInput(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtio4-input", "xhci_hcd", "nvme0q1", "eth0-rx", "idma64.1,i2c_designware.1", "acpi"})
    void othersAreNot(String name) {
        assertThat(InterruptSource.isInput(name)).isFalse();
    }
}
