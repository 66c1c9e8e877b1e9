// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What can be said elsewhere of the sources for Windows and macOS.
class ForeignSourcesTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void onLinuxTheyAreNotThere() {
        assertThat(WindowsSource.here()).isEmpty();
        assertThat(MacSource.here()).isEmpty();
    }

    @Test
    void theCountOfWindowsStartsAnewAfterSevenWeeks() {
        long wrapped = (1L << 32) + 500;
        assertThat(WindowsSource.since(wrapped, -500)).isEqualTo(Duration.ofSeconds(1));
        assertThat(WindowsSource.since(90_000, 30_000)).isEqualTo(Duration.ofMinutes(1));
    }
}
